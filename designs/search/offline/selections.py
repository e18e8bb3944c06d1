"""One option for every column, so that the contributions add up to a target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designs.errors import Unavailable

Integers = NDArray[np.int64]

_MOST, _SLICE = 2_000_000, 10_000_000


def selections(contributions: Sequence[Integers], target: Integers) -> Integers:
    """All choices of one row from each array whose sum is the target: their row numbers.

    The arrays have shapes (options of the column, d), non-negative, the target has shape (d,), and
    the answer (choices, columns). Column by column, a partial choice is kept if what the other
    columns can still add is enough and not too much.

    Raises:
        Unavailable: more than two million partial choices at once.

    Complexity: O(columns d) times the number of partial choices kept.

    >>> coins = np.array([[0], [1], [2]])
    >>> selections([coins, coins], np.array([3])).tolist()
    [[1, 2], [2, 1]]
    """
    least = sum((c.min(axis=0) for c in contributions), np.zeros_like(target))
    most = sum((c.max(axis=0) for c in contributions), np.zeros_like(target))
    chosen = np.zeros((1, 0), dtype=np.int64)
    sums = np.zeros((1, len(target)), dtype=np.int64)
    for column in contributions:
        least, most = least - column.min(axis=0), most - column.max(axis=0)
        before, option = _extensions(sums, column, target - most, target - least)
        chosen = np.column_stack([chosen[before], option])
        sums = sums[before] + column[option]
    return chosen


def _extensions(sums: Integers, column: Integers, low: Integers, high: Integers) -> Integers:
    """Pairs (partial choice, option) whose sum lies between the bounds, a slice at a time."""
    found: list[Integers] = []
    step = max(1, _SLICE // column.size)
    for start in range(0, len(sums), step):
        total = sums[start : start + step, None, :] + column[None, :, :]
        before, option = np.nonzero(((total >= low) & (total <= high)).all(axis=2))
        found.append(np.stack([before + start, option]))
        if sum(pairs.shape[1] for pairs in found) > _MOST:
            raise Unavailable(f"there are more than {_MOST:,} rows to choose from")
    return np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)
