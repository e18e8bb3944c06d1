"""The matrices from which all sets are listed, and why their float errors are upper bounds.

**Two sides.** A set of s stragglers is listed by its stragglers or by its n - s survivors,
whichever are fewer. Let G be the Gram matrix of the rows, h their sums, k the number of partitions.

*Survivors*: the matrix ``N = [[G, h], [h', k]]``. Eliminating the survivors F leaves
``k - h_F' G_FF^-1 h_F``, their error, in the corner.

*Stragglers*: for any symmetric X with ``X^-1 >= G`` (as quadratic forms) let
``N = [[X, Xh], [h'X, h'Xh - k]]``. Eliminating the stragglers leaves minus the error of the rest
with X^-1 in place of G, which is no smaller than with G: the error is the minimum of
``a'Ga - 2a'h + k``.

**Rounding.** Let K = 2k, let d_w^2 be the diagonal entry of worker w, d^2 = K for the corner, m the
number of eliminated workers and u = 2^-53. Each elimination in floats is the exact one of a matrix
that differs by at most ``5u d_a d_b`` in its entries, as long as that matrix (with K added to the
corner on the side of the stragglers) is positive definite: then every product in the elimination
and every result is at most d_a d_b by Cauchy's inequality. With the rounding of the matrix itself,
an entry is off by at most ``(5m + 1)u d_a d_b``, which as a quadratic form is at most
``e D^2``, ``e = 6 (m + 1)^2 u``, on the m + 1 rows that matter. So the start is moved by ``e D^2``
to the safe side - up for the survivors, whose corner is the error, down for the stragglers, whose
corner is minus the error - and what floats find is the exact error for a matrix on the safe side of
N: never less than the true error. Positive definite it stays: the survivors' matrix is a Gram
matrix plus at least ``e D^2`` (it is moved by 2e, or by 2^-32 if that is more, so that dependent
survivors pass the test of pairs), and for the stragglers ``2e`` times
``trace(D^2 N^-1)`` is checked to be less than a half.

**Pairs.** The last two workers are not eliminated but tested, see `kernel.worst_partner`: six
products, each at most ``K H_aa H_bb``, in at most ten roundings each, so that a slack of
``128 u K H_aa H_bb`` covers them. Subnormal numbers change this by less than its last digits.

**The choice of X.** Any ridge that is positive; X is the float inverse of ``G + 2^-20 I`` (rows
scaled to about length one), improved once by Newton's step in integers. ``X^-1 >= G`` is checked:
with ``R = I - (G + 2^-20 I) X`` and ``|R| = r < 1``, X^-1 differs from ``G + 2^-20 I`` by at most
``r / (1 - r) |G + 2^-20 I|``, all in the maximal row sum, which must be below 2^-21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ldexp, nextafter

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.gram_error import augmented_gram
from designs.algebra.linear import use_flint
from designs.codes import GradientCode

Floats = NDArray[np.float64]
Table = list[list[int]]

UNIT, RIDGE_BITS = Fraction(1, 1 << 53), 20
_BITS, _LARGEST_SUM, _LEAST_MOVE = 100, 1 << 26, 2.0**-32


@dataclass(frozen=True, slots=True)
class Root:
    """The matrix to start from, in upper and lower half, and the slack of the test of pairs.

    ``sign`` is 1 if stragglers are eliminated (the corner is minus the error), -1 for survivors.
    """

    matrix: Floats
    sign: float
    slack: float


class Roots:
    """The roots of one code, and what near ties need: exact Gram matrix, rows, scales of rows.

    ``rows`` are the integer rows in floats, unless sums of their multiples might not be exact, so
    that nothing ``decodes``; ``units`` are the powers of two by which the matrices scale them.

    >>> roots = Roots(GradientCode([[1, 1, 0], [0, 1, 1]]))
    >>> roots.of_survivors(2).matrix.round(3).tolist()
    [[0.5, 0.25, 1.0], [0.25, 0.5, 1.0], [1.0, 1.0, 3.0]]
    """

    def __init__(self, code: GradientCode) -> None:
        self.augmented = augmented = augmented_gram(code)
        self.n, self.k = code.workers, code.partitions
        integers = code.integer_rows()
        largest = max(abs(x) for row in integers for x in row)
        small = largest * (self.n + 1) < _LARGEST_SUM
        self.decodes = small
        self.rows = np.array(integers if small else np.zeros((self.n, self.k)), np.float64)
        squares = [augmented[w][w] for w in range(self.n)]
        self.shifts = [(x.bit_length()) // 2 for x in squares]
        self.units = np.array([2.0**-e for e in self.shifts])
        self._scale = max(self.shifts, default=0)
        shifts = [self._scale - e for e in self.shifts]
        lines = zip(augmented[:-1], shifts, strict=True)
        self._gram = [[x << a + b for x, b in zip(line, shifts, strict=False)] for line, a in lines]
        self._sums = [augmented[-1][w] << shifts[w] for w in range(self.n)]
        for w, square in enumerate(squares):
            if square == 0:
                self._gram[w][w] = 1 << 2 * self._scale

    def of(self, s: int) -> Root | None:
        """The root for listing all sets of s stragglers, from the side with fewer workers.

        None if the rows are so nearly dependent that floats prove nothing.
        """
        return self.of_stragglers(s) if 2 * s < self.n else self.of_survivors(self.n - s)

    def plain_matrix(self, sign: float) -> Floats:
        """The matrix of one side for decoders: not moved, with a ridge on both sides."""
        if sign > 0 and self._inverse is not None:
            return self._inverse
        matrix = self.of_survivors(0).matrix
        matrix[np.arange(self.n), np.arange(self.n)] += 2.0**-RIDGE_BITS
        return matrix

    def of_survivors(self, m: int) -> Root:
        """The root for listing sets of m survivors."""
        gram = _floats(self._gram, 2 * self._scale)
        sums = _floats([self._sums], self._scale)[0]
        matrix = np.block([[gram, sums[:, None]], [sums, float(self.k)]])
        move = max(2 * self._move(m), _LEAST_MOVE)
        for w in range(self.n):
            matrix[w, w] = _up(gram[w, w] * (1 + move))
        matrix[-1, -1] = _up(self.k + 4 * self.k * self._move(m))
        return Root(matrix, -1.0, self._slack)

    def of_stragglers(self, m: int) -> Root | None:
        """The root for listing sets of m stragglers; None if the checks fail."""
        if self._inverse is None:
            return None
        inverse, move = self._inverse, self._move(m)
        matrix = inverse.copy()
        diagonal = np.array([_down(inverse[w, w] * (1 - move)) for w in range(self.n)])
        matrix[np.arange(self.n), np.arange(self.n)] = diagonal
        matrix[-1, -1] = _down(inverse[-1, -1] - 2 * self.k * move)
        squares = [self._gram[w][w] / 4**self._scale for w in range(self.n)]
        sums = [self._sums[w] / 2**self._scale for w in range(self.n)]
        trace = sum(
            inverse[w, w] * (g + 2 * 2.0**-RIDGE_BITS + h * h / self.k)
            for w, (g, h) in enumerate(zip(squares, sums, strict=True))
        )
        return Root(matrix, 1.0, self._slack) if 2 * move * (trace + 2) < 0.4 else None

    @property
    def _slack(self) -> float:
        return 2.0**-46 * 2 * self.k

    @staticmethod
    def _move(m: int) -> float:
        return 6.0 * (m + 1) ** 2 * 2.0**-53 * 1.01

    @cached_property
    def _inverse(self) -> Floats | None:
        """The float matrix ``[[X, Xh], [h'X, h'Xh - k]]``, each entry correctly rounded."""
        shift = max(0, RIDGE_BITS - 2 * self._scale)
        gram = [[x << shift for x in line] for line in self._gram]
        one = 1 << 2 * self._scale + shift
        for w in range(self.n):
            gram[w][w] += one >> RIDGE_BITS
        x = _refined(gram, one)
        if x is None:
            return None
        column = [sum(map(int.__mul__, line, self._sums)) for line in x]
        corner = sum(map(int.__mul__, column, self._sums)) - (self.k << _BITS + 2 * self._scale)
        block = _floats(x, _BITS)
        side = _floats([column], _BITS + self._scale)[0]
        last = _floats([[corner]], _BITS + 2 * self._scale)[0, 0]
        return np.block([[block, side[:, None]], [side, last]])


def _refined(gram: Table, one: int) -> Table | None:
    """A symmetric X in units of 2^-100 that is close enough to the inverse of gram / one."""
    n, unit = len(gram), 1 << _BITS
    guess = np.linalg.inv(np.array([[x / one for x in line] for line in gram]))
    rough = _symmetric([[int(ldexp(v, _BITS)) for v in line] for line in guess.tolist()])
    rest = _product(gram, rough)
    rest = [[2 * one * unit * (a == b) - rest[a][b] for b in range(n)] for a in range(n)]
    better = _product(rough, rest)
    fine = _symmetric([[x // (one * unit) for x in line] for line in better])
    r = max(
        sum(abs(one * unit * (a == b) - x) for b, x in enumerate(line))
        for a, line in enumerate(_product(gram, fine))
    )
    size = Fraction(max(sum(map(abs, line)) for line in gram), one)
    share = Fraction(r, one * unit)
    close = share < 1 and share / (1 - share) * size < Fraction(1, 2 << RIDGE_BITS)
    return fine if close else None


def _symmetric(x: Table) -> Table:
    return [[(x[a][b] + x[b][a]) // 2 for b in range(len(x))] for a in range(len(x))]


def _product(a: Table, b: Table) -> Table:
    """The product of integer matrices."""
    if use_flint():
        from flint import fmpz_mat

        return [[int(x) for x in line] for line in (fmpz_mat(a) * fmpz_mat(b)).tolist()]
    product: Table = np.array(a, dtype=object).dot(np.array(b, dtype=object)).tolist()
    return product


def _floats(rows: Sequence[Sequence[int]], bits: int) -> Floats:
    """The rows divided by 2^bits, correctly rounded."""
    return np.array([[x / (1 << bits) for x in row] for row in rows])


def _up(x: float) -> float:
    return nextafter(x, np.inf)


def _down(x: float) -> float:
    return nextafter(x, -np.inf)
