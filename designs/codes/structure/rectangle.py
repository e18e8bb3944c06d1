"""Rectangles: workers that overlap as those of a product of two codes of equal overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from designs.algebra.linear import Rational, common_denominator, gram
from designs.codes.base import GradientCode
from designs.codes.structure.overlap import levelled

Products = Sequence[Sequence[int]]
Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Workers in a rectangle that overlap as those of a product of two codes of equal overlaps.

    All rows have sum ``total`` and squared length ``square``; workers of one row of the rectangle
    have inner product ``in_row``, of one column ``in_column``, and all others
    ``in_row * in_column / square``. Errors depend on these numbers only.

    >>> Rectangle(((0, 1), (2, 3)), 4, 4, 2, 2).shape
    (2, 2)
    """

    workers: Grid
    total: Rational
    square: Rational
    in_row: Rational
    in_column: Rational

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns of the rectangle."""
        return len(self.workers), len(self.workers[0])


@lru_cache(maxsize=8)
def rectangle(code: GradientCode) -> Rectangle | None:
    """The rectangle of a code, found in the inner products of its rows, in any order of these.

    Rows may be scaled, and the factors must have independent rows and no negative overlaps. Where
    overlaps differ between rows and columns of the rectangle they determine the rows; where they
    are equal, two neighbours and their common neighbours are a row. Every inner product is then
    compared.

    Complexity: O(n^2 k).

    >>> from designs.codes import block_design, product
    >>> found = rectangle(product(block_design(3, 2, 1), block_design(4, 3, 2)))
    >>> found.workers, found.total, found.square, found.in_row, found.in_column
    (((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11)), 6, 6, 4, 3)
    """
    level = levelled(code)
    if level is None:
        return None
    _, rows = common_denominator(level.encoding)
    products = gram(rows)
    square, values = products[0][0], sorted(set(products[0][1:]))
    if len(values) not in (2, 3) or values[0] < 0 or values[-1] >= square:
        return None
    in_row, in_column = values[-1], values[-2] if len(values) > 2 or not values[0] else values[-1]
    workers = _arranged(products, in_row, in_column)
    if workers is None or not _fits(products, workers, in_row, in_column):
        return None
    return Rectangle(workers, sum(rows[0]), square, in_row, in_column)


def _arranged(products: Products, in_row: int, in_column: int) -> Grid | None:
    """Rows of equal length, such that workers in one column have the overlap of a column."""
    everyone = range(len(products))
    if in_column:
        first = _first_row(products, in_row, in_column)
        heads = [0] + [w for w in everyone if products[0][w] == in_column and w not in first]
    else:
        heads = [w for w in everyone if all(products[w][x] != in_row for x in range(w))]
        first = []
    rows = []
    for head in heads:
        row = [w for w in everyone if products[head][w] == in_row and w not in heads]
        if in_column and head:
            row = [w for x in first[1:] for w in row if products[w][x] == in_column]
        rows.append((head, *row))
    whole = len({len(row) for row in rows}) == 1
    return tuple(rows) if whole and sorted(chain(*rows)) == list(everyone) else None


def _first_row(products: Products, in_row: int, in_column: int) -> list[int]:
    """The workers in one row with worker 0."""
    near = [w for w, x in enumerate(products[0]) if w and x == in_row]
    if in_row == in_column:
        near = [w for w in near if w == near[0] or products[near[0]][w] == in_row]
    return [0, *near]


def _fits(products: Products, workers: Grid, in_row: int, in_column: int) -> bool:
    """Whether every inner product is that of a product of two codes."""
    square = products[0][0]
    place = {w: (i, j) for i, row in enumerate(workers) for j, w in enumerate(row)}
    other, rest = divmod(in_row * in_column, square)
    if rest or min(len(workers), len(workers[0])) < 2:
        return False
    for w, row in enumerate(products):
        i, j = place[w]
        for x, found in enumerate(row[: w + 1]):
            a, b = place[x]
            here = (square if j == b else in_row) if i == a else in_column if j == b else other
            if found != here:
                return False
    return True
