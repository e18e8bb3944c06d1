"""The error of a common weight as an integer quadratic form on straggler sets."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decode import Decoder, common_weight
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes import GradientCode

_SAFE_BITS = 58


@lru_cache(maxsize=8)
def _integers(code: GradientCode) -> tuple[int, list[list[int]], list[int], list[int]]:
    """Common denominator, and of the integer rows: Gram matrix, its row sums, and the row sums."""
    scale, rows = common_denominator(code.encoding)
    products = gram(rows)
    return scale, products, [sum(row) for row in products], [sum(row) for row in rows]


class FixedForm:
    """The error of straggler sets S when all survivors get the weight w = p/q, in integers.

    ``q^2 (err(S) - err(nobody)) = sum_{j in S} linear_j + sum_{j != k in S} p^2 G_jk``, where G is
    the Gram matrix of the rows as integers, and linear_j collects what j loses alone. The parts in
    int64 are these numbers divided by ``unit``, their common divisor. If they do not fit, ``unit``
    is larger and they are rounded up, so that they still bound the value of every set from above.

    Raises:
        BadInput: see `adversary.decoding.decode.common_weight`.

    Complexity: O(n^2 k) for a new code, O(n^2) for another s.
    Source: the definition multiplied out.

    >>> form = FixedForm(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1, "one-step")
    >>> form.error(form.value([0])), form.exact
    (Fraction(3, 8), True)
    """

    def __init__(self, code: GradientCode, s: int, decoder: Decoder) -> None:
        scale, self._products, crossing, sums = _integers(code)
        weight = Fraction(common_weight(code, code.workers - s, decoder)) / scale
        p, self._q = weight.numerator, weight.denominator
        self._square = p * p
        self._nobody = p * p * sum(crossing) - 2 * p * self._q * sum(sums)
        self._partitions = code.partitions
        self._linear = [
            p * p * (row[j] - 2 * cross) + 2 * p * self._q * load
            for j, (row, cross, load) in enumerate(zip(self._products, crossing, sums, strict=True))
        ]
        self.unit, self.exact = self._choose_unit()

    def _choose_unit(self) -> tuple[int, bool]:
        """A number that all parts are divided by, and whether that leaves integers.

        Every sum that the search makes is below 4 (sum |linear| + n^2 max |coupling|) in units.
        """
        couplings = [self._square * x for row in self._products for x in row]
        size = sum(map(abs, self._linear)) + len(couplings) * max(map(abs, couplings))
        common = gcd(*self._linear, *couplings) or 1
        excess = max(0, (size // common).bit_length() - _SAFE_BITS)
        return common << excess, excess == 0

    def value(self, silent: Iterable[int]) -> int:
        """The value ``q^2 (err(S) - err(nobody))`` of a set."""
        chosen = list(silent)
        pairs = sum(self._products[a][b] for a in chosen for b in chosen if a != b)
        return sum(self._linear[a] for a in chosen) + self._square * pairs

    def error(self, value: int) -> Rational:
        """The error that belongs to a value."""
        return plain(Fraction(value + self._nobody, self._q**2) + self._partitions)

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Couplings (with zero diagonal) and linear terms in units, rounded up."""
        n, unit = len(self._linear), self.unit
        couplings = np.zeros((n, n), dtype=np.int64)
        for j, row in enumerate(self._products):
            couplings[j] = [-(-self._square * x // unit) for x in row]
        np.fill_diagonal(couplings, 0)
        return couplings, np.array([-(-x // unit) for x in self._linear], dtype=np.int64)
