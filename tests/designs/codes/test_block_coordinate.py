"""Block-coordinate coding: a code for each block that is not empty."""

from __future__ import annotations

import json

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, build_scheme
from designs.codes.block_coordinate import block_coordinate

sizes = st.lists(st.integers(0, 3), min_size=1, max_size=6).filter(any)


@given(sizes, st.integers(0, 3))
def test_block_s_tolerates_s_stragglers(coordinates, seed):
    scheme = block_coordinate(coordinates, seed)
    used = {f"tolerance {s}": s for s, size in enumerate(coordinates) if size}
    assert list(scheme.components) == list(used)
    for name, s in used.items():
        assert scheme[name].workers == len(coordinates)
        assert set(scheme[name].load()) == {s + 1}
        assert recovers(scheme[name], s)


@given(sizes, st.integers(2, 9))
def test_the_codes_do_not_depend_on_the_sizes_of_what_is_not_empty(coordinates, factor):
    larger = [factor * size for size in coordinates]
    assert block_coordinate(larger) == block_coordinate(coordinates)


@given(sizes)
def test_the_recipe_keeps_the_sizes(coordinates):
    recipe = json.loads(json.dumps(block_coordinate(coordinates, 2).to_json()["recipe"]))
    assert recipe["coordinates"] == coordinates
    again = build_scheme(recipe)
    assert again == block_coordinate(coordinates, 2)
    assert again.to_json() == block_coordinate(coordinates, 2).to_json()


@pytest.mark.parametrize("coordinates", [[], [0, 0], [2, -1], [-1]])
def test_sizes_that_cannot_be(coordinates):
    with pytest.raises(BadInput, match="at least 0 with a positive sum"):
        block_coordinate(coordinates)
