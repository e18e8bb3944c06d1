"""Worst case of the decoders that give every survivor the same weight, in integers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary.decode import Decoder, common_weight
from adversary.error import batch_size
from adversary.worst_case.enumeration import Progress
from designs.codes import GradientCode
from designs.linear import Rational, common_denominator, gram, plain


class FixedWeight:
    """The error of a common weight as an integer quadratic form, maximised over survivor sets.

    With weight w on all survivors F the error is ``w^2 q(F) - 2 w h(F) + k``, where q(F) is the sum
    of the Gram entries within F and h(F) the sum of the row sums. Over a common denominator all of
    it is integer arithmetic, so every comparison is exact.

    Complexity: C(n, s) sets, O(n^2) vectorised integer work each; O(n^2 + 2e6) memory.
    Source: Z. Charles et al. (2017) for the decoder; the form is its definition multiplied out.

    >>> search = FixedWeight(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1, "one-step")
    >>> search.run(None, None)
    >>> search.lower, search.upper
    (Fraction(3, 8), Fraction(3, 8))
    """

    def __init__(self, code: GradientCode, s: int, decoder: Decoder) -> None:
        self.n, self.s, self.k = code.workers, s, code.partitions
        scale, rows = common_denominator(code.encoding)
        weight = Fraction(common_weight(code, self.n - s, decoder)) / scale
        p, self.q = weight.numerator, weight.denominator
        products = gram(rows)
        linear = [-2 * p * self.q * sum(row) for row in rows]
        self._form = [[p * p * x for x in row] for row in products]
        for w in range(self.n):
            self._form[w][w] += linear[w]
        self._sets = combinations(range(self.n), s)
        self._done = 0
        self._incumbent = (self._value(range(s)), tuple(range(s)))

    def _value(self, stragglers: range) -> int:
        kept = [w for w in range(self.n) if w not in stragglers]
        return sum(self._form[a][b] for a in kept for b in kept)

    def _rational(self, value: int) -> Rational:
        return plain(Fraction(value, self.q**2) + self.k)

    @property
    def lower(self) -> Rational:
        """The exact error of ``worst_set``."""
        return self._rational(self._incumbent[0])

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The worst straggler set met so far."""
        return self._incumbent[1]

    @property
    def upper(self) -> Rational:
        """What is proved so far: ``lower`` when all sets are done, else a sum of row maxima."""
        if self._done == comb(self.n, self.s):
            return self.lower
        kept = self.n - self.s
        rows = sorted(
            (
                row[w]
                + sum(sorted((max(x, 0) for x in row[:w] + row[w + 1 :]), reverse=True)[: kept - 1])
                for w, row in enumerate(self._form)
            ),
            reverse=True,
        )
        return max(self.lower, self._rational(sum(rows[:kept])))

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Go through the sets that are left, until the deadline of `time.monotonic`."""
        total = comb(self.n, self.s)
        form = self._matrix()
        for chunk in self._chunks(batch_size(self.n) if form.dtype != object else 64):
            kept = np.ones((len(chunk), self.n), dtype=np.int64)
            kept[np.arange(len(chunk))[:, None], chunk] = 0
            values = (np.dot(kept, form) * kept).sum(axis=1)
            best = int(values.argmax())
            if int(values[best]) > self._incumbent[0]:
                self._incumbent = (int(values[best]), tuple(chunk[best].tolist()))
            self._done += len(chunk)
            if progress is not None:
                progress(self._done / total, self.lower, self.upper)
            if deadline is not None and time.monotonic() > deadline:
                return

    def _matrix(self) -> NDArray[np.int64] | NDArray[np.object_]:
        """The form as int64 if no sum can overflow, else as Python integers."""
        largest = max(abs(x) for row in self._form for x in row)
        return np.array(self._form, dtype=np.int64 if largest * self.n**2 < 2**62 else object)

    def _chunks(self, many: int) -> Iterator[NDArray[np.int64]]:
        while chunk := list(islice(self._sets, many)):
            yield np.array(chunk, dtype=np.int64).reshape(len(chunk), self.s)
