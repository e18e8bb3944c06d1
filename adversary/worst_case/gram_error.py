"""The exact error of survivor sets from the Gram matrix of a code, formed once for many sets."""

from __future__ import annotations

from collections.abc import Sequence

from designs.algebra.linear import IntegerMatrix, Rational, explained, gram, plain
from designs.codes import GradientCode


def augmented_gram(code: GradientCode) -> list[list[int]]:
    """The integer matrix ``[[G, h], [h', k]]`` of a code, of shape (n + 1, n + 1).

    G is the Gram matrix of the rows scaled to coprime integers, h holds their sums, and k counts
    the partitions: the last row and column belong to the all-ones vector.

    Complexity: O(n^2 k).

    >>> augmented_gram(GradientCode([[1, 1, 0], [0, 1, 1]]))
    [[2, 1, 2], [1, 2, 2], [2, 2, 3]]
    """
    rows = code.integer_rows()
    sums = [sum(row) for row in rows]
    products = [[*line, h] for line, h in zip(gram(rows), sums, strict=True)]
    return [*products, [*sums, code.partitions]]


def error_of_survivors(augmented: IntegerMatrix, survivors: Sequence[int]) -> Rational:
    """The error ``k - h_F' G_FF^+ h_F`` of the survivors F, from the augmented Gram matrix.

    Complexity: O(n^3) integer operations.
    Source: least squares, as in `adversary.decoding.error.error`.

    >>> error_of_survivors([[2, 1, 2], [1, 2, 2], [2, 2, 3]], [0, 1])
    Fraction(1, 3)
    """
    products = [[augmented[a][b] for b in survivors] for a in survivors]
    sums = [augmented[a][-1] for a in survivors]
    return plain(augmented[-1][-1] - explained(products, sums))
