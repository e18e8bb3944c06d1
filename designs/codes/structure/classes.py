"""Orthogonal classes: parallel classes of blocks that are independent of one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from designs.algebra.linear import gram
from designs.codes.base import GradientCode


@dataclass(frozen=True, slots=True)
class OrthogonalClasses:
    """Workers in classes, each a split of the partitions, and different classes independent.

    ``classes[i]`` are the workers of class i, ``loads[w]`` the partitions that worker w holds. The
    blocks of a class are disjoint and cover everything; blocks A and B of different classes share
    ``|A| |B| / k`` partitions. Nets, grids and affine resolvable designs are of this kind.

    >>> OrthogonalClasses(4, ((0, 1), (2, 3)), (2, 2, 2, 2)).lost([0, 2, 3])
    (2, 4)
    """

    partitions: int
    classes: tuple[tuple[int, ...], ...]
    loads: tuple[int, ...]

    def lost(self, stragglers: Iterable[int]) -> tuple[int, ...]:
        """For each class, how many partitions its stragglers hold."""
        silent = set(stragglers)
        return tuple(sum(self.loads[w] for w in part if w in silent) for part in self.classes)


@lru_cache(maxsize=8)
def orthogonal_classes(code: GradientCode) -> OrthogonalClasses | None:
    """The classes of a code, if its rows are multiples of 0/1 rows that have this structure.

    Blocks of one class are disjoint and of different classes meet, so classes are the sets of
    pairwise disjoint rows; all properties of `OrthogonalClasses` are then counted.

    Complexity: O(n^2 k).

    >>> from designs.codes.net import net
    >>> orthogonal_classes(net(3, 2)).classes
    ((0, 1, 2), (3, 4, 5))
    >>> orthogonal_classes(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])) is None
    True
    """
    k = code.partitions
    if any(set(row) - {0, 1} and set(row) - {0, -1} for row in code.integer_rows()):
        return None
    shared = [[abs(x) for x in row] for row in gram(code.integer_rows())]
    loads = tuple(row[w] for w, row in enumerate(shared))
    classes = {w: tuple(x for x, y in enumerate(row) if w == x or not y)
               for w, row in enumerate(shared)}  # fmt: skip
    whole = all(classes[w] == part for part in classes.values() for w in part)
    covering = all(sum(loads[w] for w in part) == k for part in classes.values())
    independent = all(
        k * y == loads[w] * loads[x]
        for w, row in enumerate(shared)
        for x, y in enumerate(row)
        if x not in classes[w]
    )
    if not (all(loads) and whole and covering and independent):
        return None
    return OrthogonalClasses(k, tuple(sorted(set(classes.values()))), loads)
