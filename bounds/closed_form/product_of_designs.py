"""Products of codes whose workers overlap equally: where the worst case is a formula."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from adversary.decoding.decode import equal_overlap
from adversary.worst_case.closed_form.overlap import equal_overlap_error
from bounds.closed_form.product import staircase_bound
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import BadInput, require


@dataclass(frozen=True, slots=True)
class _Factor:
    """Row sum h, difference g - c and overlap c of two rows, and their common row sum of B B^T."""

    code: GradientCode
    total: Fraction
    difference: Fraction
    overlap: Fraction

    @property
    def row(self) -> Fraction:
        return self.difference + self.overlap * self.code.workers


def staircase_limit(first: GradientCode, second: GradientCode) -> Rational:
    """The error up to which the worst case of a product is a staircase, for equal overlaps.

    Whenever e(s) of the product is at most this, it is `bounds.closed_form.product.staircase_bound`
    of the two curves. With row sums h, overlaps c, squared lengths g of rows, d = g - c and D = d +
    c n the limit is ``e(0)`` plus the product of ``h^2 d/(D c)`` over both factors; for two
    symmetric designs ``(k - lambda)/lambda`` each. Without overlaps in one factor there is no
    limit.

    Raises:
        BadInput: a factor has workers that do not overlap equally, or overlap negatively, or have
            dependent rows.

    Complexity: O(n^2 k) for each factor.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> staircase_limit(block_design(7, 3, 1), block_design(13, 4, 1))
    6
    """
    one, two = _factor(first), _factor(second)
    if not one.overlap * two.overlap:
        return first.partitions * second.partitions
    parts = [f.total**2 * f.difference / (f.row * f.overlap) for f in (one, two)]
    return plain(_spectral(one, two, 0) + parts[0] * parts[1])


def proved_staircases(first: GradientCode, second: GradientCode) -> tuple[Rational, ...]:
    """The worst cases e(0), e(1), ... of a product of equal overlaps, as far as they are proved.

    They are the worst staircases, as long as the spectral bound ``k - h^2 m n/(D m + sigma s)`` is
    at most `staircase_limit`: D = D1 D2 and sigma = max(d1 D2, D1 d2) are the largest eigenvalues
    of B B^T, m = n - s. No search: this reaches codes of any size.

    Raises:
        BadInput: as `staircase_limit` does.

    Complexity: O(n1^2 n2^2) rational operations.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> fano = block_design(7, 3, 1)
    >>> found = proved_staircases(fano, fano)
    >>> len(found), str(found[10])
    (15, '167/80')
    """
    one, two = _factor(first), _factor(second)
    limit = staircase_limit(first, second)
    worst = staircase_bound(_curve(first), _curve(second))
    proved = next((s for s in range(len(worst)) if _spectral(one, two, s) > limit), len(worst))
    return worst[:proved]


def _factor(code: GradientCode) -> _Factor:
    structure = equal_overlap(code)
    if structure is None:
        raise BadInput(
            "each factor must have workers of equal row sum, equal row length and equal overlap of "
            "every pair, as block designs with workers = points have"
        )
    total, square, overlap = map(Fraction, structure)
    require(overlap >= 0, f"the overlap of two workers must not be negative, got {overlap}")
    factor = _Factor(code, total, square - overlap, overlap)
    require(factor.difference > 0, "the rows of each factor must be independent")
    return factor


def _curve(code: GradientCode) -> list[Rational]:
    errors = (equal_overlap_error(code, s) for s in range(code.workers + 1))
    return [e for e in errors if e is not None]


def _spectral(one: _Factor, two: _Factor, s: int) -> Fraction:
    """The error of the best common weight, if s stragglers are as bad as the spectrum allows."""
    n = one.code.workers * two.code.workers
    k = Fraction(one.code.partitions * two.code.partitions)
    if s == n:
        return k
    second = max(one.difference * two.row, one.row * two.difference)
    left, total = n - s, one.total * two.total
    return k - total**2 * left * n / (one.row * two.row * left + second * s)
