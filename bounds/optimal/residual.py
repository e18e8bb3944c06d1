"""Thirteen workers, sums 4, seven stragglers: an exhaustive proof that the plane is best."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

import numpy as np

from bounds.optimal.column_search import completions, residuals

_WORKERS, _LOAD, _STRAGGLERS = 13, 4, 7
_PLANE = 7 / 3
_ROOM = 20_000
_BOTH = (0b001111, 0b111100)


def thirteen_workers() -> dict[str, int]:
    """No 0/1 code with 13 workers and sums 4, other than a plane, has e(7) below the plane's 7/3.

    Such a code has two columns i, j with two common holders (see docs/optimal-codes.md). When the
    six holders of i or j straggle the error is 2 and what is left: seven workers, eleven columns, a
    residual code with loads 4. Every seventh straggler must add less than 1/3; and no three columns
    have at most 7 holders together, so that the columns of the residual have sums 2, 3 or 4.
    All residuals are listed, column by column, and each is completed in all ways; a branch is cut
    when the columns so far have seven stragglers with an error of at least 7/3, which columns to
    come can only raise. Counted are the residuals up to permutations, and the codes that are left.

    Errors are compared in floating point with a margin of 1e-9. They are fractions of determinants
    that are at most 4^6 by Hadamard's inequality, so that two that differ do so by at least
    1/(3 * 4096), and a row is dependent or keeps at least 4^-6 of its squared length.

    Complexity: about a minute, compiled.

    >>> proof = thirteen_workers  # {'residuals': ..., 'codes': 0}
    """
    kept = list(distinct_residuals())
    left = sum(_completed(columns) for columns in kept)
    return {"residuals": len(kept), "codes": left}


def distinct_residuals() -> Iterator[tuple[int, ...]]:
    """The residuals that survive, as columns of bits, one of each class under permutations.

    Complexity: some seconds, compiled.

    >>> residuals_of_the_proof = distinct_residuals
    """
    seen: set[tuple[int, ...]] = set()
    for four, three in product(range(12), repeat=2):
        two = 11 - four - three
        if two >= 0 and 4 * four + 3 * three + 2 * two == 7 * _LOAD:
            sums = np.array([4] * four + [3] * three + [2] * two)
            for columns in _listed(sums):
                form = _canonical(columns)
                if form not in seen:
                    seen.add(form)
                    yield columns


def _listed(sums: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[tuple[int, ...]]:
    """All residuals with these column sums, some of them several times."""
    found = np.zeros((_ROOM, 11), np.int64)
    singles = np.array([1 << w for w in range(7)])
    count = residuals(sums, 7, _LOAD, _PLANE - 2, singles, found)
    return [tuple(map(int, columns)) for columns in found[:count]]


def _canonical(columns: tuple[int, ...]) -> tuple[int, ...]:
    """The least form of a residual: its columns sorted, over all orders of the seven workers."""
    bits = [[w for w in range(7) if column >> w & 1] for column in columns]
    forms = (sorted(sum(1 << turn[w] for w in rows) for rows in bits) for turn in _TURNS)
    return tuple(min(forms))


_TURNS = list(permutations(range(7)))


def _completed(columns: tuple[int, ...]) -> int:
    """In how many ways the six silenced workers can be added: codes that beat the plane."""
    silenced = [sum(1 << w for w in c) for c in combinations(range(_WORKERS), _STRAGGLERS)]
    return int(completions(np.array(columns), np.array(_BOTH), _LOAD, _PLANE, np.array(silenced)))
