"""Listing: the search for the worst set of s stragglers that tests every set."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from adversary.worst_case.listing.near_ties import NearTies
from adversary.worst_case.listing.root import Roots
from adversary.worst_case.listing.symmetries import looked_levels, many_symmetries
from adversary.worst_case.tree.symmetry import Permutation
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import BadInput

Progress = Callable[[float, Rational, Rational], None]

_SECONDS_A_SET, _SECONDS_A_PREFIX = 2e-9, 1.3e-7
_SECONDS_A_TIE, _WORTH = 4e-7, 0.2
_FOUND, _SLICE, _LARGEST_SLICE, _SLICE_SECONDS = 4096, 1 << 20, 1 << 30, 0.1


def seconds_to_list(n: int, s: int) -> float:
    """An estimate, from measured rates, of the time to list all sets of s of n workers.

    >>> round(seconds_to_list(40, 8), 1)
    0.5
    """
    m = min(s, n - s)
    return _SECONDS_A_SET * comb(n, m) + _SECONDS_A_PREFIX * (comb(n - 2, m - 2) if m > 1 else 0)


class Listing:
    """The search for the worst set of s stragglers by all of them; can be stopped at any time.

    Sets are listed by their stragglers or by their survivors, whichever are fewer. Floats prove,
    with a bound on their rounding, that almost all are no worse than the worst set so far; the
    others are decided in integers. Symmetries are asked for once that is worth it, or at once.
    Interface as of `TreeSearch`; ``upper`` is the number of partitions until all is done.

    Raises:
        BadInput: the code is so ill-conditioned that floats prove nothing.

    Complexity: C(n, m) tests of a few operations with m the smaller of s and n - s, and O(n^2) for
    each of the C(n, m - 2) prefixes; O(m n^2) memory.
    Source: `adversary.worst_case.listing.root`.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> listing = Listing(code, 1, (0,), Roots(code))
    >>> listing.run(None, None)
    >>> listing.lower, listing.upper
    (Fraction(1, 3), Fraction(1, 3))
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        start: Sequence[int],
        roots: Roots,
        *,
        enough: Rational = 0,
        symmetries: Callable[[], Sequence[Permutation]] = tuple,
        at_once: bool = False,
    ) -> None:
        self.code, self.s, self.enough = code, s, enough
        self.n, self._few = code.workers, min(s, code.workers - s)
        root = roots.of(s)
        if root is None:
            raise BadInput("the rows are too nearly dependent to list straggler sets")
        self._root, self._seconds = root, seconds_to_list(self.n, s)
        self._near = NearTies(roots, root.sign, start)
        self._near.aim(Fraction(self.claim))
        self._ask_symmetries, self._asked = symmetries, False
        self._symmetries, self._looked = many_symmetries((), self.n), 0
        if at_once:
            self._look_for_symmetries()
        self._prefix = np.arange(max(self._few - 2, 1))
        self._begin()

    def _begin(self) -> None:
        """The arrays of the walk; sets of at most two workers are all near ties."""
        size = self.n + 1
        self._levels = np.empty((max(self._few - 1, 1), size, size))
        self._levels[0] = self._root.matrix
        self._found = np.empty((_FOUND + self.n**2 // 2, self._few), np.int64)
        self._column = np.empty((3, size))
        if self._few <= 2:
            chosen = list(combinations(range(self.n), self._few))
            self._near.add(np.array(chosen, np.int64).reshape(len(chosen), self._few))
            self._prefix[0] = -1

    @property
    def lower(self) -> Rational:
        """The exact error of ``worst_set``."""
        return self._near.value

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The worst straggler set found so far."""
        return self._near.worst_set

    @property
    def claim(self) -> Rational:
        """The error that the search is to prove: the incumbent, or what is enough."""
        claim = max(Fraction(self.lower), Fraction(self.enough))
        return plain(min(claim, Fraction(self.code.partitions)))

    @property
    def near_ties(self) -> int:
        """How many sets floats could not decide so far."""
        return self._near.seen

    @property
    def done(self) -> bool:
        """Whether all sets have been decided."""
        return bool(self._prefix[0] < 0) and not self._near.open

    @property
    def upper(self) -> Rational:
        """The proved upper end: the claim, or k until all is done."""
        return self.claim if self.done else self.code.partitions

    def consider(self, silent: Sequence[int]) -> None:
        """Take another straggler set as the incumbent if it is worse."""
        self._near.consider(silent)
        self._near.aim(Fraction(self.claim))

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """List until all is done or the deadline of `time.monotonic` has passed."""
        most = _SLICE
        while not self.done:
            begin = time.monotonic()
            if self._near.open:
                self._near.decide(begin + _SLICE_SECONDS)
            else:
                self._walk(most)
                quick = time.monotonic() - begin < _SLICE_SECONDS / 2
                most = min(2 * most, _LARGEST_SLICE) if quick else max(most // 2, _SLICE)
            if progress is not None:
                progress(self.fraction(), self.lower, self.upper)
            if deadline is not None and time.monotonic() > deadline:
                return

    def _walk(self, most: int) -> None:
        """Test some more sets; those that may be too bad wait for a decision."""
        from adversary.worst_case.listing.kernel import walk

        if not self._asked and max(self.near_ties * _SECONDS_A_TIE, self._seconds) > _WORTH:
            self._look_for_symmetries()
        best = float(self.claim)
        if Fraction(best) > self.claim:
            best = float(np.nextafter(best, -1.0))
        root, found, prefix = self._root, self._found, self._prefix.copy()
        shared = (self._symmetries, self._looked, root.sign, best, root.slack, most)
        size = walk(self._levels, prefix, *shared, found, self._column)
        self._near.add(found[:size].copy())
        self._prefix = prefix

    def _look_for_symmetries(self) -> None:
        """Leave out images from now on; every set still has an image that is tested, or was."""
        self._asked = True
        self._symmetries = many_symmetries(self._ask_symmetries(), self.n)
        self._looked = looked_levels(self.n, self._few, len(self._symmetries))

    def fraction(self) -> float:
        """The share of the sets that come before the prefix."""
        if self._prefix[0] < 0:
            return 1.0
        before, last, m = 0, -1, self._few
        for i, w in enumerate(self._prefix.tolist()):
            before += sum(comb(self.n - 1 - v, m - 1 - i) for v in range(last + 1, w))
            last = w
        return before / comb(self.n, m)
