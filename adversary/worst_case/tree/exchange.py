"""The compiled local search for bad straggler sets: exchanges of one straggler, from many starts.

The state of a set is the augmented Gram matrix (n + 1, n + 1) swept on its survivors: entry (n, n)
is the error, (n, w) the decoding weight of a survivor or what a straggler's row has left in common
with the all-ones vector, (w, w) minus an entry of the inverse Gram matrix for survivors and the
squared length that is left for stragglers. ``silent`` (n,) marks the stragglers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.sweep_operator import sweep, unsweep

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_GAIN = 1e-7


@jit
def exchange(
    matrix: Floats,
    holders: Bools,
    s: int,
    starts: Bools,
    tries: int,
    random: np.random.Generator,
    best: Bools,
) -> float:
    """The error of a set of s stragglers that no exchange improves; it is marked in ``best`` (n,).

    Each start is completed and improved by the best exchange of one straggler until none helps.
    After the given starts, the rows of ``starts`` (m, n), come random ones in turn: a random set;
    the holders of a partition; the best set with a few members replaced. ``matrix`` is
    ``[[G, h], [h', k]]`` with a ridge on G, and row j of ``holders`` (k, n) marks the workers that
    have partition j.

    Complexity: O(s n + n^2) an exchange, O(n^3) to begin.

    >>> matrix = np.array([[1.0, 1, 1], [1, 1.0, 1], [1, 1, 1]]) + np.diag([1e-6, 1e-6, 0])
    >>> best, none = np.zeros(2, np.bool_), np.zeros((0, 2), np.bool_)
    >>> random = np.random.default_rng(0)
    >>> round(exchange(matrix, np.ones((1, 2), np.bool_), 2, none, 3, random, best), 3)
    1.0
    """
    n = len(matrix) - 1
    full = matrix.copy()
    for p in range(n):
        sweep(full, p)
    highest = -1.0
    for attempt in range(len(starts) + tries):
        silent = np.zeros(n, dtype=np.bool_)
        if attempt < len(starts):
            for w in range(n):
                silent[w] = starts[attempt, w]
        else:
            _draw(holders, s, attempt % 3, random, best, silent)
        current = full.copy()
        for p in range(n):
            if silent[p]:
                unsweep(current, p)
        value = _climb(current, silent, s)
        if value > highest + _GAIN:
            highest = value
            for w in range(n):
                best[w] = silent[w]
    return highest


@jit
def _draw(
    holders: Bools, s: int, kind: int, random: np.random.Generator, best: Bools, silent: Bools
) -> None:
    """A random start of at most s stragglers, marked in ``silent``; its kind is 0, 1 or 2."""
    n = len(silent)
    if kind == 2:
        for w in range(n):
            silent[w] = best[w] and random.random() * s >= 2 + s // 5
        return
    row = holders[int(random.random() * len(holders))]
    wanted = s
    for _ in range(4 * n):
        w = int(random.random() * n)
        if wanted > 0 and not silent[w] and (kind == 0 or row[w]):
            silent[w] = True
            wanted -= 1


@jit
def _climb(matrix: Floats, silent: Bools, s: int) -> float:
    """Add the worst stragglers until there are s, then exchange while that helps."""
    n = len(silent)
    count = 0
    for p in range(n):
        count += silent[p]
    while count < s:
        p = _worst(matrix, silent, n)
        unsweep(matrix, p)
        silent[p] = True
        count += 1
    for _ in range(4 * n):
        back, out, value = _best_exchange(matrix, silent)
        if value <= matrix[n, n] + _GAIN:
            break
        sweep(matrix, back)
        unsweep(matrix, out)
        silent[back] = False
        silent[out] = True
    return float(matrix[n, n])


@jit
def _worst(matrix: Floats, silent: Bools, n: int) -> int:
    """The survivor without which the error grows most: by ``x_w^2 / H_ww``."""
    best, highest = -1, -1.0
    for w in range(n):
        if not silent[w]:
            growth = matrix[n, w] ** 2 / -matrix[w, w]
            if growth > highest:
                best, highest = w, growth
    return best


@jit
def _best_exchange(matrix: Floats, silent: Bools) -> tuple[int, int, float]:
    """The straggler to bring back and the survivor to silence instead, and the error then."""
    n = len(silent)
    best_back, best_out, highest = -1, -1, -1.0
    for j in range(n):
        if not silent[j] or matrix[j, j] <= 0.0:
            continue
        share = matrix[n, j] / matrix[j, j]
        left = matrix[n, n] - share * matrix[n, j]
        for w in range(n):
            if not silent[w]:
                x = matrix[n, w] - share * matrix[j, w]
                height = matrix[j, w] ** 2 / matrix[j, j] - matrix[w, w]
                value = left + x * x / height
                if value > highest:
                    best_back, best_out, highest = j, w, value
    return best_back, best_out, highest
