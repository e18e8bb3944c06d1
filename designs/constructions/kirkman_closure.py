"""Pairwise balanced designs on 3s + 1 points with blocks of such sizes, for Kirkman's problem."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from designs.constructions.arcs import unital
from designs.constructions.difference import AbelianGroup
from designs.constructions.pairwise_balanced import filled, punctured, truncated, weighted
from designs.constructions.transversal import (
    Block,
    GroupDivisible,
    has_transversal,
    transversal_design,
)
from designs.constructions.uniform import uniform
from designs.errors import require


def pairwise_balanced(points: int) -> Sequence[Block]:
    """Blocks of sizes 4, 7, 10, ... below r such that two of the r points lie in exactly one.

    With r = 3s + 1 and s = 4n + t: a TD(5, n) whose last group is cut down to t points, every point
    of weight 3, the groups and a fixed point being blocks. That leaves r = 34 and r = 82 among
    those that a Kirkman triple system on 2r + 1 points needs.

    Raises:
        BadInput: r is none of these numbers, for instance not 1 modulo 3.

    Complexity: O(r^2).
    Source: D. K. Ray-Chaudhuri, R. M. Wilson (1971); H. Hanani, D. K. Ray-Chaudhuri, R. M. Wilson,
    On resolvable designs, Discrete Math. 3 (1972), as remembered; the cases 34 and 82 are ours.

    >>> sorted(set(map(len, pairwise_balanced(58))))
    [4, 10, 13]
    """
    require(points >= 13 and points % 3 == 1, f"points must be 1 modulo 3, from 13, got {points}")
    if points == 34:
        return _in_affine_space()
    gdd = _inflated() if points == 82 else _truncated((points - 1) // 3)
    return filled(gdd, 1, [[tuple(range(len(group) + 1))] for group in gdd.groups])


def _truncated(total: int) -> GroupDivisible:
    pairs = ((n, total - 4 * n) for n in range(total // 4, (total - 1) // 5, -1))
    fitting = [(n, t) for n, t in pairs if has_transversal(5 if t else 4, n)]
    require(
        len(fitting) > 0, f"no pairwise balanced design on {3 * total + 1} points is known here"
    )
    n, t = fitting[0]
    master = truncated(transversal_design(5, n), t) if t else transversal_design(4, n)
    return weighted(master, 3, lambda u: uniform(u, 3, 4, 1))


def _inflated() -> GroupDivisible:
    """Nine groups of nine points: the unital on 28 points without a point, with weight 3."""
    return weighted(punctured(unital(3)), 3, lambda u: uniform(u, 3, 4, 1))


def _in_affine_space() -> list[Block]:
    """34 points: AG(3, 3) and seven of its thirteen points at infinity, which form a block.

    The translates of four points whose differences have the six other directions are blocks, and so
    is every line with its point at infinity.
    """
    space = AbelianGroup((3, 3, 3))
    x = np.arange(27)
    quads = space.add(x[:, None], [0, 1, 3, 9])
    covered = {pair for quad in quads.tolist() for pair in combinations(sorted(quad), 2)}
    free = [d for d in range(1, 27) if (0, d) not in covered]
    lines = [{tuple(sorted(line)) for line in _cosets(space, d)} for d in free]
    classes = sorted({tuple(sorted(part)) for part in lines})
    through = [(*line, 27 + i) for i, part in enumerate(classes) for line in part]
    return [tuple(range(27, 34)), *map(tuple, quads.tolist()), *through]


def _cosets(space: AbelianGroup, d: int) -> list[Block]:
    x = np.arange(space.order)
    once = space.add(x, d)
    return [tuple(line) for line in np.column_stack([x, once, space.add(once, d)]).tolist()]
