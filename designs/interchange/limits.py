"""The limits of every reader: numbers and sizes beyond those of any design on file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from designs.errors import require
from designs.incidence.design import Design

MOST_POINTS = 1_000_000
MOST_CHARACTERS = 64_000_000
_WHOLE = re.compile(r"\s*([0-9]{1,18})\s*")


def whole(text: str) -> int:
    """A point or a count as it is written: decimal, not negative, at most 18 digits.

    Raises:
        BadInput: the text is nothing like that.

    >>> whole(" 12 ")
    12
    """
    match = _WHOLE.fullmatch(text)
    require(match is not None, f"points and counts are whole numbers from 0, got {text!r:.40}")
    return int(text)


def sized(
    points: int, blocks: Iterable[Iterable[int]], resolution: Iterable[Iterable[int]] = ()
) -> Design:
    """The design, if it has at most a million points.

    Raises:
        BadInput: it has more points, none, or blocks that leave them.

    >>> sized(3, [(0, 1)])
    Design(points=3, blocks=((0, 1),))
    """
    fits = points <= MOST_POINTS
    require(fits, f"a design on file has at most {MOST_POINTS:,} points, got {points:,}")
    return Design(points, blocks, resolution=resolution)
