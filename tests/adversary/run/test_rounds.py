"""Rounds as JSON and as tables; the times of a run that are void."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_runs import example

from adversary.run.rounds import (
    GAP_A_ROUND,
    GAP_SECONDS,
    GAP_SHARE,
    History,
    Round,
    arrival_matrix,
    arrival_table,
)
from designs import BadInput


def test_the_arrival_matrix_has_a_place_for_everyone():
    table = arrival_matrix(example("a", 1.0).rounds, 2)
    assert np.array_equal(table, [[1.0, np.nan], [0.5, 0.25]], equal_nan=True)


seconds = st.floats(0, 100)
errors = st.none() | st.fractions(0, 9, max_denominator=9)


@st.composite
def rounds(draw, workers=5):
    answered = draw(st.sets(st.integers(0, workers - 1)))
    return Round(
        draw(st.integers(0, 99)), tuple(sorted(answered)),
        {w: draw(st.sampled_from(["late", "dead"])) for w in set(range(workers)) - answered},
        draw(errors), draw(st.none() | seconds), draw(seconds),
        draw(st.sampled_from(["", "no sum"])), {w: draw(seconds) for w in answered},
        draw(seconds), draw(st.none() | st.integers(0, 3)),
    )  # fmt: skip


@given(rounds())
def test_a_round_comes_back_from_its_json(one):
    assert Round.from_json(json.loads(json.dumps(one.to_json()))) == one


@given(st.lists(rounds(), max_size=4))
def test_the_table_has_seconds_where_the_matrix_has_them_and_else_the_reason(done):
    matrix, table = arrival_matrix(done, 5), arrival_table(done, 5)
    for record, numbers, row in zip(done, matrix, table, strict=True):
        for w, (x, told) in enumerate(zip(numbers, row, strict=True)):
            assert told == (record.missing[w] if np.isnan(x) else x)


@pytest.mark.parametrize(
    "change",
    [lambda v: v.pop("survivors"), lambda v: v.update(exact_error="1/0x"),
     lambda v: v.update(missing=[0]), lambda v: v.update(arrivals={"x": 0.1}),
     lambda v: v.update(seconds=None)],
)  # fmt: skip
def test_rounds_that_are_incomplete(change):
    value = Round(0, (0,), {1: "late"}, 0, 0.0, 0.1).to_json()
    change(value)
    with pytest.raises(BadInput, match="a round of a log is incomplete"):
        Round.from_json(value)


@pytest.mark.parametrize(
    ("count", "each"),
    [(1, 1.0), (100, 1.0), (1000, 0.001)],
    ids=["half a second", "5 %", "2 ms a round"],
)
def test_times_are_void_just_above_the_largest_of_three_gaps(count, each):
    done = [Round(i, (0,), {}, 0, 0.0, each) for i in range(count)]
    inside = sum(r.seconds for r in done)
    gap = max(GAP_SECONDS, GAP_A_ROUND * count, GAP_SHARE * inside / (1 - GAP_SHARE))
    told = History({}, tuple(done), (), inside + 0.999 * gap, ended=True)
    assert told.void == ""
    assert (
        f"of {inside + 1.001 * gap:.3f} s" in replace(told, wall_seconds=inside + 1.001 * gap).void
    )
