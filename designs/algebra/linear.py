"""Exact linear algebra on integer matrices: python-flint when it is installed, else by hand.

Both ways give the same answers; ``use_flint`` is looked up once and can be overridden in a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

import numpy as np

Rational = int | Fraction
IntegerMatrix = Sequence[Sequence[int]]


@lru_cache(maxsize=1)
def use_flint() -> bool:
    """Whether python-flint can be imported.

    >>> use_flint() in (True, False)
    True
    """
    try:
        import flint
    except ImportError:
        return False
    return hasattr(flint, "fmpz_mat")


def plain(value: Rational) -> Rational:
    """The value as an int if it is one: keeps matrices of integers readable.

    >>> plain(Fraction(4, 2)), plain(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return int(value) if value.denominator == 1 else value


def primitive(row: Sequence[Rational]) -> tuple[int, ...]:
    """The positive multiple of a rational row that has coprime integer entries.

    >>> primitive((Fraction(1, 2), Fraction(1, 3), 0))
    (3, 2, 0)
    """
    scale = lcm(*(x.denominator for x in row))
    integers = [int(x * scale) for x in row]
    common = gcd(*integers) or 1
    return tuple(x // common for x in integers)


def common_denominator(rows: Sequence[Sequence[Rational]]) -> tuple[int, list[list[int]]]:
    """The least common denominator of all entries, and the rows multiplied by it.

    >>> common_denominator([(Fraction(1, 2), 1)])
    (2, [[1, 2]])
    """
    scale = lcm(*(x.denominator for row in rows for x in row))
    return scale, [[int(x * scale) for x in row] for row in rows]


def gram(rows: IntegerMatrix) -> list[list[int]]:
    """All inner products of the rows, in numpy where 64 bits hold them.

    >>> gram([(1, 2), (3, 4)])
    [[5, 11], [11, 25]]
    """
    largest = max((abs(x) for row in rows for x in row), default=0)
    if rows and largest**2 * len(rows[0]) < 1 << 62:
        matrix = np.array(rows, dtype=np.int64)
        products: list[list[int]] = (matrix @ matrix.T).tolist()
        return products
    return [[sum(map(int.__mul__, a, b)) for b in rows] for a in rows]


def independent_rows(rows: IntegerMatrix) -> list[int]:
    """Indices of a maximal set of linearly independent rows, each taken as early as possible.

    Complexity: O(n^2 k) integer operations for an (n, k) matrix.

    >>> independent_rows([(0, 0), (1, 2), (2, 4), (0, 1)])
    [1, 3]
    """
    if not rows:
        return []
    if use_flint():
        from flint import fmpz_mat

        reduced, _, rank = fmpz_mat([list(column) for column in zip(*rows, strict=True)]).rref()
        table = reduced.tolist()
        return [next(j for j, x in enumerate(table[i]) if x != 0) for i in range(rank)]
    return _independent_rows_by_hand(rows)


def _independent_rows_by_hand(rows: IntegerMatrix) -> list[int]:
    """Fraction-free elimination, row by row, against the rows kept so far."""
    kept: list[int] = []
    basis: list[tuple[int, tuple[int, ...]]] = []
    for i, row in enumerate(rows):
        rest = list(row)
        for pivot, other in basis:
            if rest[pivot]:
                a, b = other[pivot], rest[pivot]
                rest = [a * x - b * y for x, y in zip(rest, other, strict=True)]
        leading = next((j for j, x in enumerate(rest) if x), None)
        if leading is not None:
            kept.append(i)
            basis.append((leading, primitive(rest)))
    return kept


def solve(matrix: IntegerMatrix, right: Sequence[int]) -> list[Fraction]:
    """The solution of a square non-singular system of integers.

    Raises:
        ZeroDivisionError: the system is singular.

    Complexity: O(n^3) integer operations.

    >>> solve([(2, 1), (1, 1)], (3, 2))
    [Fraction(1, 1), Fraction(1, 1)]
    """
    if not matrix:
        return []
    if use_flint():
        from flint import fmpz_mat

        solution = fmpz_mat([list(r) for r in matrix]).solve(fmpz_mat([[x] for x in right]))
        return [Fraction(int(x.p), int(x.q)) for (x,) in solution.tolist()]
    return _solve_by_hand(matrix, right)


def explained(products: IntegerMatrix, sums: Sequence[int]) -> Rational:
    """The value ``h G^+ h`` of a Gram matrix G = B B^T of integer rows and h = B 1.

    It is the squared length of the projection of the all-ones vector on the span of the rows. If G
    is singular, a maximal independent set of the rows has the same span.

    Complexity: O(n^3) integer operations.

    >>> explained([[2, 1], [1, 2]], [2, 2]), explained([[2, 2], [2, 2]], [2, 2])
    (Fraction(8, 3), 2)
    """
    try:
        solution = solve(products, sums)
    except ZeroDivisionError:
        basis = independent_rows(products)
        sums = [sums[i] for i in basis]
        solution = solve([[products[i][j] for j in basis] for i in basis], sums)
    return plain(sum((h * x for h, x in zip(sums, solution, strict=True)), Fraction(0)))


def _solve_by_hand(matrix: IntegerMatrix, right: Sequence[int]) -> list[Fraction]:
    """Bareiss elimination with row exchanges, then back substitution."""
    rows = [[*row, x] for row, x in zip(matrix, right, strict=True)]
    n, previous = len(rows), 1
    for c in range(n):
        pivot = next((i for i in range(c, n) if rows[i][c]), None)
        if pivot is None:
            raise ZeroDivisionError("the system is singular")
        rows[c], rows[pivot] = rows[pivot], rows[c]
        for i in range(c + 1, n):
            rows[i] = [
                (rows[c][c] * x - rows[i][c] * y) // previous
                for x, y in zip(rows[i], rows[c], strict=True)
            ]
        previous = rows[c][c]
    solution: list[Fraction] = [Fraction(0)] * n
    for i in reversed(range(n)):
        known = sum((rows[i][j] * solution[j] for j in range(i + 1, n)), Fraction(0))
        solution[i] = (rows[i][n] - known) / rows[i][i]
    return solution
