"""Designs by their definitions, word by word; no code of ours."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb


def covered(blocks, t=2):
    """How often each set of t points lies in a block; sets in none are left out."""
    return Counter(points for block in blocks for points in combinations(sorted(block), t))


def is_design(blocks, v, k, lam, t=2):
    """Whether each t of the v points lie in lam blocks, all of size k."""
    counts = covered(blocks, t)
    inside = all(len(set(block)) == k and 0 <= min(block) <= max(block) < v for block in blocks)
    return inside and len(counts) == comb(v, t) and set(counts.values()) == {lam}


def intersections(blocks):
    """The sizes of the intersections of two blocks."""
    return {len(a & b) for a, b in combinations([set(block) for block in blocks], 2)}


def is_symmetric(design, v, k, lam):
    """Whether v blocks of size k on v points meet in lam points, any two of them."""
    shape = (design.points, len(design.blocks), set(map(len, design.blocks)))
    return shape == (v, v, {k}) and intersections(design.blocks) == {lam}


def are_parallel(blocks, v):
    """Whether the blocks have each of the v points exactly once."""
    return sorted(p for block in blocks for p in block) == list(range(v))


def is_divisible(groups, blocks, lam):
    """Whether the groups split the points, and two points of different groups lie in lam blocks."""
    points = sorted(p for group in groups for p in group)
    owner = {p: i for i, group in enumerate(groups) for p in group}
    counts = covered(blocks)
    return points == list(range(len(points))) and all(
        counts[x, y] == (0 if owner[x] == owner[y] else lam) for x, y in combinations(points, 2)
    )
