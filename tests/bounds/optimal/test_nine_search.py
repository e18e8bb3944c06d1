"""The search for residuals finds those that another draw makes."""

from __future__ import annotations

import numpy as np
import pytest
from thirteen import codes_without_large_overlaps, doubles_of

from bounds.optimal.four_more import residual_of
from bounds.optimal.nine_search import extended, fits, last_is_first

ORDER = (4, 2, 3)


def in_order(columns):
    """The columns of a residual in an order in which each beginning has its first column last."""
    left, behind = sorted(columns, key=lambda c: ORDER.index(c.bit_count())), []
    while left:
        size = left[-1].bit_count()
        for i in reversed(range(len(left))):
            moved = [*left[:i], *left[i + 1 :], left[i]]
            if left[i].bit_count() == size and last_is_first(np.array(moved)):
                behind.insert(0, left.pop(i))
                break
        else:
            pytest.fail("no column may be the last one")
    return behind


def drawn():
    """Codes with a column that shares two holders with as many others as any column does."""
    for columns in codes_without_large_overlaps(40, seed=5):
        doubles = [doubles_of(columns, j) for j in range(13)]
        j = int(np.argmax(doubles))
        yield residual_of(columns, j).tolist(), doubles[j]


def test_a_residual_is_found_again_from_its_beginning():
    room = np.zeros((90_000, 12), np.int64)
    for residual, most in drawn():
        columns = np.array(in_order(residual))
        sizes = np.array([c.bit_count() for c in columns.tolist()])
        nodes = np.zeros(13, np.int64)
        many = extended(columns[:9], sizes, most, 99.0, room, nodes)
        assert columns.tolist() in room[:many].tolist()
        assert nodes[12] == many


def test_all_beginnings_of_a_residual_fit():
    for residual, most in drawn():
        columns = np.array(in_order(residual))
        assert all(fits(columns[:m], most, 99.0) for m in range(1, 13))
        assert not fits(columns, 0, 99.0)
        assert not fits(columns, most, 0.0)
        assert not fits(np.append(columns[:11], columns[0]), most, 99.0)
