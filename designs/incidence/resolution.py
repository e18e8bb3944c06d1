"""Resolutions of a given design: its blocks split into parallel classes."""

from __future__ import annotations

from dataclasses import dataclass

from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.exact_cover import exact_cover


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result of a search for a resolution.

    ``design`` is the design with its resolution, None if none was found; there is none if ``none``
    gives the reason, and otherwise the search ran out of time.
    """

    design: Design | None
    none: str | None


def find_resolution(design: Design, seconds: float = 10) -> Resolution:
    """A split of the blocks into classes that have every point in exactly one block.

    Every (point, class) and every block is covered once by the choices of a class for a block; the
    blocks through the first point are in different classes, which are numbered by them.

    Raises:
        BadInput: the time limit is not positive.

    Complexity: that of an exact cover with b r options.

    >>> find_resolution(Design(4, [(0, 1), (2, 3), (0, 2), (1, 3)])).design.resolution
    ((0, 3), (1, 2))
    >>> find_resolution(Design(4, [(0, 1), (0, 2), (2, 3), (2, 3)])).none
    'the points do not all lie in the same number of blocks'
    """
    require(seconds > 0, f"the time limit must be positive, got {seconds} seconds")
    if design.resolution:
        return Resolution(design, None)
    if (reason := why_not_resolvable(design)) is not None:
        return Resolution(None, reason)
    v, b, r = design.points, len(design.blocks), design.replication()[0]
    first = {j: c for c, j in enumerate(j for j, block in enumerate(design.blocks) if 0 in block)}
    choices = [(j, c) for j in range(b) for c in ([first[j]] if j in first else range(r))]
    options = [[j, *(b + c * v + p for p in design.blocks[j])] for j, c in choices]
    cover = exact_cover(b + r * v, options, seconds)
    if cover.options is None:
        reason = "a complete search found no resolution" if cover.complete else None
        return Resolution(None, reason)
    classes: list[list[int]] = [[] for _ in range(r)]
    for j, c in (choices[option] for option in cover.options):
        classes[c].append(j)
    return Resolution(Design(v, design.blocks, design.automorphisms, classes), None)


def why_not_resolvable(design: Design) -> str | None:
    """A reason, seen by counting alone, why the blocks do not split into parallel classes, or None.

    >>> why_not_resolvable(Design(7, [(i, (i + 1) % 7, (i + 3) % 7) for i in range(7)]))
    'the block size 3 does not divide the 7 points'
    """
    sizes = design.block_sizes()
    if len(set(design.replication())) != 1:
        return "the points do not all lie in the same number of blocks"
    if len(sizes) == 1 and sizes[0] and design.points % sizes[0]:
        return f"the block size {sizes[0]} does not divide the {design.points} points"
    return None
