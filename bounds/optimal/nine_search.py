"""All residuals of nine workers and twelve columns with small errors, compiled: see `fits`.

In the arrays of integers: ``columns`` (m,) are those placed so far; ``sizes`` (12,) are the sums of
all columns, equal ones together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from bounds.optimal.nine_workers import largest_of_nine

_NINE, _LOAD, _MANY = 9, 4, 12
_COMMON = 2
_FEWEST = 8  # with fewer columns hardly any error exceeds 0
_MARGIN = 1e-8
_PRIME = 2_147_483_647
_ONES = np.array([x.bit_count() for x in range(1 << _NINE)])


@jit
def fits(columns: NDArray[np.int64], most: int, target: float) -> bool:
    """Whether these columns may begin a residual.

    In the end all rows have sum 4; no two columns of the code have three holders in common; each
    column shares two with at most ``most`` others, and is disjoint from as many; errors are below
    the target. The column left out is among those counted: it shares two holders with the columns
    of sum 2, and is disjoint from those of sum 4.

    Complexity: O(m^2), and from eight columns on one call of `largest_of_nine`.

    >>> fits(np.array([0b1111, 0b110111]), 3, 0.36), fits(np.array([0b1111, 0b110011]), 3, 0.36)
    (False, True)
    """
    many = len(columns)
    twos, nones = np.zeros(many, np.int64), np.zeros(many, np.int64)
    if not _rows_fit(columns) or _most_shared(columns, twos, nones) > _COMMON:
        return False
    return max(twos.max(), nones.max()) <= most and _harmless(columns, target)


@jit
def _most_shared(
    columns: NDArray[np.int64], twos: NDArray[np.int64], nones: NDArray[np.int64]
) -> int:
    """The most that two columns share; writes with how many others each one shares two, and none.

    Disjoint ones are counted for columns of sum 4 alone, as others may share the holder left out.
    """
    most = 0
    for i in range(len(columns)):
        size = _ONES[columns[i]]
        twos[i], nones[i] = int(size == _COMMON), int(size == _LOAD)
        for j in range(len(columns)):
            if i != j:
                common = _ONES[columns[i] & columns[j]]
                most = max(most, common)
                twos[i] += int(common == _COMMON)
                nones[i] += int(common == 0 and size == _LOAD)
    return most


@jit
def _joins(
    new: int,
    columns: NDArray[np.int64],
    twos: NDArray[np.int64],
    nones: NDArray[np.int64],
    most: int,
) -> bool:
    """Whether a column may follow these, by what it shares with them."""
    size = _ONES[new]
    two, none = int(size == _COMMON), int(size == _LOAD)
    for i in range(len(columns)):
        common = _ONES[new & columns[i]]
        two += int(common == _COMMON)
        none += int(common == 0 and size == _LOAD)
        if common > _COMMON or (common == _COMMON and twos[i] == most):
            return False
        if common == 0 and _ONES[columns[i]] == _LOAD and nones[i] == most:
            return False
    return two <= most and none <= most


@jit
def _share(column: int, other: int) -> int:
    """What another column adds to the invariant of a column."""
    return int((1 + _ONES[column & other]) ** 3 * (_ONES[other] + 5) ** 2)


@jit
def _shares(columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """What all others add, for each column."""
    own = np.zeros(len(columns), np.int64)
    for i in range(len(columns)):
        for j in range(len(columns)):
            if i != j:
                own[i] += _share(columns[i], columns[j])
    return own


@jit
def _leads(new: int, columns: NDArray[np.int64], own: NDArray[np.int64]) -> bool:
    """Whether no column of the same sum has a smaller first invariant than a new one."""
    size, mine = _ONES[new], 0
    for c in columns:
        mine += _share(new, c)
    for i in range(len(columns) - 1, -1, -1):
        if _ONES[columns[i]] != size:
            break
        if own[i] + _share(columns[i], new) < mine:
            return False
    return True


@jit
def _harmless(columns: NDArray[np.int64], target: float) -> bool:
    return len(columns) < _FEWEST or largest_of_nine(columns) < target - _MARGIN


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
    """Whether no column of the same sum, placed next to it, has smaller invariants than the last.

    The first invariant of a column is a sum over what it shares with others; the second, which
    decides ties, is a sum over its rows of one over the columns there. Every residual has an order
    for which this holds for all its beginnings: move a column with the smallest invariants to the
    end, then go on with those before it. Ties in both leave duplicates. Columns that share much
    come early in this way, and so do errors.

    >>> last_is_first(np.array([0b1111, 0b11, 0b110000])), last_is_first(np.array([7, 0b11]))
    (True, True)
    """
    many = len(columns)
    own, of_rows = _shares(columns), np.zeros(_NINE, np.int64)
    for i in range(many):
        for w in range(_NINE):
            if (columns[i] >> w) & 1:
                of_rows[w] += own[i] * own[i] % _PRIME
    for w in range(_NINE):
        of_rows[w] = (of_rows[w] % _PRIME) ** 2 % _PRIME
    last = _over_rows(columns[many - 1], of_rows)
    for i in range(many - 2, -1, -1):
        if _ONES[columns[i]] != _ONES[columns[many - 1]]:
            break
        smaller = own[i] < own[many - 1]
        if smaller or (own[i] == own[many - 1] and _over_rows(columns[i], of_rows) < last):
            return False
    return True


@jit
def _over_rows(column: int, of_rows: NDArray[np.int64]) -> int:
    total = 0
    for w in range(_NINE):
        if (column >> w) & 1:
            total += of_rows[w]
    return total


@jit
def _next(columns: NDArray[np.int64], below: int, size: int, most: int, target: float) -> int:
    """The largest column below an integer that can be the last one here; -1 if there is none."""
    before = columns[:-1]
    twos, nones = np.zeros(len(before), np.int64), np.zeros(len(before), np.int64)
    _most_shared(before, twos, nones)
    own = _shares(before)
    full, must = 0, 0  # rows that have four ones already, and those that need all columns to come
    for w in range(_NINE):
        total = 0
        for c in before:
            total += (c >> w) & 1
        full |= int(total == _LOAD) << w
        must |= int(total + _MANY - len(before) == _LOAD) << w
    x = below - 1
    while x >= 0:
        if _ONES[x] == size and x & full == 0 and x & must == must:
            columns[-1] = x
            joins = _joins(x, before, twos, nones, most) and _leads(x, before, own)
            if joins and last_is_first(columns) and _harmless(columns, target):
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

    Up to permutations all that fit are there, some of them several times: here a net, of which
    three lines are left out, one of each of three classes. An error is raised if there is no room.
    To ``nodes`` (13,) are added the beginnings met, by their numbers of columns.

    >>> room, nodes = np.zeros((9, 12), np.int64), np.zeros(13, np.int64)
    >>> lines = [0o7, 0o70, 0o111, 0o222, 0o124, 0o241, 0o412, 0o142, 0o421]
    >>> extended(np.array(lines), np.full(12, 3), 0, 0.4, room, nodes)
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
