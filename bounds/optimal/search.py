"""A search for the biregular 0/1 codes with the least worst case, for each number of stragglers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case import worst_case
from bounds.optimal.circulants import circulant_bases
from designs.algebra.linear import Rational
from designs.codes import GradientCode, circulant, random_biregular
from designs.codes.base import generator
from designs.errors import require

_MOST_WORKERS = 16
_SAME = 1e-9
_COOLING = 0.99
_HOTTEST = 0.2
_COLDEST = 1e-3


@dataclass(frozen=True, slots=True)
class Found:
    """The best code that a search found for s stragglers, and its certified worst case ``value``.

    >>> best_codes(4, 2, time_limit=0)[1].stragglers
    1
    """

    stragglers: int
    value: Rational
    code: GradientCode


def best_circulants(n: int, d: int) -> list[Found]:
    """For each s = 0..n a circulant code with the least worst case of all circulant codes.

    All are tried, ranked by estimates; the value of the winner is certified.

    Raises:
        BadInput: not ``1 <= d <= n <= 16``.

    Complexity: O(2^n n^2) for each class of bases.

    >>> [str(found.value) for found in best_circulants(7, 3)]
    ['0', '1/13', '1/4', '1', '8/5', '5/2', '4', '7']
    """
    _check(n, d)
    best: list[tuple[float, GradientCode]] = []
    for base in circulant_bases(n, d):
        code = circulant(n, base)
        values = _estimates(_matrix(code))
        best = best or [(np.inf, code)] * (n + 1)
        pairs = zip(best, values, strict=True)
        best = [(x, code) if x < old[0] - _SAME else old for old, x in pairs]
    return [_certified(code, s) for s, (_, code) in enumerate(best)]


def best_codes(
    n: int,
    d: int,
    *,
    time_limit: float = 10.0,
    seed: int = 0,
    aims: Sequence[int] | None = None,
) -> list[Found]:
    """For each s = 0..n the best code found among 0/1 codes with n = k and constant sums d.

    The best circulants first; then simulated annealing by switches from random codes, which
    replace two ones at (i, a), (j, b) by ones at (i, b), (j, a) and lead from any such code to any
    other. Each s of ``aims`` is aimed at for its share of the time; every code met counts for all
    s. The values are certified; that no other code is better is not claimed.

    Raises:
        BadInput: not ``1 <= d <= n <= 16``, or an aim that is not 0..n.

    Complexity: O(2^n n^2) a step, as many steps as the time in seconds allows.

    >>> [str(found.value) for found in best_codes(4, 2, time_limit=0)]
    ['0', '0', '4/3', '2', '4']
    """
    best = best_circulants(n, d)
    least = [float(found.value) for found in best]
    better: dict[int, NDArray[np.float64]] = {}
    targets = list(range(1, n - 2)) if aims is None else list(aims)
    require(all(0 <= s <= n for s in targets), f"stragglers must be 0..{n}, got {targets}")
    for s in targets:
        for values, matrix in annealed(n, d, s, time_limit / len(targets), seed):
            for t in range(n + 1):
                if values[t] < least[t] - _SAME:
                    least[t], better[t] = values[t], matrix
    for s, matrix in better.items():
        code = GradientCode(matrix.astype(int).tolist(), "found by switches")
        best[s] = _certified(code, s)
    return best


def annealed(
    n: int, d: int, s: int, time_limit: float, seed: int
) -> Iterator[tuple[list[float], NDArray[np.float64]]]:
    """Codes that a seeded annealing of e(s) meets, with estimated curves, until the time is over.

    Complexity: O(2^n n^2) a step.

    >>> list(annealed(6, 2, 2, 0, 1))
    []
    """
    random, end, draw = generator(seed), time.monotonic() + time_limit, 0
    while time.monotonic() < end:
        draw += 1
        matrix = _matrix(random_biregular(n, n, d, seed + draw))
        values, heat = _estimates(matrix), _HOTTEST
        yield values, matrix
        while heat > _COLDEST and time.monotonic() < end:
            heat *= _COOLING
            other = _switched(matrix, random)
            after = _estimates(other)
            if random.random() < np.exp(min(0.0, values[s] - after[s]) / heat):
                matrix, values = other, after
                yield values, matrix


def _switched(matrix: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """The code after a random switch; itself if none can be made at the place drawn."""
    i, j = random.choice(len(matrix), 2, replace=False)
    mine = np.flatnonzero(matrix[i] > matrix[j])
    theirs = np.flatnonzero(matrix[j] > matrix[i])
    if not len(mine) or not len(theirs):
        return matrix
    a, b = random.choice(mine), random.choice(theirs)
    other = matrix.copy()
    other[[i, j], [a, b]], other[[i, j], [b, a]] = 0, 1
    return other


def _check(n: int, d: int) -> None:
    fits = 1 <= d <= n <= _MOST_WORKERS
    require(fits, f"a search needs 1 <= d <= n <= {_MOST_WORKERS}, got d={d}, n={n}")


def _matrix(code: GradientCode) -> NDArray[np.float64]:
    return np.array(code.encoding, dtype=np.float64)


def _estimates(matrix: NDArray[np.float64]) -> list[float]:
    from bounds.optimal.curve_estimate import estimated_curve

    values: list[float] = estimated_curve(matrix).tolist()
    return values


def _certified(code: GradientCode, s: int) -> Found:
    found = worst_case(code, s)
    return Found(s, found.lower, code)
