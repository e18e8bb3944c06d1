"""Block-coordinate gradient coding: some coordinates are protected better than others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.codes.family import scheme
from designs.codes.scheme import Fact, Scheme, Sending
from designs.codes.tolerant import tolerant
from designs.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinateBlocks(Scheme):
    """A code for each block of coordinates, of these ``sizes``; ``load`` is a worker's part of all.

    >>> block_coordinate([2, 0, 3]).coordinates
    5
    """

    coordinates: int = field(compare=False)
    load: Rational = field(compare=False)
    sizes: tuple[int, ...] = field(compare=False)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The number of coordinates, and the load."""
        return {"coordinates": self.coordinates, "load": self.load}

    @property
    def sending(self) -> Sending:
        """A message for each block, in proportion to its size where gradients are longer.

        >>> block_coordinate([2, 0, 3]).sending.sizes(10)
        (4, 6)
        """
        return Sending(tuple((u,) for u in range(len(self.sizes))), self.sizes)


@scheme(
    "block-coordinate",
    example={"coordinates": [4, 2, 1, 0, 0, 0, 0, 1], "seed": 1},
    parameters={"coordinates": ("", "sizes of block 0, 1, ...; block s tolerates s stragglers")},
    after="multiplexed",
)
def block_coordinate(coordinates: Sequence[int], seed: int = 0) -> CoordinateBlocks:
    """The gradient's coordinates in blocks, block s under a code that tolerates s stragglers.

    ``coordinates[s]`` is the size of block s; there are as many workers as sizes. Every worker
    computes block after block, and sends each when it is done: slow workers still help with
    the first blocks, fast ones carry the last. On block s a worker computes s + 1 of the n partial
    gradients: ``sum of (s + 1) coordinates[s] / (n sum of coordinates)`` of all the work. Good
    sizes are found by `bounds.expectation.block_coordinate.equalised_sizes`.

    Raises:
        BadInput: a negative size, or no coordinate at all.

    Complexity: that of `tolerant` for each block that is not empty.
    Source: Q. Wang, Y. Cui et al. on block coordinate gradient coding, read off public code.

    >>> scheme = block_coordinate([2, 0, 3])
    >>> list(scheme.components), scheme.load
    (['tolerance 0', 'tolerance 2'], Fraction(11, 15))
    """
    n, total = len(coordinates), sum(coordinates)
    require(
        total >= 1 and min(coordinates) >= 0,
        f"coordinates must be at least 0 with a positive sum, got {list(coordinates)}",
    )
    used = [s for s, size in enumerate(coordinates) if size]
    work = sum((s + 1) * size for s, size in enumerate(coordinates))
    recipe = {"family": "block-coordinate", "coordinates": list(coordinates), "seed": seed}
    components = {f"tolerance {s}": tolerant(n, s, seed) for s in used}
    load = plain(Fraction(work, n * total))
    name = "block-coordinate coding"
    sizes = tuple(size for size in coordinates if size)
    return CoordinateBlocks(name, components, recipe, coordinates=total, load=load, sizes=sizes)
