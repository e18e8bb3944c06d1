"""The worst staircases against a list of all of them."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from adversary.worst_case.closed_form.staircase import staircase_shape, staircase_table

few = st.lists(st.integers(0, 9), min_size=1, max_size=4)


def worst(rises, gains, most_in_a_row, s):
    """The greatest sum of a staircase of s pairs: no row is longer than the one before."""
    shapes = product(range(most_in_a_row + 1), repeat=len(rises))
    return max(
        sum(rise * gains[j] for rise, j in zip(rises, shape, strict=True))
        for shape in shapes
        if sum(shape) == s and list(shape) == sorted(shape, reverse=True)
    )


@given(few, few, st.data())
def test_every_entry_is_the_greatest_of_all_staircases(rises, more, data):
    gains, fit = [0, *more], len(rises) * len(more)
    most = data.draw(st.integers(0, fit + 2))
    table = staircase_table(rises, gains, most)
    for i, rows in enumerate(table):
        for j, row in enumerate(rows):
            assert len(row) == min(most, (len(rises) - i) * j) + 1
            assert row == [worst(rises[i:], gains, j, s) for s in range(len(row))]


@given(few, few, st.data())
def test_the_shape_is_a_staircase_that_attains_the_entry(rises, more, data):
    gains = [0, *more]
    table = staircase_table(rises, gains, len(rises) * len(more))
    s = data.draw(st.integers(0, len(rises) * len(more)))
    shape = staircase_shape(table, s)
    assert sum(shape) == s
    assert shape == sorted(shape, reverse=True)
    total = sum(rise * gains[j] for rise, j in zip(rises, shape, strict=True))
    assert total == table[0][-1][s]
