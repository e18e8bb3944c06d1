"""Designs as JSON objects."""

from __future__ import annotations

import pytest

from designs import BadInput, Design
from designs.constructions.geometry import affine_geometry
from designs.interchange.json_text import as_json, read_json


def test_base_blocks_are_developed_over_their_group():
    (cyclic,) = read_json('{"group": [7], "base": [[0, 1, 3]]}')
    assert cyclic.points == 7
    assert sorted(cyclic.blocks) == sorted(tuple(sorted((a + s) % 7 for a in (0, 1, 3)))
                                           for s in range(7))  # fmt: skip


def test_a_list_of_designs_keeps_its_order():
    both = [Design(2, [(0, 1)]), Design(3, [(0, 2)])]
    assert read_json(f"[{', '.join(map(as_json, both))}]") == both


@pytest.mark.parametrize(
    "text",
    ['{"v": true, "blocks": []}', '{"v": 2, "blocks": [[0.5]]}', '{"group": [0], "base": [[0]]}',
     '{"format": "other/1", "v": 2, "blocks": []}', "[1]", "{"],
)  # fmt: skip
def test_json_that_is_no_design(text):
    with pytest.raises(BadInput):
        read_json(text)


def test_json_keeps_the_resolution():
    design = affine_geometry(2, 3, 1)
    (again,) = read_json(as_json(design))
    assert again.resolution == design.resolution
    assert again == design
