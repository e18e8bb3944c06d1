"""Attacks: straggler sets that hurt, found quickly. Each gives a lower bound on the worst case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from adversary.error import estimate, unit_rows
from designs.codes import GradientCode
from designs.errors import require

_STARTS = 12


def local_search(code: GradientCode, s: int, start: Iterable[int] = ()) -> tuple[int, ...]:
    """A straggler set of size s that no exchange of one worker improves, for optimal decoding.

    Starts from the greedy set, from the set given, and from the holders of single partitions (the
    most thinly spread first), completed greedily; the best end point by float64 estimate is
    returned. It is a witness for a lower bound, whose exact error `adversary.error.error` computes.

    Raises:
        BadInput: s is not 0..n.

    Complexity: O(n s) estimates an exchange step, for at most 14 starts.
    Source: folklore; the partition starts follow the greedy adversary of the public code CVX_AGC.

    >>> from designs import fractional_repetition
    >>> local_search(fractional_repetition(6, 2), 2)
    (0, 1)
    """
    n = code.workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    rows = unit_rows(code)
    best, best_value = np.zeros(n, dtype=bool), -1.0
    for first in _starts(code, s, start):
        silent, value = _exchange(rows, _complete(rows, first, s))
        if value > best_value + 1e-9:
            best, best_value = silent, value
    return tuple(int(w) for w in np.flatnonzero(best))


def _starts(code: GradientCode, s: int, start: Iterable[int]) -> Iterator[NDArray[np.bool_]]:
    """Masks of at most s stragglers to start from."""
    yield np.zeros(code.workers, dtype=bool)
    if given := list(start)[:s]:
        yield np.isin(np.arange(code.workers), given)
    replication = code.replication()
    thin = sorted(range(code.partitions), key=lambda j: replication[j])
    for j in thin[:_STARTS]:
        if 0 < replication[j] <= s:
            yield np.array([bool(row[j]) for row in code.encoding])


def _complete(rows: NDArray[np.float64], silent: NDArray[np.bool_], s: int) -> NDArray[np.bool_]:
    """Add the worker that hurts most until s are silent."""
    for _ in range(s - int(silent.sum())):
        candidates = np.flatnonzero(~silent)
        trial = np.repeat(silent[None], len(candidates), axis=0)
        trial[np.arange(len(candidates)), candidates] = True
        silent = trial[int(estimate(rows, ~trial).argmax())]
    return silent


def _exchange(
    rows: NDArray[np.float64], silent: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], float]:
    """Swap a silent worker with another while that helps; the final set and its estimated error."""
    value = float(estimate(rows, ~silent[None])[0])
    while True:
        inside, outside = np.flatnonzero(silent), np.flatnonzero(~silent)
        if not len(inside) or not len(outside):
            return silent, value
        trial = np.repeat(silent[None], len(inside) * len(outside), axis=0)
        swaps = np.arange(len(trial))
        trial[swaps, np.repeat(inside, len(outside))] = False
        trial[swaps, np.tile(outside, len(inside))] = True
        values = np.concatenate(
            [estimate(rows, ~part) for part in np.array_split(trial, 1 + trial.size // 100_000)]
        )
        if values.max() <= value + 1e-9:
            return silent, value
        silent, value = trial[int(values.argmax())], float(values.max())
