"""The cost of decoding: which computation gives the optimal weights."""

from __future__ import annotations

from designs.codes import GradientCode
from designs.codes.structure import disjoint_groups, equal_overlap, orthogonal_classes


def decode_cost(code: GradientCode) -> str:
    """In words, how the optimal weights of m survivors are computed.

    One weight for all when workers overlap equally, one survivor of each group when rows are
    proportional or disjoint, closed form for orthogonal classes, and least squares of order m
    otherwise.

    Complexity: O(n^2 k).

    >>> from designs import block_design, fractional_repetition
    >>> decode_cost(block_design(7, 3, 1)), decode_cost(fractional_repetition(6, 3))
    ('one weight', 'one a group')
    """
    if equal_overlap(code) is not None:
        return "one weight"
    if disjoint_groups(code) is not None:
        return "one a group"
    if orthogonal_classes(code) is not None:
        return "by classes"
    return "least squares"
