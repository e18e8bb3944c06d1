"""Indexing: every entry of an orbit matrix becomes a set of so many elements of Z_m.

The sets A(i, j), unions of orbits of the multiplier, make a design if for all copies i, i' and all
d in Z_m, apart from i = i' and d = 0, the number of j and x with x in A(i, j) and x + d in A(i', j)
is lambda less the number of fixed blocks that contain both copies.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from designs.search.offline.decomposition import Decomposition
from designs.search.offline.selections import selections

Integers = NDArray[np.int64]


def index(
    shape: Decomposition,
    rows: Integers,
    rng: np.random.Generator,
    steps: int = 20_000,
) -> Integers | None:
    """The sets for an orbit matrix as a 0/1 array of shape (n, N, m), or None if none was found.

    Every row is listed with all its sets that satisfy the row's own equations; backtracking then
    picks a row after the other, fewest choices first, and strikes out what does not fit it.

    Raises:
        Unavailable: a row has too many choices.

    Complexity: the choices of all rows, times the steps.
    Source: Z. Janko, Tran van Trung, J. Combin. Theory A 40 (1985).

    >>> from designs.incidence.parameters import Parameters
    >>> shape = Decomposition(Parameters(7, 3, 1), 7, 2)
    >>> index(shape, np.array([[3]]), np.random.default_rng(0)).tolist()
    [[[0, 0, 0, 1, 0, 1, 1]]]
    """
    full, contained = rows[:, : shape.orbits], rows[:, shape.orbits :]
    wanted = shape.parameters.lam - contained @ contained.T
    choices = {i: _row_choices(shape, row, int(wanted[i, i])) for i, row in enumerate(full)}
    found = _pick(shape, choices, wanted, rng, iter(range(steps)))
    return None if found is None else np.stack([found[i] for i in range(len(rows))])


def base_blocks(
    shape: Decomposition, rows: Integers, fixed: Integers, sets: Integers
) -> list[tuple[int, ...]]:
    """The base blocks: one for every full block orbit, then the fixed blocks.

    Complexity: O(v N).

    >>> from designs.incidence.parameters import Parameters
    >>> shape = Decomposition(Parameters(7, 3, 1), 7, 2)
    >>> sets = np.array([[[0, 1, 1, 0, 1, 0, 0]]])
    >>> base_blocks(shape, np.array([[3]]), np.zeros((0, 1)), sets)
    [(1, 2, 4)]
    """
    whole = np.repeat(rows[:, shape.orbits :], shape.modulus, axis=0)
    moved = sets.transpose(0, 2, 1).reshape(-1, shape.orbits)
    incidence = np.vstack([np.hstack([moved, whole]), fixed])
    return [tuple(np.nonzero(column)[0].tolist()) for column in incidence.T]


def _row_choices(shape: Decomposition, row: Integers, wanted: int) -> Integers:
    """The sets of one copy with the right differences: shape (choices, N, m)."""
    subsets = shape.subsets()
    columns = [subsets[int(size)] for size in row]
    differences = [x for x, *_ in shape.cycles() if x]
    options = [
        np.column_stack([(sets * np.roll(sets, d, axis=1)).sum(axis=1) for d in differences])
        for sets in columns
    ]
    chosen = selections(options, np.full(len(differences), wanted))
    return np.stack([sets[c] for sets, c in zip(columns, chosen.T, strict=True)], axis=1)


def _pick(
    shape: Decomposition,
    choices: dict[int, Integers],
    wanted: Integers,
    rng: np.random.Generator,
    allowance: Iterator[int],
) -> dict[int, Integers] | None:
    if not choices:
        return {}
    i = min(choices, key=lambda j: len(choices[j]))
    for picked in rng.permutation(choices[i]):
        if next(allowance, None) is None:
            return None
        others = {j: _fitting(shape, c, picked, wanted[i, j]) for j, c in choices.items() if j != i}
        rest = None
        if all(len(c) for c in others.values()):
            rest = _pick(shape, others, wanted, rng, allowance)
        if rest is not None:
            return {**rest, i: picked}
    return None


def _fitting(shape: Decomposition, choices: Integers, picked: Integers, wanted: int) -> Integers:
    """The choices that have every difference with the picked row as often as wanted."""
    shifts = [np.roll(picked, d, axis=1).ravel() for d, *_ in shape.cycles()]
    # Small integers are exact in single precision, where products of matrices are fast.
    counts = choices.reshape(len(choices), -1).astype(np.float32) @ np.array(shifts, np.float32).T
    fits: Integers = choices[(counts == wanted).all(axis=1)]
    return fits
