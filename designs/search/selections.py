"""One option for every column, so that the contributions add up to a target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from designs.errors import Unavailable

Integers = NDArray[np.int64]

_MOST = 2_000_000


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
        total = sums[:, None, :] + column[None, :, :]
        possible = (total + least <= target) & (total + most >= target)
        before, option = np.nonzero(possible.all(axis=2))
        if len(before) > _MOST:
            raise Unavailable(f"there are more than {_MOST:,} rows to choose from")
        chosen = np.column_stack([chosen[before], option])
        sums = total[before, option]
    return chosen
