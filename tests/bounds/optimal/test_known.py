"""The table of the best codes known."""

from __future__ import annotations

from optimal_codes import SHAPES

from adversary.worst_case import worst_case
from bounds.optimal.known import best_known, read_known
from bounds.optimal.report import best_rows
from bounds.universal.theorems import design_value
from designs.errors import show


def test_the_table_is_whole():
    for n, d in SHAPES:
        assert sorted(best_known(n, d)) == list(range(1, n - 1))
        for s, known in best_known(n, d).items():
            code = known.code()
            assert {*code.load()} == {*code.replication()} == {d}
            if n <= 8:
                assert worst_case(code, s).error == known.value


def test_the_table_says_what_its_codes_have():
    for n, d, s in [(9, 4, 2), (10, 3, 4), (11, 5, 3), (12, 4, 2), (13, 4, 2), (13, 9, 3)]:
        known = best_known(n, d)[s]
        assert worst_case(known.code(), s).error == known.value


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
