"""Developing base blocks over a finite abelian group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd, lcm, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from designs.errors import require
from designs.incidence.design import Design


class AbelianGroup:
    """The group Z_m1 x ... x Z_mr; an element is its mixed-radix number, first coordinate lowest.

    The additive group of GF(p^m) in `designs.algebra.field` is ``AbelianGroup((p,) * m)``, number
    for number.

    Raises:
        BadInput: no moduli, or one below 1.

    >>> AbelianGroup((3, 3)).add(4, [1, 5]).tolist()
    [5, 6]
    """

    def __init__(self, moduli: Iterable[int]) -> None:
        self.moduli = tuple(int(m) for m in moduli)
        known = len(self.moduli) > 0 and min(self.moduli) >= 1
        require(known, f"a group needs moduli of at least 1, got {self.moduli}")
        self.order = prod(self.moduli)
        self._sizes = np.array(self.moduli, dtype=np.int64)
        self.weights = tuple(prod(self.moduli[:i]) for i in range(len(self.moduli)))
        self._weights = np.array(self.weights)

    def coordinates(self, elements: ArrayLike) -> NDArray[np.int64]:
        """Coordinates of elements, along a new last axis.

        >>> AbelianGroup((3, 5)).coordinates([4, 14]).tolist()
        [[1, 1], [2, 4]]
        """
        digits: NDArray[np.int64] = np.asarray(elements)[..., None] // self._weights % self._sizes
        return digits

    def order_of(self, element: int) -> int:
        """The least positive multiple of an element that is zero.

        >>> AbelianGroup((2, 6)).order_of(5)
        6
        """
        digits = self.coordinates(element).tolist()
        return lcm(*(m // gcd(m, x) for m, x in zip(self.moduli, digits, strict=True)))

    def translations(self) -> list[list[int]]:
        """The translations by a generator of each factor, as permutations of the elements.

        >>> AbelianGroup((2, 2)).translations()
        [[1, 0, 3, 2], [2, 3, 0, 1]]
        """
        elements = np.arange(self.order)
        return [self.add(elements, weight).tolist() for weight in self._weights]

    def add(self, a: ArrayLike, b: ArrayLike) -> NDArray[np.int64]:
        """Sum of two arrays of elements, broadcast.

        >>> AbelianGroup((7,)).add(5, 4).tolist()
        2
        """
        total: NDArray[np.int64] = (
            (self.coordinates(a) + self.coordinates(b)) % self._sizes @ self._weights
        )
        return total


def develop(moduli: Iterable[int], base: Iterable[Sequence[int]]) -> Design:
    """The translates of the base blocks under Z_m1 x ... x Z_mr, with the group as automorphisms.

    Each base block contributes its *different* translates, once each: a block fixed by a subgroup
    has a short orbit. To count an orbit several times, give its base block several times.

    Raises:
        BadInput: a base element is not 0..order-1.

    Complexity: O(order * total size of the base blocks).
    Source: R. C. Bose, On the construction of balanced incomplete block designs, Ann. Eugenics 9
    (1939) 353-399.

    >>> develop((15,), [(0, 1, 4), (0, 2, 8), (0, 5, 10)]).parameters()
    Parameters(v=15, k=3, lam=1)
    """
    group = AbelianGroup(moduli)
    elements = np.arange(group.order)
    blocks: list[tuple[int, ...]] = []
    for block in base:
        inside = all(0 <= x < group.order for x in block)
        require(inside, f"base elements must be 0..{group.order - 1}, got {tuple(block)}")
        translates = np.sort(group.add(elements[:, None], np.array(block)[None, :]), axis=1)
        blocks += list(dict.fromkeys(map(tuple, translates.tolist())))
    return Design(group.order, blocks, group.translations())
