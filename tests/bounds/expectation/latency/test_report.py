"""The report on latency: which means are known, and what a row says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds.expectation.latency.order_statistics import TimeModel
from bounds.expectation.latency.report import LatencyRow, latency_report
from bounds.expectation.latency.simulate import Estimate
from designs import BadInput


def test_means_that_are_not_known_are_none():
    for model in (TimeModel(shift=1), TimeModel(per_task=True)):
        assert latency_report(model, 3, [0, 1], samples=10)[-1].mean is None
        assert latency_report(model, 3, [1], samples=10)[-1].mean is not None
    large = latency_report(TimeModel(), 40, range(40), samples=10)
    assert large[-1].mean is None
    assert all(row.mean is not None for row in large[:-1])
    assert latency_report(TimeModel(per_task=True), 600, [1], samples=10)[0].mean is None


def test_a_row_without_an_end_has_no_estimate():
    row = LatencyRow(2, None, Fraction(1), Estimate(float("inf"), 0.0, 1.0))
    assert row.name == "s = 2"
    assert row.to_json() == {
        "level": 2, "mean": None, "failure": "1", "estimate": None, "standard_error": None,
        "estimated_failure": 1.0,
    }  # fmt: skip


@given(st.sampled_from([1, 2, 3, 4, 6]), st.data())
def test_rows_are_the_levels_in_order_and_the_nested_code_is_the_earliest(workers, data):
    levels = data.draw(st.lists(st.integers(0, workers - 1), min_size=1, max_size=4))
    dead = data.draw(st.sampled_from([0, Fraction(1, 5)]))
    *rows, nested = latency_report(TimeModel(rate=2), workers, levels, dead, samples=2)
    assert [row.level for row in rows] == sorted(set(levels))
    assert nested.failure == min(row.failure for row in rows)
    if not dead:
        assert nested.mean <= min(row.mean for row in rows)


def test_nobody_alive_is_refused():
    with pytest.raises(BadInput, match="some worker must be alive, got probability 1"):
        latency_report(TimeModel(), 3, [0], dead=1)
