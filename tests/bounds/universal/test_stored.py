"""Stored classifications come out again and fit together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from shapes import classes

from adversary import worst_case
from bounds.universal.least import least_worst_cases, stored_results
from bounds.universal.shape import Shape
from bounds.universal.silenced import (
    silenced_in_turn,
)
from bounds.universal.stored import of_a_part


@pytest.mark.parametrize(
    ("n", "k", "d", "load"),
    [(4, 4, 2, 2), (6, 6, 3, 3), (7, 7, 3, 3), (6, 9, 2, 3), (5, 4, 2, None), (5, 5, 3, None)],
)
def test_stored_results_come_out_again(n, k, d, load):
    for entry in least_worst_cases(classes(n, k, d, load), d, load):
        stored = stored_results()[n, k, d, load, entry.stragglers]
        assert (stored.error, stored.classes) == (entry.error, entry.classes)


def test_stored_codes_have_their_shape_and_their_error():
    entries = list(stored_results().values())
    for entry in entries[::9]:
        code = entry.code()
        assert (code.workers, code.partitions) == (entry.workers, entry.partitions)
        assert set(code.replication()) == {entry.redundancy}
        assert entry.load is None or set(code.load()) == {entry.load}
        assert worst_case(code, entry.stragglers).error == entry.error


def test_stored_results_fit_together():
    for (n, k, d, load, s), entry in stored_results().items():
        after = stored_results().get((n, k, d, load, s + 1))
        free = stored_results().get((n, k, d, None, s))
        more = stored_results().get((n, k + 1, d, load, s)) if load is None else None
        assert after is None or after.error >= entry.error
        assert free is None or free.error <= entry.error
        assert more is None or more.error >= entry.error


def test_a_part_is_worth_something_beyond_the_table():
    assert of_a_part(Shape(9, 12, 2), 3).value == Fraction(26, 11)
    assert silenced_in_turn(Shape(9, 12, 2), 3).value == 2
