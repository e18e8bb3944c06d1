"""Designs as JSON: all blocks, or base blocks over an abelian group."""

from __future__ import annotations

import json
from math import prod
from typing import Any

from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.interchange.limits import MOST_POINTS, sized
from designs.interchange.plain import numbered

FORMAT = "kirkman-design/1"


def as_json(design: Design) -> str:
    """One JSON object: the number of points and the blocks, 0-based and sorted.

    >>> print(as_json(Design(3, [(0, 1)])), end="")
    {"format": "kirkman-design/1", "v": 3, "blocks": [[0, 1]]}
    """
    return json.dumps(design_object(design)) + "\n"


def design_object(design: Design) -> dict[str, Any]:
    """The JSON object of a design; a known resolution is its classes of block numbers.

    >>> design_object(Design(2, [(0, 1)], resolution=[[0]]))["resolution"]
    [[0]]
    """
    blocks = [list(block) for block in design.blocks]
    value = {"format": FORMAT, "v": design.points, "blocks": blocks}
    if design.resolution:
        value["resolution"] = [list(part) for part in design.resolution]
    return value


def read_json(text: str) -> list[Design]:
    """The designs of a JSON text: an object, a list of objects, or a bare list of blocks.

    An object has ``v`` and 0-based ``blocks``, perhaps a ``resolution`` into classes of their
    numbers; or the moduli ``group`` of an abelian group and ``base`` blocks to be developed over
    it. A bare list of blocks is read like plain blocks.

    Raises:
        BadInput: the text is no JSON, or no design.

    Complexity: O(length of the text), and of the blocks developed.

    >>> [d.parameters() for d in read_json('{"group": [13], "base": [[0, 1, 3, 9]]}')]
    [Parameters(v=13, k=4, lam=1)]
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"this is not JSON: {error}") from None
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [numbered(_blocks(value, "a list of blocks"))]
    return [_design(each) for each in (value if isinstance(value, list) else [value])]


def _design(value: Any) -> Design:
    require(isinstance(value, dict), f'a design is an object with "blocks", got {value!r:.40}')
    form = value.get("format", FORMAT)
    known = str(form).startswith(("kirkman-design/", "kirkman-existence/"))
    require(known, f"a design has the format {FORMAT!r}, got {form!r:.40}")
    if "base" in value:
        return _developed(value)
    points = value.get("v")
    require(type(points) is int, f'"v" is the number of points, got {points!r:.40}')
    blocks = _blocks(value.get("blocks"), '"blocks"')
    return sized(points, blocks, _blocks(value.get("resolution", []), '"resolution"'))


def _developed(value: dict[str, Any]) -> Design:
    """The design of base blocks over a group."""
    from designs.constructions.difference import develop

    (moduli,) = _blocks([value.get("group")], '"group"')
    order = prod(moduli) if all(0 <= m <= MOST_POINTS for m in moduli) else MOST_POINTS + 1
    require(
        order <= MOST_POINTS, f"a group has at most {MOST_POINTS:,} elements, got {moduli!r:.40}"
    )
    return develop(moduli, _blocks(value.get("base"), '"base"'))


def _blocks(value: Any, name: str) -> list[list[int]]:
    """The value, if it is a list of lists of integers that are no booleans."""
    rows: list[Any] = value if isinstance(value, list) else [None]
    flat = all(isinstance(row, list) and all(type(p) is int for p in row) for row in rows)
    require(flat, f"{name} must hold lists of integers, got {value!r:.40}")
    return rows
