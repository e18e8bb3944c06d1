"""NearTies: the sets that floats could not decide, decided in integers, and the worst of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.gram_error import error_of_survivors
from adversary.worst_case.listing.root import Roots
from designs.algebra.linear import Rational

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FINE, _MOST_GRIDS, _LARGEST_GRID, _SIMPLE = 1 << 20, 8, 1 << 24, 4096
_CHUNK = 8192


class NearTies:
    """Sets to be decided, and the incumbent: the worst straggler set so far with its exact error.

    Most sets of a structured code that are near ties are ties. They are proved by a decoder whose
    weights are multiples of 1 / grid: the grids are learned from ties decided in fractions. Images
    of one another have the same.

    >>> from designs import uncoded
    >>> ties = NearTies(Roots(uncoded(3)), 1.0, (0,))
    >>> ties.value, ties.worst_set
    (1, (0,))
    """

    def __init__(self, roots: Roots, sign: float, start: Sequence[int]) -> None:
        self._roots, self._sign = roots, sign
        self._matrix = roots.plain_matrix(sign)
        self._incumbent: tuple[Rational, tuple[int, ...]] = (
            self._error(self._chosen(start)),
            tuple(sorted(start)),
        )
        self._limit = Fraction(self.value)
        self._waiting: list[Ints] = []
        self.seen = 0
        self._grids = [_FINE] if roots.decodes else []

    @property
    def value(self) -> Rational:
        """The exact error of ``worst_set``."""
        return self._incumbent[0]

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The worst straggler set so far."""
        return self._incumbent[1]

    @property
    def open(self) -> bool:
        """Whether sets wait for a decision."""
        return bool(self._waiting)

    def aim(self, limit: Fraction) -> None:
        """Sets up to this error need no more proof."""
        self._limit = limit

    def add(self, sets: Ints) -> None:
        """Sets to be decided: stragglers or survivors, one a row; ``seen`` counts them."""
        self.seen += len(sets)
        self._waiting += [sets[i : i + _CHUNK] for i in range(0, len(sets), _CHUNK)]

    def consider(self, silent: Sequence[int]) -> None:
        """Take this straggler set as the incumbent if it is worse."""
        value = self._error(self._chosen(silent))
        if value > self.value:
            self._incumbent = (value, tuple(sorted(silent)))

    def decide(self, deadline: float) -> None:
        """Decide waiting sets until the deadline, at least one; an interrupt loses none."""
        while self._waiting:
            self._waiting[-1] = rest = self._unproved(self._waiting[-1])
            helpful = late = False
            while len(rest) and not (helpful or late):
                helpful = self._decide_exactly(rest[0])
                self._waiting[-1] = rest = rest[1:]
                late = time.monotonic() > deadline
            if not len(rest):
                self._waiting.pop()
            if time.monotonic() > deadline:
                return

    def _decide_exactly(self, chosen: Ints) -> bool:
        """Decide one set in fractions; whether that helps to decide others."""
        members = chosen.tolist()
        value = self._error(members)
        if value > self.value:
            self._incumbent = (value, self._silent(members))
        if value > self._limit:
            self._limit = Fraction(value)
            self._learn(chosen)
            return True
        return value == self._limit and self._learn(chosen)

    def _unproved(self, sets: Ints) -> Ints:
        """Those that no decoder proves, the worst first."""
        if not self._grids:
            return sets
        proved, guesses = self._settle(sets, self._grids)
        return sets[~proved][np.argsort(-guesses[~proved], kind="stable")]

    def _settle(self, sets: Ints, grids: list[int]) -> tuple[NDArray[np.bool_], Floats]:
        from adversary.worst_case.listing.decoders import EXACT, settle

        limits = [min(int(self._limit * q * q), EXACT) for q in grids]
        proved, guesses = np.empty(len(sets), np.bool_), np.empty(len(sets))
        rows, units = self._roots.rows, self._roots.units
        scales = np.array(grids, np.float64)
        bounds = np.array(limits, np.int64)
        settle(self._matrix, self._sign, sets, rows, units, scales, bounds, proved, guesses)
        return proved, guesses

    def _learn(self, chosen: Ints) -> bool:
        """Whether a new grid proves this set, and is kept."""
        if not self._grids or len(self._grids) >= _MOST_GRIDS:
            return False
        weights = self._weights(chosen)
        grid = lcm(*(Fraction(a).limit_denominator(_SIMPLE).denominator for a in weights))
        if grid > _LARGEST_GRID or grid in self._grids:
            return False
        good = bool(self._settle(chosen[None], [grid])[0][0])
        if good:
            self._grids.insert(0, grid)
        return good

    def _weights(self, chosen: Ints) -> list[float]:
        """The decoding weights on the integer rows, in floats."""
        from adversary.worst_case.listing.decoders import weights_of

        m = len(chosen)
        weights, work = np.empty(self._roots.n), np.empty((m + 3, m))
        weights_of(self._matrix, self._sign, chosen, 0, work, weights)
        return [float(a) for a in weights * self._roots.units]

    def _error(self, chosen: Sequence[int]) -> Rational:
        """The exact error of a set of stragglers or survivors."""
        members = set(chosen)
        survivors = [w for w in range(self._roots.n) if (w in members) == (self._sign < 0)]
        return error_of_survivors(self._roots.augmented, survivors)

    def _chosen(self, silent: Sequence[int]) -> list[int]:
        """The straggler set as the sets are listed."""
        gone = set(silent)
        return [w for w in range(self._roots.n) if (w in gone) == (self._sign > 0)]

    def _silent(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """The straggler set of a set as listed."""
        return tuple(self._chosen(chosen))
