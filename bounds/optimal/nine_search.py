"""All residuals of nine workers and twelve columns with small errors, compiled: see `fits`.

In the arrays of integers: ``columns`` (m,) are those placed so far; ``sizes`` (12,) are the sums of
all columns, equal ones together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from bounds.optimal.column_search import ones
from bounds.optimal.nine_workers import largest_of_nine

_NINE, _LOAD, _MANY = 9, 4, 12
_COMMON = 2
_FEWEST = 8  # with fewer columns hardly any error exceeds 0
_MARGIN = 1e-8
_PRIME = 2_147_483_647


@jit
def fits(columns: NDArray[np.int64], most: int, target: float) -> bool:
    """Whether these columns may begin a residual, if those before the last one may.

    In the end all rows have sum 4; no two columns of the code have three holders in common; no
    column has two in common with more than ``most`` others, the column left out among them, which
    shares two holders with the columns of sum 2; and errors are below the target.

    Complexity: O(m^2), and from eight columns on one call of `largest_of_nine`.

    >>> fits(np.array([0b1111, 0b110111]), 3, 0.36), fits(np.array([0b1111, 0b110011]), 3, 0.36)
    (False, True)
    """
    return _rows_fit(columns) and doubles(columns) <= most and _harmless(columns, target)


@jit
def _harmless(columns: NDArray[np.int64], target: float) -> bool:
    return len(columns) < _FEWEST or largest_of_nine(columns) < target - _MARGIN


@jit
def doubles(columns: NDArray[np.int64]) -> int:
    """The most columns that share two holders with one column; 99 if two share more.

    >>> doubles(np.array([0b1111, 0b110011, 0b110])), doubles(np.array([0b111, 0b111]))
    (2, 99)
    """
    most = 0
    for i in range(len(columns)):
        count = int(ones(columns[i]) == _COMMON)
        for j in range(len(columns)):
            if i != j:
                common = ones(columns[i] & columns[j])
                if common > _COMMON:
                    return 99
                count += int(common == _COMMON)
        most = max(most, count)
    return most


@jit
def _rows_fit(columns: NDArray[np.int64]) -> bool:
    """Whether no row has more than four ones, or too few with all columns to come."""
    left = _MANY - len(columns)
    for w in range(_NINE):
        total = 0
        for c in columns:
            total += (c >> w) & 1
        if total > _LOAD or total + left < _LOAD:
            return False
    return True


@jit
def last_is_first(columns: NDArray[np.int64]) -> bool:
    """Whether no column of the same sum, placed next to it, has a larger invariant than the last.

    Every residual has an order for which this holds for all its beginnings: move a column with the
    largest invariant to the end, then go on with those before it. Ties leave duplicates.

    >>> last_is_first(np.array([0b1111, 0b11, 0b110000])), last_is_first(np.array([7, 0b11]))
    (True, True)
    """
    many = len(columns)
    own, of_rows = np.zeros(many, np.int64), np.zeros(_NINE, np.int64)
    for i in range(many):
        for j in range(many):
            if i != j:
                common = 1 + ones(columns[i] & columns[j])
                own[i] += common * common * common * (ones(columns[j]) + 5) ** 2
        for w in range(_NINE):
            if (columns[i] >> w) & 1:
                of_rows[w] += own[i] * own[i] % _PRIME
    for w in range(_NINE):
        of_rows[w] = (of_rows[w] % _PRIME) ** 2 % _PRIME
    last = _invariant(columns[many - 1], own[many - 1], of_rows)
    for i in range(many - 2, -1, -1):
        if ones(columns[i]) != ones(columns[many - 1]):
            break
        if _invariant(columns[i], own[i], of_rows) > last:
            return False
    return True


@jit
def _invariant(column: int, own: int, of_rows: NDArray[np.int64]) -> int:
    total = own * 7919
    for w in range(_NINE):
        if (column >> w) & 1:
            total += of_rows[w]
    return total


@jit
def _next(columns: NDArray[np.int64], below: int, size: int, most: int, target: float) -> int:
    """The largest column below an integer that can be the last one here; -1 if there is none."""
    before = columns[:-1]
    full, must = 0, 0  # rows that have four ones already, and those that need all columns to come
    for w in range(_NINE):
        total = 0
        for c in before:
            total += (c >> w) & 1
        full |= int(total == _LOAD) << w
        must |= int(total + _MANY - len(before) == _LOAD) << w
    x = below - 1
    while x >= 0:
        if x & full == 0 and x & must == must and ones(x) == size:
            columns[-1] = x
            apart = doubles(columns) <= most
            if apart and last_is_first(columns) and _harmless(columns, target):
                return x
        x -= 1
    return -1


@jit
def extended(
    prefix: NDArray[np.int64],
    sizes: NDArray[np.int64],
    most: int,
    target: float,
    found: NDArray[np.int64],
    nodes: NDArray[np.int64],
) -> int:
    """The number of residuals found with these first columns, written to ``found`` (room, 12).

    Up to permutations of the rest all that fit are there, some of them several times, here in all
    orders of three lines; an error is raised if there is no room. To ``nodes`` (13,) are added the beginnings met, by their numbers of columns.

    >>> room, nodes = np.zeros((9, 12), np.int64), np.zeros(13, np.int64)
    >>> lines = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o124, 0o241, 0o412, 0o142, 0o421, 0o214]
    >>> extended(np.array(lines[:9]), np.full(12, 3), 0, 0.4, room, nodes)
    6
    """
    start, count = len(prefix), 0
    columns, tried = np.zeros(_MANY, np.int64), np.zeros(_MANY, np.int64)
    columns[:start] = prefix
    at = start
    tried[at] = 1 << _NINE
    while at >= start:
        tried[at] = _next(columns[: at + 1], tried[at], sizes[at], most, target)
        if tried[at] < 0:
            at -= 1
            continue
        nodes[at + 1] += 1
        if at == _MANY - 1:
            found[count] = columns
            count += 1
            continue
        at += 1
        tried[at] = 1 << _NINE
    return count
