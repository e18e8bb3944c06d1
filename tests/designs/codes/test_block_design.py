"""Codes of block designs: both orientations, recipes, symmetries, and what is refused."""

from __future__ import annotations

import pytest

from designs import BadInput, Design, Recipe, Unavailable, block_design, build, from_design


def test_block_design_codes_in_both_orientations():
    points = block_design(9, 3, 1, "points")
    blocks = block_design(9, 3, 1, "blocks")
    assert (points.workers, points.partitions) == (9, 12)
    assert set(points.load()) == {4}
    assert set(points.replication()) == {3}
    assert blocks.encoding == tuple(zip(*points.encoding, strict=True))


def test_block_design_code_of_a_given_recipe_has_its_symmetries():
    recipe = Recipe.of("singer", dimension=2, order=3)
    code = block_design(13, 4, 1, design=recipe)
    assert code.symmetries
    assert build(code.recipe) == code
    with pytest.raises(BadInput, match="must build"):
        block_design(7, 3, 1, design=recipe)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [((8, 3, 1), "there is no"), ((7, 3, 1, "rows"), "points"), ((1023, 511, 255 * 60), "entries")],
)  # fmt: skip
def test_block_design_codes_that_cannot_be(arguments, text):
    with pytest.raises(BadInput, match=text):
        block_design(*arguments)


@pytest.mark.parametrize(
    ("parameters", "text"), [((43, 7, 1), "there is no"), ((51, 6, 1), "known here is no")]
)
def test_block_design_codes_of_designs_that_are_not_there(parameters, text):
    with pytest.raises(Unavailable, match=text):
        block_design(*parameters)


def test_code_of_a_design_with_automorphisms():
    rotation = Design(4, [(0, 1), (1, 2), (2, 3), (0, 3)], [(1, 2, 3, 0)])
    assert len(from_design(rotation, "points").symmetries) == 1
    assert len(from_design(rotation, "blocks").symmetries) == 1
