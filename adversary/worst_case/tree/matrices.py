"""The data of a code for the search: integer rows, Gram matrices, scales of rounded numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import inf, log2

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.gram_error import augmented_gram
from designs.codes import GradientCode

Ints = NDArray[np.int64]

PRIME = (1 << 31) - 1
_ROW_BITS, _LEAST_ROW_BITS, _FLOAT_ROW_BITS = 11, 6, 32


class Matrices:
    """The data of a code for the search: integer rows, exact and float Gram matrices, scales.

    Rows whose products do not fit 53 bits are scaled by powers of two to lengths near 1 and rounded
    to floats: then ``slip`` is not 0, but the relative rounding error of any sum of products.
    """

    def __init__(self, code: GradientCode) -> None:
        rows = code.integer_rows()
        self.n, self.k = code.workers, code.partitions
        self.exact = augmented_gram(code)
        self.holders = np.array([[x != 0 for x in row] for row in rows]).T.copy()
        squares = [self.exact[w][w] for w in range(self.n)]
        small = max(squares, default=0) < 1 << 40
        self._scale([0] * self.n if small else [x.bit_length() // 2 for x in squares])
        bits, self.slip = self._row_bits() if small else 0, 0.0
        if bits < _LEAST_ROW_BITS:
            self._scale([x.bit_length() // 2 for x in squares])
            bits, self.slip = _FLOAT_ROW_BITS, (self.k + 4 * self.n + 40) / 2.0**53
        self.row_scale = 1 << bits
        self.rows = np.array(
            [[x / (1 << i) for x in row] for row, i in zip(rows, self.shifts, strict=True)]
        )

        self.residues = np.array([[x % PRIME for x in row] for row in rows], np.int64)

    def _scale(self, shifts: list[int]) -> None:
        """Divide rows by these powers of two: the Gram matrix, and the scale of policies."""
        self.shifts = shifts
        powers = [1 << i for i in (*shifts, 0)]
        self.matrix = np.array(
            [
                [x / (a * b) for x, b in zip(line, powers, strict=True)]
                for line, a in zip(self.exact, powers, strict=True)
            ]
        )
        longest = max(float(self.matrix[w, w]) for w in range(self.n))
        self.policy_scale = 1 << max(6, round(log2(20 * longest + 1)))

    def _row_bits(self) -> int:
        """The bits to which replaced rows are rounded so that a typical policy fits 53 bits."""
        lengths = np.sqrt(np.diag(self.matrix)[:-1]).sum()
        total = self.matrix[:-1, :-1].sum()
        weight = abs(self.matrix[-1, :-1].sum()) / total if total else 0.0
        size = self.k**0.5 + 2 * weight * lengths
        return min(_ROW_BITS, int((51 - 2 * log2(size * self.policy_scale)) / 2))

    @cached_property
    def rank(self) -> int:
        """The rank of the encoding as floats see it: for choices, not for proofs."""
        return int(np.linalg.matrix_rank(self.matrix[:-1, :-1], hermitian=True))

    def first_policy(self) -> Ints:
        """Equal weights on rows of about equal length: the best for a block design."""
        total = self.matrix[:-1, :-1].sum()
        weight = self.matrix[-1, :-1].sum() / total if total > 0 else 0.0
        return np.full(self.n, np.rint(weight * self.policy_scale), np.int64)

    def error_of(self, bound: float) -> Fraction:
        """The error of an integer bound of the search; of infinity the number of partitions.

        >>> Matrices(GradientCode([[1]])).error_of(float("inf"))
        Fraction(1, 1)
        """
        scale = (self.row_scale * self.policy_scale) ** 2
        return min(Fraction(bound) / scale, Fraction(self.k)) if bound < inf else Fraction(self.k)

    def common(self, workers: Sequence[int], numerators: Sequence[int]) -> tuple[int, list[int]]:
        """A policy of the search as weights on the integer rows: denominator and numerators."""
        most = max(self.shifts)
        pairs = zip(workers, numerators, strict=True)
        return self.policy_scale << most, [a << (most - self.shifts[w]) for w, a in pairs]

    def weights(self, workers: Sequence[int], numerators: Sequence[int]) -> list[Fraction]:
        """The same as fractions."""
        q, weights = self.common(workers, numerators)
        return [Fraction(a, q) for a in weights]
