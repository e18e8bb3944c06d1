"""The table of the best codes known."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from adversary.worst_case import worst_case
from bounds.optimal.known import best_known, read_known, shapes
from bounds.optimal.report import best_rows, least_possible
from bounds.universal.theorems import design_value
from designs.errors import show

ENTRIES = [known for n, d in shapes() for known in best_known(n, d).values()]
SMALL = [(n, d) for n in range(7, 14) for d in range(2, n // 2 + 1)]
LARGE = [(n, d) for n in range(14, 25) for d in range(3, 7)]


def test_the_table_is_whole():
    assert shapes() == sorted(SMALL + LARGE)
    for n, d in shapes():
        assert sorted(best_known(n, d)) == list(range(1, n - 1))


def test_the_codes_of_the_table_have_their_sums():
    for known in ENTRIES:
        code = known.code()
        assert (code.workers, code.partitions) == (known.workers, known.workers)
        assert {*code.load()} == {*code.replication()} == {known.redundancy}
        assert {x for row in code.encoding for x in row} == {0, 1}


def test_values_never_fall_as_more_straggle_nor_below_what_is_possible():
    for n, d in shapes():
        values = [known.value for _, known in sorted(best_known(n, d).items())]
        assert all(one <= two for one, two in pairwise(values))
        least = [least_possible(n, d, s) for s in range(1, n - 1)]
        assert all(bound <= value for bound, value in zip(least, values, strict=True))


@pytest.mark.parametrize("known", Random(3).sample(ENTRIES, 40), ids=lambda known: known.line())
def test_some_entries_have_the_value_told(known):
    assert worst_case(known.code(), known.stragglers).error == known.value


@pytest.mark.slow
@pytest.mark.parametrize("known", ENTRIES, ids=lambda known: known.line())
def test_all_entries_have_the_value_told(known):
    assert worst_case(known.code(), known.stragglers).error == known.value


def test_complements_have_the_value_told():
    known = best_known(13, 9)[3]
    assert worst_case(known.code(), 3).error == known.value


def test_no_code_of_the_table_beats_a_design_from_its_redundancy_on():
    for n, d in [(7, 3), (11, 5), (13, 4)]:
        known = best_known(n, d)
        assert all(known[s].value == design_value(n, d, s) for s in range(d, n - 1))
        assert all(known[s].value < design_value(n, d, s) for s in range(1, d))


def test_seven_workers_reach_what_all_codes_were_searched_for():
    values = [show(best_known(7, 3)[s].value) for s in range(1, 6)]
    assert values == ["1/13", "1/4", "1", "8/5", "5/2"]


def test_the_found_are_never_below_the_universal_bounds():
    for n, d in [(7, 3), (8, 3), (9, 3), (11, 4)]:
        assert all(row.bound <= row.found.value for row in best_rows(n, d))


def test_entries_are_read_as_they_are_written():
    known = best_known(8, 3)[2]
    assert next(read_known([known.line()])) == known
