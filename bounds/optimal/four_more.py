"""All codes of thirteen workers with a given residual of nine, compiled.

Four workers are added: they hold the column that the residual leaves out, and are the bits 0..3 of
a column, while those of the residual move up by four.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from bounds.optimal.column_search import error_of_columns, ones
from bounds.optimal.nine_workers import largest_of_nine

_NINE, _FOUR, _LOAD, _MANY = 9, 4, 4, 12
_COMMON = 2
_MARGIN = 1e-8


@jit
def codes_of(
    residual: NDArray[np.int64],
    most: int,
    target: float,
    silenced: NDArray[np.int64],
    met: NDArray[np.int64],
) -> int:
    """The number of codes with this residual that have only errors below the target.

    All sums are 4, no two columns share three holders, none shares two with more than ``most``
    others. Added workers that are alike so far are in descending order. ``silenced`` are the sets
    of stragglers as bits; ``met[0]`` grows by the codes whose errors are asked for.

    >>> lines = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o124, 0o241, 0o412, 0o142, 0o421, 0o214]
    >>> met = np.zeros(1, np.int64)
    >>> codes_of(np.array(lines), 0, 2.0, np.array([0b11111]), met), bool(met[0] > 0)
    (1, True)
    """
    columns, tried = np.zeros(_MANY + 1, np.int64), np.zeros(_MANY, np.int64)
    alike, sums = np.full(_MANY + 1, (1 << (_FOUR - 1)) - 1), np.ones(_FOUR, np.int64)
    columns[0] = (1 << _FOUR) - 1
    at, count = 0, 0
    tried[0] = 1 << _FOUR
    while at >= 0:
        x = tried[at] - 1
        while x >= 0:
            sorted_rows = x & ~(x >> 1) & alike[at] == 0
            if sorted_rows and ones(x | residual[at] << _FOUR) == _LOAD and _room(x, sums):
                columns[at + 1] = x | residual[at] << _FOUR
                if _most_doubles(columns[: at + 2]) <= most:
                    break
            x -= 1
        tried[at] = x
        if x < 0:
            at -= 1
            if at >= 0:
                _add(tried[at], sums, -1)
            continue
        if at == _MANY - 1:
            met[0] += 1
            count += int(_good(columns, target, silenced))
            continue
        _add(x, sums, 1)
        alike[at + 1] = alike[at] & ~(x ^ (x >> 1))
        at += 1
        tried[at] = 1 << _FOUR
    return count


@jit
def _add(x: int, sums: NDArray[np.int64], sign: int) -> None:
    for w in range(_FOUR):
        sums[w] += sign * ((x >> w) & 1)


@jit
def _room(x: int, sums: NDArray[np.int64]) -> bool:
    most = 0
    for w in range(_FOUR):
        most = max(most, sums[w] + ((x >> w) & 1))
    return most <= _LOAD


@jit
def _most_doubles(columns: NDArray[np.int64]) -> int:
    """The most columns that share two holders with one column; 99 if two share more."""
    most = 0
    for i in range(len(columns)):
        count = 0
        for j in range(len(columns)):
            if i != j:
                common = ones(columns[i] & columns[j])
                if common > _COMMON:
                    return 99
                count += int(common == _COMMON)
        most = max(most, count)
    return most


@jit
def _good(columns: NDArray[np.int64], target: float, silenced: NDArray[np.int64]) -> bool:
    """Whether all errors are below the target: first those that begin with a whole column."""
    for i in range(1, _MANY + 1):
        if largest_of_nine(residual_of(columns, i)) >= target - 1 - _MARGIN:
            return False
    for lost in silenced:
        if error_of_columns(columns, _NINE + _FOUR, lost) >= target - _MARGIN:
            return False
    return True


@jit
def residual_of(columns: NDArray[np.int64], left_out: int) -> NDArray[np.int64]:
    """What thirteen columns leave to the workers outside one of them, as columns over nine rows.

    >>> residual_of(np.array([0b1111, 0b11110000]), 0)
    array([15])
    """
    rest, row = np.zeros(len(columns) - 1, np.int64), 0
    for w in range(_NINE + _FOUR):
        if (columns[left_out] >> w) & 1 == 0:
            for c in range(len(rest)):
                rest[c] |= ((columns[c + int(c >= left_out)] >> w) & 1) << row
            row += 1
    return rest
