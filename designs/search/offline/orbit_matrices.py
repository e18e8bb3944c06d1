"""Orbit matrices: how many points of each point orbit lie on a block of each block orbit.

For a `Decomposition`, a copy of Z_m has a row with an entry 0..m for every full block orbit and 0
or 1 for every fixed block (whether it contains the copy); a fixed point has a row of zeros and
ones. Counting the flags through a point, and the pairs with another orbit, gives for rows e and e'
(sums over the full orbits + sums over the fixed blocks):

* copies:           sum e + sum e = r;     sum e e' + m sum e e' = lambda m,  or for e = e'
  lambda (m-1) + r;
* fixed points:     m sum e + sum e = r;   m sum e e' + sum e e' = lambda;
* one of each kind: sum e e' + sum e e' = lambda.

Counting the points of a block gives the column sums: k on a full orbit; on a fixed block, m times
the copies and the fixed points together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designs.search.offline.decomposition import Decomposition
from designs.search.offline.selections import selections

Integers = NDArray[np.int64]


def orbit_matrices(
    shape: Decomposition, rng: np.random.Generator, steps: int = 3000
) -> Iterator[tuple[Integers, Integers]]:
    """Some orbit matrices in random order: (rows of the copies, rows of the fixed points).

    Shapes (n, N + g) and (f, N + g). One random choice of rows for the fixed points is made, and
    for it the backtracking makes at most ``steps`` steps: ask again for others.

    Raises:
        Unavailable: there are too many rows to choose from.

    Complexity: the number of rows with the right sums, times the steps.
    Source: Z. Janko, Tran van Trung, Construction of a new symmetric block design for (78,22,6)
    with the help of tactical decompositions, J. Combin. Theory A 40 (1985).

    >>> from designs.incidence.parameters import Parameters
    >>> shape = Decomposition(Parameters(7, 3, 1), 3, 1, 1, 1)
    >>> rows, fixed = next(orbit_matrices(shape, np.random.default_rng(1)))
    >>> sorted(rows.tolist()), fixed.tolist()
    ([[1, 1, 1], [2, 1, 0]], [[0, 1, 0]])
    """
    fixed = _fixed_point_rows(shape, rng, steps)
    room = shape.parameters.k - fixed.sum(axis=0)
    room[shape.orbits :], rest = np.divmod(room[shape.orbits :], shape.modulus)
    if len(fixed) == shape.fixed_points and not rest.any():
        family = _Family(_weights(shape, 1, shape.modulus), shape.parameters.lam * shape.modulus)
        for rows in family.members(_copy_rows(shape, fixed), shape.copies, room, rng, steps):
            if (rows.sum(axis=0) == room).all():
                yield rows, fixed


def _weights(shape: Decomposition, full: int, fixed: int) -> Integers:
    return np.repeat([full, fixed], [shape.orbits, shape.fixed_blocks])


def _fixed_point_rows(shape: Decomposition, rng: np.random.Generator, steps: int) -> Integers:
    """Random rows for the fixed points; fewer of them if the search gave up."""
    weights = _weights(shape, shape.modulus, 1)
    if not shape.fixed_points:
        return np.zeros((0, len(weights)), dtype=np.int64)
    p = shape.parameters
    options = [np.array([[0], [w]]) for w in weights]
    rows = selections(options, np.array([int(p.r)]))
    room = np.full(len(weights), p.k)
    family = _Family(weights, p.lam)
    return next(family.members(rows, shape.fixed_points, room, rng, steps), rows[:0])


def _copy_rows(shape: Decomposition, fixed: Integers) -> Integers:
    """All rows that a copy of Z_m may have beside these rows of the fixed points."""
    p, m = shape.parameters, shape.modulus
    values = [np.array(sorted(shape.subsets()))] * shape.orbits
    values += [np.array([0, 1])] * shape.fixed_blocks
    weights = _weights(shape, 1, m)
    options = [
        np.column_stack([e, w * e * e, np.outer(e, c)])
        for e, w, c in zip(values, weights, fixed.T, strict=True)
    ]
    target = [int(p.r), p.lam * (m - 1) + int(p.r)] + [p.lam] * len(fixed)
    chosen = selections(options, np.array(target))
    return np.column_stack([e[c] for e, c in zip(values, chosen.T, strict=True)])


@dataclass(frozen=True, slots=True)
class _Family:
    """Sets of rows, any two of which have the same weighted inner product."""

    weights: Integers
    product: int

    def members(
        self, rows: Integers, number: int, room: Integers, rng: np.random.Generator, steps: int
    ) -> Iterator[Integers]:
        """Such sets of so many of the rows in random order, with column sums up to ``room``."""
        allowance = iter(range(steps))
        shuffled = rng.permutation(rows[(rows <= room).all(axis=1)])
        yield from self._grow(
            np.zeros((0, len(room)), dtype=np.int64), shuffled, number, room, allowance
        )

    def _grow(
        self,
        chosen: Integers,
        rows: Integers,
        number: int,
        room: Integers,
        allowance: Iterator[int],
    ) -> Iterator[Integers]:
        if not number:
            yield chosen
        for i in range(len(rows) - number + 1 if number else 0):
            if next(allowance, None) is None:
                return
            row, later = rows[i], rows[i + 1 :]
            left = room - row
            fits = ((later * self.weights) @ row == self.product) & (later <= left).all(axis=1)
            grown = np.vstack([chosen, row])
            yield from self._grow(grown, later[fits], number - 1, left, allowance)
