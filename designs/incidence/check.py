"""The checker of designs: counts t-sets of points, independent of all constructions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from designs.errors import VerificationError, require

_FEW_SUBSETS = 1_000_000
Blocks = Sequence[Sequence[int]]


def pair_counts(points: int, blocks: Blocks) -> tuple[int, int]:
    """The least and the greatest number of blocks that contain a pair of distinct points.

    Raises:
        BadInput: fewer than two points.

    Complexity: O(sum of squared block sizes + points^2) time, O(total size of blocks) memory.

    >>> pair_counts(3, [(0, 1), (0, 2)])
    (0, 1)
    """
    require(points >= 2, f"pairs need at least 2 points, got {points}")
    sizes = np.array([len(block) for block in blocks], dtype=np.int64)
    members = np.array([p for block in blocks for p in block], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    owners = np.repeat(np.arange(len(sizes)), sizes)
    by_point = owners[np.argsort(members, kind="stable")]
    last = np.cumsum(np.bincount(members, minlength=points))
    least, greatest = len(sizes), 0
    for point in range(points):
        through = by_point[last[point - 1] if point else 0 : last[point]]
        met = members[_spread(starts[through], sizes[through])]
        counts = np.delete(np.bincount(met, minlength=points), point)
        least, greatest = min(least, int(counts.min())), max(greatest, int(counts.max()))
    return least, greatest


def _spread(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers start, start+1, ..., start+length-1 of every pair, one after the other."""
    first = np.cumsum(lengths) - lengths
    return np.repeat(starts - first, lengths) + np.arange(lengths.sum())


def subset_counts(points: int, blocks: Blocks, t: int) -> tuple[int, int]:
    """The least and the greatest number of blocks that contain a set of t distinct points.

    A few are listed; else those with least point p are counted in what the blocks have above p.

    Raises:
        BadInput: not ``2 <= t <= points``.

    Complexity: O(b C(k, t) + C(points, t)) time with k the largest block size, and memory for the
    blocks t - 1 times over.

    >>> subset_counts(4, [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3), (0, 1, 2)], 3)
    (1, 2)
    """
    require(2 <= t <= points, f"t must be 2..{points}, the number of points, got t={t}")
    if t == 2:
        return pair_counts(points, blocks)
    if max(comb(points, t), sum(comb(len(block), t) for block in blocks)) <= _FEW_SUBSETS:
        found = Counter(subset for b in blocks for subset in combinations(sorted(b), t))
        least = min(found.values()) if len(found) == comb(points, t) else 0
        return least, max(found.values(), default=0)
    beginning: list[list[Sequence[int]]] = [[] for _ in range(points)]
    for block in map(sorted, filter(None, blocks)):
        beginning[block[0]].append(block)
    extremes: list[int] = []
    for p in range(points):
        above = [block[1:] for block in beginning[p] if len(block) > 1]
        beginning[p] = []
        for rest in above:
            beginning[rest[0]].append(rest)
        if points - p >= t:
            shifted = [[q - p - 1 for q in rest] for rest in above]
            extremes += subset_counts(points - p - 1, shifted, t - 1)
    return min(extremes), max(extremes)


def why_not(points: int, blocks: Blocks, v: int, k: int, lam: int, t: int = 2) -> str | None:
    """The sentence why these blocks are no t-(v, k, lambda) design, or None if they are one.

    Complexity: that of `subset_counts`.

    >>> why_not(3, [(0, 1), (0, 2), (1, 2)], 3, 2, 1) is None
    True
    >>> why_not(3, [(0, 1), (0, 2)], 3, 2, 1)
    'some pair of points lies in 0 blocks, not 1'
    """
    if points != v:
        return f"there are {points} points, not {v}"
    for block in blocks:
        if len(set(block)) != k or len(block) != k:
            return f"the block {tuple(block)} does not have {k} different points"
        if min(block) < 0 or max(block) >= v:
            return f"the block {tuple(block)} leaves the points 0..{v - 1}"
    least, greatest = subset_counts(points, blocks, t)
    if (least, greatest) == (lam, lam):
        return None
    some = "pair of points" if t == 2 else f"set of {t} points"
    return f"some {some} lies in {least if least != lam else greatest} blocks, not {lam}"


def confirm(points: int, blocks: Blocks, v: int, k: int, lam: int, t: int = 2) -> None:
    """Raise `VerificationError` unless the blocks form a t-(v, k, lambda) design.

    >>> confirm(3, [(0, 1), (0, 2), (1, 2)], 3, 2, 1)
    """
    if (fault := why_not(points, blocks, v, k, lam, t)) is not None:
        raise VerificationError(f"this is not a {t}-({v},{k},{lam}) design: {fault}.")
