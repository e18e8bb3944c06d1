"""The best codes known beside designs and universal bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adversary import worst_case
from bounds.optimal.known import best_known, shapes
from bounds.optimal.report import best_rows, proved_optimal
from designs.errors import BadInput, show


@pytest.mark.parametrize(("n", "d"), [(7, 3), (9, 4), (11, 5), (13, 4)])
def test_rows_are_certified_and_not_below_what_no_code_is(n, d):
    for row in best_rows(n, d):
        assert worst_case(row.found.code, row.found.stragglers).error == row.found.value
        assert row.bound <= row.found.value
        assert row.design is None or row.bound <= row.design


def test_a_row_says_the_same_as_words_and_as_json():
    (row,) = best_rows(7, 3, [2])
    assert row.texts()[:6] == ("2", "1/4", show(Fraction(4, 7)), "1/4", "0", "yes")
    value = row.to_json()
    assert (value["stragglers"], value["error"], value["design"]) == (2, "1/4", "4/7")
    assert [tuple(line) for line in value["encoding"]] == list(row.found.code.encoding)


def test_what_does_not_fit_is_told():
    for n, d, s in [(7, 7, 2), (7, 3, 6)]:
        with pytest.raises(BadInput, match="must be"):
            best_rows(n, d, [s])


def test_what_is_proved_is_counted():
    count = proved_optimal()
    assert count.entries == sum(len(best_known(n, d)) for n, d in shapes())
    rows = [row for n, d in shapes() if n <= 9 for row in best_rows(n, d)]
    assert count.optimal >= sum(row.optimal for row in rows) > 0
    assert count.late_optimal <= min(count.optimal, count.late)
    assert str(count.optimal) in str(count)


def test_a_gap_is_left_where_nothing_is_proved():
    rows = best_rows(13, 4)
    assert all(row.optimal == (row.found.value == row.bound) for row in rows)
    assert [row.gap for row in rows if row.optimal] == [0] * sum(row.optimal for row in rows)
