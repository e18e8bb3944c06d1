"""Worst cases of codes whose workers all overlap equally: every straggler set is as bad."""

from __future__ import annotations

from fractions import Fraction

from adversary.decoding.decode import Decoder
from adversary.decoding.error import error
from adversary.worst_case.closed_form.form import ClosedForm
from adversary.worst_case.result import Method
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import equal_overlap, levelled


def equal_overlap_error(code: GradientCode, s: int) -> Rational | None:
    """The error of every set of s stragglers if all workers overlap equally, else None.

    With row sums h, squared row lengths g and inner products c of any two rows, m = n - s survivors
    have error ``k - h^2 m / (g + c (m-1))``: equal weights are optimal by convexity and symmetry.
    For a symmetric 2-(v, k, lambda) design it is ``s (k-lambda) / (k^2 - lambda s)``. Rows may be
    multiples of rows like that.

    Complexity: O(n^2 k) for the check.
    Source: the idea is S. Kadhe et al. (2019); the formula is derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> [str(equal_overlap_error(block_design(7, 3, 1), s)) for s in range(8)]
    ['0', '1/4', '4/7', '1', '8/5', '5/2', '4', '7']
    """
    structure = equal_overlap(levelled(code) or code)
    if structure is None:
        return None
    h, g, c = structure
    m = code.workers - s
    bottom = g + c * (m - 1)
    explained = Fraction(h * h * m) / bottom if m and bottom else 0
    return plain(Fraction(code.partitions - explained))


def equal_overlap_form(code: GradientCode, s: int, decoder: Decoder) -> ClosedForm | None:
    """The worst case of equal overlaps, for any decoder; with a fixed one rows are as they are.

    Complexity: O(n^2 k) for the check.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> equal_overlap_form(block_design(7, 3, 1), 2, "optimal").value
    Fraction(4, 7)
    """
    first = tuple(range(s))
    if decoder != "optimal":
        if equal_overlap(code) is None:
            return None
        return ClosedForm(error(code, first, decoder), first, Method.EQUAL_OVERLAP)
    value = equal_overlap_error(code, s)
    return None if value is None else ClosedForm(value, first, Method.EQUAL_OVERLAP)
