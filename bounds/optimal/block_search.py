"""Annealing of codes whose rows are orbits of Z_m: few unknowns, and fast attacks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bounds.optimal.archive import Proposal
from bounds.optimal.quick_attack import attacked_curve
from designs.codes.base import generator

_HOTTEST, _COLDEST = 0.2, 2e-3


def annealed_blocks(n: int, d: int, m: int, s: int, *, steps: int, seed: int) -> Iterator[Proposal]:
    """Codes that one seeded annealing of the estimate of e(s) ends at, and its best on the way.

    The code consists of n/m by n/m circulant blocks of m. An unknown is a place (worker orbit,
    partition orbit, shift) of a one; a step moves the shifts of two places, and exchanges their
    partition orbits half the time, so that all sums stay d.

    Complexity: O(n^4/m) a step.

    >>> [one.text.split(":")[0] for one in annealed_blocks(8, 3, 4, 3, steps=3, seed=1)]
    ['8/4']
    """
    random, orbits = generator(seed), n // m
    places = _drawn(orbits, d, m, random)
    if places is None:
        return
    first = np.arange(0, n, m)
    values = attacked_curve(_matrix(places, m), first)
    best, least = places, values
    cooling = (_COLDEST / _HOTTEST) ** (1 / steps)
    heat = _HOTTEST
    for _ in range(steps):
        heat *= cooling
        other = _moved(places, m, random)
        if other is None:
            continue
        after = attacked_curve(_matrix(other, m), first)
        if random.random() < np.exp(min(0.0, values[s] - after[s]) / heat):
            places, values = other, after
            if values[s] < least[s]:
                best, least = places, values
    rows = [sorted(b * m + x for b, x in row) for row in best.tolist()]
    listed = ";".join(",".join(map(str, row)) for row in rows)
    head = f"{n}/{m}" if m > 1 else str(n)
    yield Proposal(f"{head}:{listed}", tuple(least.tolist()))


def _drawn(orbits: int, d: int, m: int, random: np.random.Generator) -> NDArray[np.int64] | None:
    """Places, shape (orbits, d, 2): partition orbit and shift; None if none was drawn."""
    for _ in range(200):
        blocks = random.permutation(np.repeat(np.arange(orbits), d)).reshape(orbits, d)
        places = np.stack([blocks, random.integers(m, size=(orbits, d))], axis=2)
        for _ in range(20 * orbits * d):
            if _distinct(places, m):
                return places
            places = _step(places, m, random)
    return None


def _moved(
    places: NDArray[np.int64], m: int, random: np.random.Generator
) -> NDArray[np.int64] | None:
    for _ in range(20):
        other = _step(places, m, random)
        if _distinct(other, m):
            return other
    return None


def _step(places: NDArray[np.int64], m: int, random: np.random.Generator) -> NDArray[np.int64]:
    orbits, d, _ = places.shape
    other = places.copy()
    (i, e), (j, f) = random.integers((orbits, d), size=(2, 2)).tolist()
    other[i, e, 1] = random.integers(m)
    if m == 1 or random.random() < 1 / 2:
        other[i, e, 0], other[j, f, 0] = places[j, f, 0], places[i, e, 0]
        other[j, f, 1] = random.integers(m)
    return other


def _distinct(places: NDArray[np.int64], m: int) -> bool:
    marks = np.sort(places[:, :, 0] * m + places[:, :, 1], axis=1)
    return bool((marks[:, 1:] != marks[:, :-1]).all())


def _matrix(places: NDArray[np.int64], m: int) -> NDArray[np.float64]:
    orbits = len(places)
    rows = np.zeros((orbits * m, orbits * m))
    shifts = np.arange(m)[:, None]
    for i in range(orbits):
        columns = places[i, :, 0] * m + (places[i, :, 1] + shifts) % m
        rows[i * m + shifts, columns] = 1
    return rows
