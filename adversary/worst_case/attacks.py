"""Attacks: straggler sets that hurt, found quickly. Each gives a lower bound on the worst case."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.error import unit_rows
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer, require

_STARTS = 12
_RIDGE = 1e-8
_GAIN = 1e-9


def local_search(
    code: CodeLike, s: int, start: Iterable[int] = (), deadline: float | None = None
) -> tuple[int, ...]:
    """A straggler set of size s that no exchange of one worker improves, for optimal decoding.

    Starts from the greedy set, from the set given, and from the holders of single partitions (the
    most thinly spread first), completed greedily; the best end point by float64 estimate is
    returned. It is a witness for a lower bound, whose exact error `adversary.decoding.error.error`
    computes. When the deadline (of `time.monotonic`) has passed it stops improving and returns what
    it has.

    Raises:
        BadInput: s is not 0..n.

    Complexity: an inversion of an n x n matrix for each worker added, and s of them for each round
    of exchanges, from at most 14 starts; O(n k + n^2) memory.
    Source: folklore; the partition starts follow the greedy adversary of the public code CVX_AGC.

    >>> from designs import fractional_repetition
    >>> local_search(fractional_repetition(6, 2), 2) in [(0, 1), (2, 3), (4, 5)]
    True
    """
    code, s = as_code(code), integer(s, "s")
    search = LocalSearch(code, s, deadline)
    search.run(start)
    return search.best


def _starts(code: GradientCode, s: int, start: Iterable[int]) -> Iterator[NDArray[np.bool_]]:
    """Masks of at most s stragglers to start from."""
    if given := list(start)[:s]:
        yield np.isin(np.arange(code.workers), given)
    yield np.zeros(code.workers, dtype=bool)
    replication = code.replication()
    thin = sorted(range(code.partitions), key=lambda j: replication[j])
    for j in thin[:_STARTS]:
        if 0 < replication[j] <= s:
            yield np.array([bool(row[j]) for row in code.encoding])


class LocalSearch:
    """Greedy additions and exchanges, by what the error grows when one more worker is silent.

    ``best`` is a straggler set of size s at any time, also while `run` is under way.

    Raises:
        BadInput: s is not 0..n.
    """

    def __init__(self, code: GradientCode, s: int, deadline: float | None = None) -> None:
        require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
        rows = unit_rows(code)
        self.code, self.s, self.deadline = code, s, deadline
        self.best = tuple(range(s))
        self._inner, self._sums = rows @ rows.T, rows.sum(axis=1)

    def run(self, start: Iterable[int] = ()) -> None:
        """Go through the starts, until the deadline."""
        best_value = -1.0
        for first in _starts(self.code, self.s, start):
            silent, value = self.exchange(self.complete(first))
            if value > best_value + _GAIN:
                self.best = tuple(int(w) for w in np.flatnonzero(silent))
                best_value = value
            if self.late():
                break

    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def growth(self, silent: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
        """The error now, and what it would be with each further worker silent (-1 if it is).

        With H the inverse of the survivors' Gram matrix and x = H h their weights, silencing w adds
        ``x_w^2 / H_ww``.
        """
        left = np.flatnonzero(~silent)
        system = self._inner[np.ix_(left, left)]
        inverse = np.linalg.inv(system + _RIDGE * np.eye(len(left)))
        weights = inverse @ self._sums[left]
        now = self.code.partitions - float(self._sums[left] @ weights)
        after = np.full(len(silent), -1.0)
        after[left] = now + weights**2 / np.diag(inverse)
        return now, after

    def complete(self, silent: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Add the worker that hurts most until s are silent; any, once it is late."""
        silent = silent.copy()
        for _ in range(self.s - int(silent.sum())):
            worst = int((~silent).argmax()) if self.late() else int(self.growth(silent)[1].argmax())
            silent[worst] = True
        return silent

    def exchange(self, silent: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
        """Swap a silent worker with another while that helps; the final set and its error."""
        value = self.growth(silent)[0]
        while not self.late():
            best, best_value = silent, value
            for w in np.flatnonzero(silent):
                without = silent.copy()
                without[w] = False
                after = self.growth(without)[1]
                if after.max() > best_value + _GAIN:
                    best, best_value = without, float(after.max())
                    best[int(after.argmax())] = True
            if best is silent:
                break
            silent, value = best, best_value
        return silent, value
