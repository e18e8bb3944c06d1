"""Symmetries for the listing: as many as pay, and on how many workers to look at them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.symmetry import Permutation

_MOST, _TRIES, _ESTIMATED = 600, 4000, 2


def many_symmetries(symmetries: Sequence[Permutation], n: int) -> NDArray[np.int64]:
    """The symmetries, and products of them until there are many: any set of them may be used.

    >>> many_symmetries([(1, 2, 0)], 3).tolist()
    [[1, 2, 0], [2, 0, 1]]
    """
    identity, found = tuple(range(n)), list(dict.fromkeys(symmetries))
    known, draw = {identity, *found}, random.Random(0)
    for _ in range(_TRIES if found else 0):
        a, b = draw.choice(found), draw.choice(found)
        product = tuple(a[x] for x in b)
        if product not in known:
            known.add(product)
            found.append(product)
        if len(found) >= _MOST:
            break
    return np.array(sorted(found), np.int64).reshape(len(found), n)


def looked_levels(n: int, m: int, symmetries: int) -> int:
    """On how many workers of a prefix to look at so many symmetries: that is cheaper than all sets.

    >>> looked_levels(25, 12, 100), looked_levels(25, 12, 0)
    (4, 0)
    """
    if not symmetries:
        return 0
    level = 0
    while level < m - 2 and comb(n, level + 1) * symmetries * (level + 1) <= comb(n, m):
        level += 1
    return level


def share_to_test(symmetries: Sequence[Permutation], n: int, m: int) -> float:
    """An estimate, never too small, of the share of the m-sets that symmetries leave to test.

    >>> share_to_test([], 10, 5)
    1.0
    """
    many = many_symmetries(symmetries, n)
    looked = min(looked_levels(n, m, len(many)), _ESTIMATED)
    if not looked:
        return 1.0
    from adversary.worst_case.listing.kernel import share_of_first

    return share_of_first(n, m, looked, many)
