"""Tactical decompositions: the orbits of a prescribed group on points and on blocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import gcd

import numpy as np
from numpy.typing import NDArray

from designs.algebra.permutations import on_points, orbits
from designs.constructions.action import Action
from designs.errors import require
from designs.incidence.parameters import Parameters

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Z_m on n copies of itself and f fixed points; on N full block orbits and g fixed blocks.

    The multiplier u acts as x -> u x on every copy, and every block orbit has a base block that it
    leaves alone. Points and fixed points: v = n m + f; blocks: b = N m + g.

    Raises:
        BadInput: m does not divide v - f and b - g, or u is no unit modulo m.

    Complexity: constant.
    Source: tactical decompositions are P. Dembowski's (Finite Geometries, 1968, remembered).

    >>> shape = Decomposition(Parameters(7, 3, 1), 3, 2, 1, 1)
    >>> shape.copies, shape.orbits
    (2, 2)
    """

    parameters: Parameters
    modulus: int
    multiplier: int = 1
    fixed_points: int = 0
    fixed_blocks: int = 0

    def __post_init__(self) -> None:
        m, p = self.modulus, self.parameters
        require(m >= 2, f"the group needs an order of at least 2, got {m}")
        require(gcd(m, self.multiplier) == 1, f"{self.multiplier} is no unit modulo {m}")
        for name, number, fixed in (("v", p.v, self.fixed_points), ("b", p.b, self.fixed_blocks)):
            whole = 0 <= fixed <= number and (number - fixed) % m == 0
            require(whole, f"{m} must divide {name}={number} less the {fixed} that are fixed")

    @property
    def copies(self) -> int:
        """Number n of point orbits of length m."""
        return (self.parameters.v - self.fixed_points) // self.modulus

    @property
    def orbits(self) -> int:
        """Number N of block orbits of length m."""
        return int(self.parameters.b - self.fixed_blocks) // self.modulus

    def action(self) -> Action:
        """The group on the points: copy by copy, then the fixed points.

        >>> Decomposition(Parameters(7, 3, 1), 7, 2).action().multipliers
        (((2,), (0,)),)
        """
        stay = tuple(range(self.copies))
        extra = () if self.multiplier % self.modulus == 1 else (((self.multiplier,), stay),)
        return Action((self.modulus,), self.copies, self.fixed_points, extra)

    def cycles(self) -> list[list[int]]:
        """The orbits of the multiplier on Z_m, by least element.

        >>> Decomposition(Parameters(7, 3, 1), 7, 2).cycles()
        [[0], [1, 2, 4], [3, 6, 5]]
        """
        m = self.modulus
        return list(orbits(range(m), [[x * self.multiplier % m for x in range(m)]], on_points))

    def subsets(self) -> dict[int, Integers]:
        """The unions of orbits of the multiplier by size: 0/1 rows, shape (number, m).

        Complexity: 2^(number of orbits) rows in all.

        >>> Decomposition(Parameters(7, 3, 1), 7, 2).subsets()[3].tolist()
        [[0, 0, 0, 1, 0, 1, 1], [0, 1, 1, 0, 1, 0, 0]]
        """
        cycles = self.cycles()
        places = np.zeros((len(cycles), self.modulus), dtype=np.int64)
        for row, cycle in zip(places, cycles, strict=True):
            row[cycle] = 1
        unions = np.array(list(product((0, 1), repeat=len(cycles)))) @ places
        sizes = unions.sum(axis=1)
        return {int(size): unions[sizes == size] for size in np.unique(sizes)}
