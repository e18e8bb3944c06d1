"""Plain blocks: one block a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.interchange.limits import sized, whole

_POINTS = re.compile(r"\s*v\s*=\s*([0-9]{1,18})\s*")
_EMPTY = "-"


def as_blocks(design: Design) -> str:
    """One block a line, points 0-based and separated by blanks; an empty block is a dash.

    A first line ``# v = 4`` is written when the blocks alone do not determine the points.

    >>> print(as_blocks(Design(3, [(0, 1), (1, 2)])), end="")
    0 1
    1 2
    >>> print(as_blocks(Design(4, [(1, 2)])), end="")
    # v = 4
    1 2
    """
    used = {p for block in design.blocks for p in block}
    determined = {0, design.points - 1} <= used
    lines = [" ".join(map(str, block)) or _EMPTY for block in design.blocks]
    return "\n".join([*([] if determined else [f"# v = {design.points}"]), *lines, ""])


def as_classes(design: Design) -> str:
    """The blocks of a resolved design class by class, one a line, an empty line between classes.

    >>> print(as_classes(Design.of_classes(2, [[(0,), (1,)], [(0, 1)]])), end="")
    0
    1
    <BLANKLINE>
    0 1
    """
    parts = design.parallel_classes()
    return "\n".join("".join(f"{' '.join(map(str, b))}\n" for b in part) for part in parts)


def read_blocks(text: str) -> list[Design]:
    r"""The one design of a text with one block a line; see `numbered` for where points begin.

    Points are separated by blanks or commas, brackets around a line are ignored, # begins a
    comment, and the comment ``# v = 9`` gives the number of points. If empty lines part the blocks
    into classes that have every point once, that is the resolution.

    Raises:
        BadInput: no block, or a line that is no list of points.

    Complexity: O(length of the text).

    >>> read_blocks("1 2 # of a triangle\n(1, 3)\n2,3")
    [Design(points=3, blocks=((0, 1), (0, 2), (1, 2)))]
    """
    points, classes = None, [list[list[int]]()]
    for number, line in enumerate(text.splitlines(), 1):
        content, _, comment = line.partition("#")
        if (given := _POINTS.fullmatch(comment)) is not None:
            points = whole(given[1])
        if content.strip():
            classes[-1].append(_block(content, number))
        elif not line.strip():
            classes.append([])
    return [_resolved([part for part in classes if part], points)]


def _resolved(classes: Sequence[Sequence[Sequence[int]]], points: int | None) -> Design:
    """The design of these classes of blocks, which are its resolution if they can be."""
    blocks = [block for part in classes for block in part]
    design = numbered(blocks, points)
    first = _first(blocks, points)
    everything = list(range(first, design.points + first))
    if all(sorted(p for block in part for p in block) == everything for part in classes):
        parts = [[[p - first for p in block] for block in part] for part in classes]
        return Design.of_classes(design.points, parts)
    return design


def _block(content: str, number: int) -> list[int]:
    """The points of one line."""
    inner = content.strip(" \t,()[]{}")
    if inner == _EMPTY:
        return []
    try:
        return [whole(word) for word in re.split(r"\s*,\s*|\s+", inner)]
    except BadInput as error:
        raise BadInput(f"line {number} is no block: {error}") from None


def numbered(blocks: Sequence[Sequence[int]], points: int | None = None) -> Design:
    """The design of blocks whose points are numbered from 0 or from 1.

    Points begin at 0 if a 0 occurs, or if their number is given and not reached; else at 1. Unless
    their number is given, the greatest point that occurs is the last.

    Raises:
        BadInput: the number of points is not determined.

    >>> numbered([(1, 2)]).blocks, numbered([(1, 2)], 3).blocks
    (((0, 1),), ((1, 2),))
    """
    used = {p for block in blocks for p in block}
    require(bool(used) or points is not None, "a design needs a block, got none")
    first = _first(blocks, points)
    total = max(used) + 1 - first if points is None else points
    return sized(total, [[p - first for p in block] for block in blocks])


def _first(blocks: Sequence[Sequence[int]], points: int | None) -> int:
    """The first point: 0 or 1."""
    used = {p for block in blocks for p in block}
    return 1 if used and min(used) >= 1 and points in (None, max(used)) else 0
