"""The compiled annealing loop: its cost is the deviation from lambda, counted again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.search.settings import pair_orbits

pytest.importorskip("numba")
ORBITS = [(0, 1), (2, 3), (4, 5), (6,), (7,), (8,)]
PAIRS = pair_orbits(9, [(1, 0, 3, 2, 5, 4, 6, 7, 8)])
CLASSES = np.arange(6)
MEMBERS = np.arange(9)
STARTS = np.array([0, 2, 4, 6, 7, 8, 9])


def counted(chosen, multiplicity):
    """Ordered pairs within the blocks, by orbit of pairs; those of a block so many times."""
    counts = np.zeros(PAIRS.max() + 1, dtype=np.int64)
    for row, times in zip(chosen.tolist(), multiplicity.tolist(), strict=True):
        block = [x for o in row for x in ORBITS[o]]
        for x in block:
            for y in block:
                counts[PAIRS[x, y]] += times * (x != y)
    return counts


rows = st.lists(st.integers(0, 2), min_size=2, max_size=2, unique=True)
singles = st.integers(3, 5)


@given(st.lists(st.tuples(rows, singles), min_size=1, max_size=4), st.integers(0, 60), st.data())
def test_the_cost_after_any_number_of_steps(drawn, steps, data):
    from designs.search.annealing_loop import anneal

    chosen = np.array([[*pair, one] for pair, one in drawn])
    multiplicity = np.array([data.draw(st.integers(1, 2)) for _ in drawn])
    targets = np.full(PAIRS.max() + 1, data.draw(st.integers(0, 6)))
    weights = np.array([data.draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in targets])
    sizes = np.full(len(drawn), 3)
    cost = anneal(
        PAIRS, targets, weights, STARTS, MEMBERS, np.array([0, 0, 0, 1, 1, 1]), np.array([0, 3, 6]),
        CLASSES, chosen, sizes, multiplicity, steps, 1.2, 0.15, np.random.default_rng(0),
    )  # fmt: skip
    assert all(len({*row}) == 3 for row in chosen.tolist())
    assert [sum(o < 3 for o in row) for row in chosen.tolist()] == [2] * len(drawn)
    recounted = (weights * (counted(chosen, multiplicity) - targets) ** 2).sum()
    assert cost == pytest.approx(recounted, abs=1e-6)


def test_the_same_numbers_take_the_same_steps():
    from designs.search.annealing_loop import anneal

    ends = []
    for _ in range(2):
        chosen = np.array([[0, 1, 3], [0, 2, 3]])
        anneal(
            PAIRS, np.full(PAIRS.max() + 1, 2), np.ones(PAIRS.max() + 1), STARTS, MEMBERS,
            np.array([0, 0, 0, 1, 1, 1]), np.array([0, 3, 6]), CLASSES, chosen, np.array([3, 3]),
            np.array([1, 1]), 500, 1.2, 0.15, np.random.default_rng(7),
        )  # fmt: skip
        ends.append(chosen.tolist())
    assert ends[0] == ends[1]
