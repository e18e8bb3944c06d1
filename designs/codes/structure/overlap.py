"""Equal overlaps: one inner product of any two rows."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm

from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes.base import GradientCode


@lru_cache(maxsize=8)
def equal_overlap(code: GradientCode) -> tuple[Rational, Rational, Rational] | None:
    """The triple (h, g, c) if all workers overlap equally, else None.

    That is: every row has sum h and squared length g, and any two rows have inner product c. For
    the code of a 2-(v, k, lambda) design with workers = points, h = g = r and c = lambda.

    Complexity: O(n^2 k).

    >>> equal_overlap(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    (2, 2, 1)
    """
    scale, rows = common_denominator(code.encoding)
    products = gram(rows)
    loads = {sum(row) for row in rows}
    squares = {row[w] for w, row in enumerate(products)}
    overlaps = {x for w, row in enumerate(products) for x in row[:w]} or {0}
    if not len(loads) == len(squares) == len(overlaps) == 1:
        return None
    h, g, c = loads.pop(), squares.pop(), overlaps.pop()
    return plain(Fraction(h, scale)), plain(Fraction(g, scale**2)), plain(Fraction(c, scale**2))


@lru_cache(maxsize=8)
def levelled(code: GradientCode) -> GradientCode | None:
    """The code with its rows scaled to one sum, if they then have one length, else None.

    Scaling a row changes no optimal error. The sum is the least for which the rows are integers.

    Complexity: O(n k).

    >>> levelled(GradientCode([[1, 1, 0], [0, -2, -2], ["1/2", 0, "1/2"]])).encoding
    ((1, 1, 0), (0, 1, 1), (1, 0, 1))
    """
    rows = code.integer_rows()
    sums = [sum(row) for row in rows]
    squares = [sum(x * x for x in row) for row in rows]
    pairs = list(zip(squares, sums, strict=True))
    if 0 in sums or any(q * sums[0] ** 2 != squares[0] * h * h for q, h in pairs):
        return None
    common = lcm(*sums)
    scaled = [[x * (common // h) for x in row] for row, h in zip(rows, sums, strict=True)]
    return GradientCode(scaled, code.name)
