"""The table of proved sets: closed under the symmetries, with no set too many, and in bounds."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.worst_case.tree.proved import add, members, proved_sets
from designs.algebra.permutations import on_sets, orbit

LATER = 10**6  # nodes: enough for any number of images


def sets_in(table, n, size):
    """All sets of this size in the table, once every row is seen to agree on them."""
    found, row = set(), int(table.first[size - 1])
    ranked = sorted(combinations(range(n), size - 1), key=lambda x: x[::-1])
    for i, chosen in enumerate(ranked):
        for w in members(table.masks[row + i]):
            assert w not in chosen
            found.add(tuple(sorted([*chosen, w])))
    for chosen in found:
        for w in chosen:
            others = ranked.index(tuple(x for x in chosen if x != w))
            assert w in members(table.masks[row + others])
    return found


@settings(max_examples=60)
@given(st.integers(3, 8), st.data())
def test_the_table_is_closed_and_has_no_other_sets(n, data):
    images = data.draw(st.lists(st.permutations(range(n)), min_size=1, max_size=3))
    table = proved_sets(np.array(images), n - 1)
    expected = {size: set() for size in range(1, n)}
    for _ in range(data.draw(st.integers(1, 4))):
        size = data.draw(st.integers(1, n - 1))
        chosen = sorted(data.draw(st.permutations(range(n)))[:size])
        add(table, np.array(chosen), size, LATER)
        expected[size] |= {*orbit(tuple(chosen), images, on_sets)}
    for size in range(1, n):
        assert sets_in(table, n, size) == expected[size]


@pytest.mark.parametrize(("n", "depth"), [(25, 7), (49, 4), (60, 4), (91, 3), (400, 2)])
def test_the_depth_is_what_memory_allows(n, depth):
    table = proved_sets(np.roll(np.arange(n), 1)[None], n)
    assert len(table.first) - 1 == depth
    assert table.masks.shape == (sum(comb(n, q) for q in range(depth)), n // 62 + 1)


@pytest.mark.parametrize("n", [4, 7, 8])
def test_there_is_room_for_all_sets_of_any_size(n):
    pairs = [[{a: b, b: a}.get(w, w) for w in range(n)] for a, b in combinations(range(n), 2)]
    for size in range(1, n + 1):
        table = proved_sets(np.array(pairs), n)
        add(table, np.arange(size), size, LATER)
        assert len(sets_in(table, n, size)) == comb(n, size)


def test_more_workers_than_a_word_has_bits():
    turn = np.roll(np.arange(130), -1)
    table = proved_sets(turn[None], 3)
    add(table, np.array([3, 128]), 2, LATER)
    assert sets_in(table, 130, 2) == {tuple(sorted([w, (w + 125) % 130])) for w in range(130)}


def test_without_symmetries_there_is_no_room():
    table = proved_sets(np.empty((0, 9), np.int64), 4)
    assert table.masks.size == 0
    add(table, np.array([1]), 1, LATER)


def test_images_take_a_share_of_the_search():
    swap, turn = np.arange(40), np.roll(np.arange(40), 1)
    swap[:2] = 1, 0
    table = proved_sets(np.array([swap, turn]), 20)
    chosen = np.array([0, 5, 9, 11])
    add(table, chosen, 4, 0)
    assert not table.masks.any()
    add(table, chosen, 4, LATER)
    assert len(sets_in(table, 40, 4)) == comb(40, 4)


def test_a_small_group_takes_few_images_of_any_size():
    table = proved_sets(np.roll(np.arange(40), 1)[None], 20)
    assert table.reach.tolist() == [1, 40, 40, 40, 40]


def test_a_set_that_is_there_takes_no_images():
    table = proved_sets(np.array([[1, 2, 3, 4, 0]]), 3)
    for chosen in ([0, 1], [1, 2], [0, 4]):
        add(table, np.array(chosen), 2, 0)
    assert table.images[0] == 5
