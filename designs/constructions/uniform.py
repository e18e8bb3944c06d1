"""Uniform group-divisible designs: the ingredients of Wilson's construction that are known here."""

from __future__ import annotations

from itertools import combinations
from math import gcd

from designs.constructions.geometry import affine_geometry
from designs.constructions.pairwise_balanced import Blocks, punctured
from designs.constructions.transversal import transversal_design
from designs.errors import require

_CONFERENCE = (
    (0, 1, 1, 1, 1, 1),
    (1, 0, 1, -1, -1, 1),
    (1, 1, 0, 1, -1, -1),
    (1, -1, 1, 0, 1, -1),
    (1, -1, -1, 1, 0, 1),
    (1, 1, -1, -1, 1, 0),
)


def weight(k: int, lam: int) -> tuple[int, int]:
    """The weight ``w = (k-1)/gcd(k-1, lambda)`` and the fixed points e, one unless w = 1.

    >>> weight(4, 1), weight(5, 2), weight(5, 20)
    ((3, 1), (2, 1), (1, 0))
    """
    w = (k - 1) // gcd(k - 1, lam)
    return w, int(w > 1)


def uniform(groups: int, weight: int, k: int, lam: int) -> Blocks:
    """Blocks of a group-divisible design on k or k + 1 groups of w points, w as in `weight`.

    For w = k - 1 it is TD(k, k-1), or AG(2, k) without a point, each block lambda times; for w = 1
    the block of k points, or all k-subsets of k + 1 points. For w = 2 and k = 5 it is developed
    from linear forms over GF(2), or from a conference matrix of order 6.

    Raises:
        BadInput: there is none of these.

    Complexity: O(total size of the blocks).
    Source: H. Hanani, Discrete Math. 11 (1975).

    >>> len(uniform(4, 3, 4, 1)), len(uniform(5, 3, 4, 1)), len(uniform(6, 2, 5, 2))
    (9, 15, 12)
    """
    require(groups in {k, k + 1}, f"there must be {k} or {k + 1} groups, got {groups}")
    if weight == 1:
        return list(combinations(range(groups), k)) * (lam if groups == k else lam // (k - 1))
    if (weight, k) == (2, 5):
        return (_forms() if groups == k else _conference()) * (lam // 2)
    require(weight == k - 1, f"weight must be 1 or {k - 1}, got {weight}")
    whole = transversal_design(k, k - 1) if groups == k else punctured(affine_geometry(2, k, 1))
    return whole.blocks * lam


def _forms() -> list[tuple[int, ...]]:
    """Five groups of two points, lambda = 2: five linear forms at the vectors of GF(2)^3."""
    return [
        tuple(2 * i + (form & x).bit_count() % 2 for i, form in enumerate(range(1, 6)))
        for x in range(8)
    ]


def _conference() -> list[tuple[int, ...]]:
    """Six groups of two points, lambda = 2: rows of a conference matrix and of its negative.

    Two rows that are orthogonal agree in two of the four places where neither is 0.
    """
    return [
        tuple(2 * i + (sign * c < 0) for i, c in enumerate(row) if c)
        for row in _CONFERENCE
        for sign in (1, -1)
    ]
