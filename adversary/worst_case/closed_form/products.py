"""Worst cases of products of two codes of equal overlaps: staircases, as far as that is proved."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm

from adversary.decoding.decode import Decoder
from adversary.worst_case.closed_form.form import ClosedForm
from adversary.worst_case.closed_form.staircase import Table, staircase_shape, staircase_table
from adversary.worst_case.result import Method
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import Rectangle, equal_overlap, rectangle
from designs.errors import BadInput, require


@dataclass(frozen=True, slots=True)
class _Factor:
    """A factor: n workers with rows of sum 1, difference d = g - c and overlap c of two rows."""

    workers: int
    difference: Fraction
    overlap: Fraction

    @property
    def row(self) -> Fraction:
        """The row sum D = d + c n of its inner products."""
        return self.difference + self.overlap * self.workers

    def lost(self) -> list[Fraction]:
        """The decrease of the explained part of the all-ones vector by s = 0, ..., n stragglers."""
        n, d, c = self.workers, self.difference, self.overlap
        known = [m / (d + c * m) for m in range(n + 1)]
        return [known[n] - known[n - s] for s in range(n + 1)]


@dataclass(frozen=True, slots=True)
class _Product:
    """The factors of a rectangle, with the row sum h of the product and its partitions k."""

    rows: _Factor
    columns: _Factor
    total: Fraction
    partitions: int

    def limit(self) -> Fraction:
        """Up to this error a worst case is a staircase."""
        one, two = self.rows, self.columns
        if not one.overlap * two.overlap:
            return Fraction(self.partitions)
        parts = [f.difference / (f.row * f.overlap) for f in (one, two)]
        return self.spectral(0) + self.total**2 * parts[0] * parts[1]

    def spectral(self, s: int) -> Fraction:
        """The error of the best common weight, if s stragglers are as bad as the spectrum allows.

        It is ``k - h^2 m n/(D m + sigma s)``: D = D1 D2 and sigma = max(d1 D2, D1 d2) are the
        largest eigenvalues of B B^T, m = n - s.
        """
        one, two = self.rows, self.columns
        n = one.workers * two.workers
        second = max(one.difference * two.row, one.row * two.difference)
        bottom = one.row * two.row * (n - s) + second * s
        return self.partitions - self.total**2 * (n - s) * n / bottom

    def proved(self) -> int:
        """The number of the first e(0), e(1), ... that are proved to be staircases."""
        limit, n = self.limit(), self.rows.workers * self.columns.workers
        return next((s for s in range(n + 1) if self.spectral(s) > limit), n + 1)


@dataclass(frozen=True, slots=True)
class Staircases:
    """The proved worst cases of a product, in integers over a common denominator.

    ``table`` is that of `adversary.worst_case.closed_form.staircase.staircase_table`.
    """

    least: Fraction
    scale: int
    table: Table
    proved: int

    def error(self, s: int) -> Rational:
        """The worst case of s stragglers, fewer than ``proved``."""
        return plain(self.least + Fraction(self.table[0][-1][s], self.scale))


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
    return plain(_product(_of_two(first, second), first.partitions * second.partitions).limit())


def proved_staircases(first: GradientCode, second: GradientCode) -> tuple[Rational, ...]:
    """The worst cases e(0), e(1), ... of a product of equal overlaps, as far as they are proved.

    They are the worst staircases, as long as the spectral bound ``k - h^2 m n/(D m + sigma s)`` is
    at most `staircase_limit`: D = D1 D2 and sigma = max(d1 D2, D1 d2) are the largest eigenvalues
    of B B^T, m = n - s. No search: this reaches codes of any size.

    Raises:
        BadInput: as `staircase_limit` does.

    Complexity: O(n1^2 n2^2) integer operations.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> fano = block_design(7, 3, 1)
    >>> found = proved_staircases(fano, fano)
    >>> len(found), str(found[10])
    (15, '167/80')
    """
    k = first.partitions * second.partitions
    found = _staircases(_product(_of_two(first, second), k))
    return tuple(found.error(s) for s in range(found.proved))


def product_form(code: GradientCode, s: int, decoder: Decoder) -> ClosedForm | None:
    """The worst case of a product of two codes of equal overlaps, recognised in the encoding.

    Complexity: O(n^2 k) to find the rectangle, O(n^2) integer operations for all s together.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs.codes import block_design, product
    >>> plane = block_design(13, 4, 1)
    >>> product_form(product(plane, plane), 13, "optimal").value
    Fraction(13, 5)
    """
    place = rectangle(code) if decoder == "optimal" else None
    if place is None:
        return None
    found = staircases(code)
    if found is None or s >= found.proved:
        return None
    shape = staircase_shape(found.table, s)
    worst = sorted(w for row, j in zip(place.workers, shape, strict=True) for w in row[:j])
    return ClosedForm(found.error(s), tuple(worst), Method.PRODUCT)


@lru_cache(maxsize=8)
def staircases(code: GradientCode) -> Staircases | None:
    """The worst staircases of a code whose workers overlap as those of a product, else None.

    Complexity: O(n^2 k) to find the rectangle, O(n^2) integer operations.

    >>> staircases(GradientCode([[1, 0], [1, 1]])) is None
    True
    """
    place = rectangle(code)
    return None if place is None else _staircases(_product(place, code.partitions))


def _staircases(product: _Product) -> Staircases:
    first, second = product.rows.lost(), product.columns.lost()
    first = [x * product.total**2 for x in first]
    scales = [lcm(*(x.denominator for x in part)) for part in (first, second)]
    one, two = ([int(x * q) for x in part] for part, q in zip((first, second), scales, strict=True))
    proved = product.proved()
    rises = [b - a for a, b in pairwise(one)]
    table = staircase_table(rises, two, proved - 1)
    return Staircases(product.spectral(0), scales[0] * scales[1], table, proved)


def _product(place: Rectangle, partitions: int) -> _Product:
    """The factors, scaled so that the first has rows of squared length 1."""
    n1, n2 = place.shape
    g, r, c = map(Fraction, (place.square, place.in_row, place.in_column))
    return _Product(
        _Factor(n1, 1 - c / g, c / g), _Factor(n2, g - r, r), Fraction(place.total), partitions
    )


def _of_two(first: GradientCode, second: GradientCode) -> Rectangle:
    """The rectangle of the product of two codes."""
    (h1, g1, c1), (h2, g2, c2) = map(_overlaps, (first, second))
    n = second.workers
    workers = tuple(tuple(range(i * n, i * n + n)) for i in range(first.workers))
    return Rectangle(workers, h1 * h2, g1 * g2, g1 * c2, c1 * g2)


def _overlaps(code: GradientCode) -> tuple[Rational, Rational, Rational]:
    structure = equal_overlap(code)
    if structure is None:
        raise BadInput(
            "each factor must have workers of equal row sum, equal row length and equal overlap of "
            "every pair, as block designs with workers = points have"
        )
    _, square, overlap = structure
    require(overlap >= 0, f"the overlap of two workers must not be negative, got {overlap}")
    require(square > overlap, "the rows of each factor must be independent")
    return structure
