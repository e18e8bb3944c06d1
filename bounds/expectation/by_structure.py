"""Mean errors by formula, wherever a structure is recognised in the encoding."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from adversary.worst_case.closed_form.overlap import equal_overlap_error
from bounds.expectation.classes import classes_mean_error, few_sums
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import disjoint_groups, orthogonal_classes
from designs.errors import require


def mean_by_structure(code: GradientCode, s: int) -> Rational | None:
    """The exact mean of the optimal error over all sets of s stragglers, or None.

    Equal overlaps: the error of any set. Disjoint groups: a group of size c is silent with
    probability ``C(n-c, s-c)/C(n, s)``. Orthogonal classes with equal blocks: counted class by
    class.

    Raises:
        BadInput: s is not 0..n.

    Complexity: O(n^2 k) to recognise a structure, and at most 20,000 sums for classes.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import fractional_repetition
    >>> from designs.codes import cyclic_repetition
    >>> mean_by_structure(fractional_repetition(4, 2), 2), mean_by_structure(
    ...     cyclic_repetition(4, 2), 2) is None
    (Fraction(2, 3), True)
    """
    require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
    value = equal_overlap_error(code, s)
    if value is None:
        value = groups_mean_error(code, s)
    if value is None and _in_few_classes(code):
        value = classes_mean_error(code, s)
    return value


def groups_mean_error(code: GradientCode, s: int) -> Rational | None:
    """The exact mean error over all sets of s stragglers for disjoint groups, else None.

    Complexity: O(n k).
    Source: linearity of the mean; the error is a sum over groups.

    >>> from designs import uncoded
    >>> groups_mean_error(uncoded(5), 2)
    2
    """
    groups = disjoint_groups(code)
    if groups is None:
        return None
    n, kept = code.workers, Fraction(0)
    for group in groups:
        size = len(group.workers)
        silent = Fraction(comb(n - size, s - size) if s >= size else 0, comb(n, s))
        kept += group.loss * (1 - silent)
    return plain(code.partitions - kept)


def _in_few_classes(code: GradientCode) -> bool:
    structure = orthogonal_classes(code)
    if structure is None:
        return False
    equal = all(len({structure.loads[w] for w in part}) == 1 for part in structure.classes)
    return equal and few_sums([len(part) for part in structure.classes])
