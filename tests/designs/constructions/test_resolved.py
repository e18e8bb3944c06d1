"""Round robins and Baranyai's classes: what is special about their resolutions."""

from __future__ import annotations

from itertools import combinations
from math import comb

import pytest
from definitions import are_parallel
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.resolved import baranyai, round_robin


@given(st.integers(1, 15))
def test_everybody_meets_everybody_once_and_rounds_are_turns_of_the_first(half):
    v = 2 * half
    rounds = {frozenset(part) for part in round_robin(v).parallel_classes()}
    assert len(rounds) == v - 1
    assert sorted(pair for part in rounds for pair in part) == [*combinations(range(v), 2)]
    turn = [*((x + 1) % (v - 1) for x in range(v - 1)), v - 1]
    turned = {frozenset(tuple(sorted((turn[a], turn[b]))) for a, b in part) for part in rounds}
    assert turned == rounds


@given(st.integers(2, 4), st.data())
def test_baranyai_splits_all_subsets_into_partitions(k, data):
    v = k * data.draw(st.integers(1, {2: 5, 3: 3, 4: 2}[k]))
    classes = baranyai(v, k).parallel_classes()
    assert len(classes) == comb(v - 1, k - 1)
    assert all(are_parallel(part, v) for part in classes)
    assert sorted(b for part in classes for b in part) == [*combinations(range(v), k)]


@pytest.mark.parametrize("points", [-2, 0, 1, 7])
def test_odd_numbers_of_players(points):
    with pytest.raises(BadInput, match=f"even number of points, got {points}"):
        round_robin(points)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [((7, 3), "size must divide points"), ((4, 5), r"2\.\.points"), ((4, 1), r"2\.\.points")],
)
def test_sizes_that_there_are_not(arguments, text):
    with pytest.raises(BadInput, match=text):
        baranyai(*arguments)
