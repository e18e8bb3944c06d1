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


def lambdas(design, t):
    """How often the sets of t points occur in blocks, those in none included."""
    counts = covered(design.blocks, t)
    missing = comb(design.points, t) > len(counts)
    return set(counts.values()) | ({0} if missing else set())


def is_resolved(design, v, k, lam):
    """Whether this is a 2-design whose classes are parallel and use each block once."""
    classes = [[design.blocks[j] for j in part] for part in design.resolution]
    used = sorted(j for part in design.resolution for j in part)
    return (
        is_design(design.blocks, v, k, lam)
        and used == list(range(len(design.blocks)))
        and all(are_parallel(part, v) for part in classes)
    )
