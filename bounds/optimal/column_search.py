"""Exhaustive searches of 0/1 matrices column by column, compiled, cut by the error so far.

A column is an integer: its bit w is its entry in row w, so that rows are workers and columns are
partitions. In the arrays of integers below: ``columns`` (m,) are those placed so far, in order;
``sums`` (rows,) are the row sums of those; ``tried[i]`` is the value last tried for column i, from
which its search goes on; ``silenced`` (r,) are sets of workers as bits, the most useful first;
``sizes[i]`` is the number of ones that column i is to have. Bit w of ``alike[i]`` is set while rows
w and w + 1 agree in the columns before i: then row w has a one in column i only if w + 1 has.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

_MARGIN = 1e-9
_DEPENDENT = 1e-7
_COMMON = 2
_UNION = 7


@jit
def ones(x: int) -> int:
    """The number of bits of x that are 1; x is not negative.

    >>> ones(11)
    3
    """
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


@jit
def error_of_columns(columns: NDArray[np.int64], rows: int, silenced: int) -> float:
    """The error of the code with these columns, bits over its rows, when some are silenced.

    Complexity: O(rows^2 columns).

    >>> round(error_of_columns(np.array([0b011, 0b110, 0b101]), 3, 0b001), 3)
    0.333
    """
    many, rank = len(columns), 0
    base, rest = np.zeros((rows, many)), np.ones(many)
    for w in range(rows):
        if (silenced >> w) & 1:
            continue
        new = base[rank]
        for j in range(many):
            new[j] = (columns[j] >> w) & 1
        for _ in range(2):
            for i in range(rank):
                new -= np.dot(new, base[i]) * base[i]
        length = np.dot(new, new)
        if length > _DEPENDENT:
            new /= np.sqrt(length)
            rest -= np.dot(rest, new) * new
            rank += 1
    return float(np.dot(rest, rest))


@jit
def _harmed(
    columns: NDArray[np.int64], rows: int, target: float, silenced: NDArray[np.int64]
) -> bool:
    """Whether some set of stragglers has the error already; that set is tried first next time."""
    for k in range(len(silenced)):
        if error_of_columns(columns, rows, silenced[k]) > target - _MARGIN:
            first = silenced[k]
            silenced[1 : k + 1] = silenced[:k].copy()
            silenced[0] = first
            return True
    return False


@jit
def _sums_fit(column: int, sums: NDArray[np.int64], load: int, left: int) -> bool:
    """Whether no row has too many ones with this column, or too few with all columns to come."""
    for w in range(len(sums)):
        total = sums[w] + ((column >> w) & 1)
        if total > load or total + left < load:
            return False
    return True


@jit
def _add(column: int, sums: NDArray[np.int64], sign: int) -> None:
    for w in range(len(sums)):
        sums[w] += sign * ((column >> w) & 1)


@jit
def residuals(
    sizes: NDArray[np.int64],
    rows: int,
    load: int,
    target: float,
    silenced: NDArray[np.int64],
    found: NDArray[np.int64],
) -> int:
    """The number of matrices of these column sums with errors below the target for silenced sets.

    Their columns are written to ``found`` (room, m), a matrix a row; an error is raised if there
    is no room for them all. Row sums are ``load``, two columns have at most two common ones. Rows
    and columns of equal sums are in descending lexicographic order, which each matrix has after
    some permutation.

    >>> room = np.zeros((9, 2), np.int64)
    >>> residuals(np.array([2, 2]), 4, 1, 9.0, np.array([1]), room), room[0].tolist()
    (1, [12, 3])
    """
    many = len(sizes)
    columns, tried = np.zeros(many, np.int64), np.zeros(many, np.int64)
    sums, alike = np.zeros(rows, np.int64), np.zeros(many + 1, np.int64)
    alike[0] = (1 << (rows - 1)) - 1
    tried[0] = 1 << rows
    at, count = 0, 0
    while at >= 0:
        x = tried[at] - 1
        while x >= 0:
            ordered = x & ~(x >> 1) & alike[at] == 0
            if ones(x) == sizes[at] and ordered and _sums_fit(x, sums, load, many - at - 1):
                shared = 0
                for c in range(at):
                    shared = max(shared, ones(columns[c] & x))
                if shared <= _COMMON:
                    break
            x -= 1
        if x < 0:
            at -= 1
            if at >= 0:
                _add(columns[at], sums, -1)
            continue
        tried[at] = columns[at] = x
        if at + 1 >= rows and _harmed(columns[: at + 1], rows, target, silenced):
            continue
        if at == many - 1:
            found[count] = columns
            count += 1
            continue
        _add(x, sums, 1)
        alike[at + 1] = alike[at] & ~(x ^ (x >> 1))
        tried[at + 1] = x + 1 if sizes[at + 1] == sizes[at] else 1 << rows
        at += 1
    return count


@jit
def completions(
    residual: NDArray[np.int64],
    pair: NDArray[np.int64],
    load: int,
    target: float,
    silenced: NDArray[np.int64],
) -> int:
    """The number of extensions of a residual by six workers that keep all errors below the target.

    ``residual`` (m,) are its columns, over seven workers; ``pair`` (2,) are two more columns, over
    the six new workers, who take the bits 0..5 of a column while those of the residual move up. The
    six hold the columns of the pair as given; all sums are ``load``; no two columns have more
    than two common holders, and no three at most seven together.

    >>> completions(np.array([1]), np.array([1, 1]), 1, 9.0, np.array([1]))
    0
    """
    upper, many = 6, len(residual)
    rows = upper + 7
    columns = np.zeros(many + 2, np.int64)
    columns[0], columns[1] = pair[0], pair[1]
    sums, tried = np.zeros(upper, np.int64), np.full(many + 1, -1)
    _add(pair[0], sums, 1)
    _add(pair[1], sums, 1)
    at, count = 0, 0
    while at >= 0:
        need = load - ones(residual[at])
        x = tried[at] + 1
        while x < 1 << upper:
            fits = ones(x) == need and _sums_fit(x, sums, load, many - at - 1)
            if fits and _apart(columns[: at + 2], x | (residual[at] << upper)):
                break
            x += 1
        if x == 1 << upper:
            at -= 1
            if at >= 0:
                _add(tried[at], sums, -1)
            continue
        tried[at] = x
        columns[at + 2] = x | (residual[at] << upper)
        if _harmed(columns[: at + 3], rows, target, silenced):
            continue
        if at == many - 1:
            count += 1
            continue
        _add(x, sums, 1)
        at += 1
        tried[at] = -1
    return count


@jit
def _apart(columns: NDArray[np.int64], new: int) -> bool:
    """Whether a new column has few holders in common with others, and three have many together."""
    for c in range(len(columns)):
        if ones(columns[c] & new) > _COMMON:
            return False
        for e in range(c):
            if ones(columns[c] | columns[e] | new) <= _UNION:
                return False
    return True
