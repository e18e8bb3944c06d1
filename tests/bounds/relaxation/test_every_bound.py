"""All bounds of a code in one report."""

from __future__ import annotations

from fractions import Fraction

import pytest
from small_codes import brute

from bounds.relaxation.every_bound import every_bound
from designs import FAMILIES, BadInput, block_design, build, cyclic_repetition
from designs.codes.family import example

pytest.importorskip("cvxpy")


def test_the_report_of_a_code_has_the_bound_of_any_code():
    report = every_bound(block_design(13, 4, 1), 9)
    assert report.any_code.value == report.exact.error == Fraction(27, 7)
    assert report.to_json()["any code"] == {"method": report.any_code.name, "error": "27/7"}


@pytest.mark.parametrize("s", [0, 7, -1])
def test_numbers_of_stragglers_out_of_range(s):
    with pytest.raises(BadInput):
        every_bound(block_design(7, 3, 1), s)


def test_the_report_says_why_a_bound_is_missing():
    report = every_bound(cyclic_repetition(6, 2), 2)
    assert "column sums" in report.refused["spectral"]
    assert all(b.value >= report.exact.error for b in report.upper)
    assert all(a.error <= report.exact.error for a in report.lower)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_bound_holds_for_the_example_of_every_family(family):
    code = build(example(family))
    n = code.workers
    for s in {min(max(1, min(code.replication())), n - 1), n // 2} - {0}:
        report = every_bound(code, s)
        truth = brute(code, s)
        assert report.exact.error == truth
        assert all(bound.value >= truth for bound in report.upper)
        assert all(attack.error <= truth for attack in report.lower)
        assert report.upper
        assert report.any_code.value <= truth
