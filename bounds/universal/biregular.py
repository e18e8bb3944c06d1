"""The theorems of docs/optimal-codes.md on biregular codes, as universal bounds."""

from __future__ import annotations

from fractions import Fraction

from bounds.universal.shape import LowerBound, Shape
from bounds.universal.theorems import proved_bound


def biregular(shape: Shape, s: int) -> LowerBound | None:
    """The best theorem for 0/1 codes of as many partitions as workers and constant sums.

    None for other shapes, and where no theorem gives more than 0.

    Complexity: O(n).
    Source: derived in docs/optimal-codes.md.

    >>> biregular(Shape(13, 13, 4, constant_load=True), 6).value
    Fraction(9, 5)
    """
    n, d = shape.workers, Fraction(shape.redundancy)
    square = shape.partitions == n and shape.constant_load and shape.constant_replication
    if not (square and shape.binary and 1 <= d < n and s < n):
        return None
    value, theorem = proved_bound(n, int(d), s)
    why = f"proved for n = k and constant sums ({theorem}, docs/optimal-codes.md)"
    return LowerBound(Fraction(value), "biregular", {"theorem": theorem}, why) if value else None
