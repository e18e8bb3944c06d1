"""The exact worst case of a code: worst_case(code, s), and the whole curve e(0..n)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import comb

from adversary.attacks import LocalSearch
from adversary.decode import Decoder, equal_overlap, require_decoder
from adversary.error import error
from adversary.worst_case.closed_form import (
    DISJOINT_GROUPS,
    EQUAL_OVERLAP,
    disjoint_groups_error,
    equal_overlap_error,
)
from adversary.worst_case.enumeration import Bounds, Enumeration, Progress
from adversary.worst_case.fixed import FixedWeight
from adversary.worst_case.result import WorstCase as WorstCase
from designs.codes import GradientCode, keeps_full_span
from designs.errors import require
from designs.linear import Rational

FULL_SPAN = "exact recovery: every n - s rows span all rows, proved modulo 2^31 - 1"
ENUMERATION = "pruned enumeration of the straggler sets, decided in integers"
FIXED_WEIGHT = "enumeration of the straggler sets in integers"
STOPPED = "stopped early: the proved interval"
_MOST_RANKS = 3_000_000


def worst_case(
    code: GradientCode,
    s: int,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Progress | None = None,
    keep_on_interrupt: bool = False,
) -> WorstCase:
    """The largest error ``e(s)`` over all sets of s stragglers, exactly, and a set that attains it.

    A closed form answers where its structure is checked to hold (equal overlaps; disjoint groups;
    exact recovery by ranks), a pruned enumeration otherwise; ``method`` says which. When the time
    limit in seconds passes the result is the interval proved so far; so it is on Ctrl-C with
    ``keep_on_interrupt``. ``progress`` is called with the fraction of straggler sets done, and the
    proved lower and upper end.

    Raises:
        BadInput: s is not 0..n, or the decoder does not suit the code.

    Complexity: O(n^2 k) for closed forms; up to C(n, s) decodings otherwise.
    Source: docs/why-it-is-true.md.

    >>> from designs import block_design, cyclic_repetition
    >>> worst_case(block_design(7, 3, 1), 2).error
    Fraction(4, 7)
    >>> worst_case(cyclic_repetition(6, 3), 2).error
    0
    """
    require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
    proof = Proof(code, s, decoder, _deadline(time_limit))
    try:
        proof.attack(())
        proof.finish(progress)
    except KeyboardInterrupt:
        if not keep_on_interrupt:
            raise
    return proof.result()


def curve(
    code: GradientCode,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> tuple[WorstCase, ...]:
    """The worst cases ``e(0), ..., e(n)``, for one time limit and as `worst_case` does them.

    First every s is attacked, each attack starting from the last; then the points are proved, those
    with the fewest straggler sets first. With optimal decoding e never decreases, so that a point
    left open is still bounded by its neighbours. ``progress`` is called with the number of points
    done.

    Raises:
        BadInput: the decoder does not suit the code.

    Complexity: the sum over s of that of `worst_case`.

    >>> from designs import fractional_repetition
    >>> [w.error for w in curve(fractional_repetition(4, 2))]
    [0, 0, 2, 2, 4]
    """
    n, deadline = code.workers, _deadline(time_limit)
    bounds = Bounds(code) if decoder == "optimal" else None
    proofs = [Proof(code, s, decoder, deadline, bounds) for s in range(n + 1)]
    try:
        worst: tuple[int, ...] = ()
        for proof in proofs:
            proof.attack(worst)
            worst = proof.result().worst_set
        for done, s in enumerate(sorted(range(n + 1), key=lambda s: comb(n, s)), start=1):
            proofs[s].finish(None)
            if progress is not None:
                progress(done)
    except KeyboardInterrupt:
        if not keep_on_interrupt:
            raise
    points = [proof.result() for proof in proofs]
    return tuple(_monotone(code, points) if decoder == "optimal" else points)


def _deadline(time_limit: float | None) -> float | None:
    return None if time_limit is None else time.monotonic() + time_limit


class Proof:
    """The work on one e(s): closed forms at once, then an attack, then a search to the end.

    Raises:
        BadInput: the decoder does not suit the code.

    >>> from designs import uncoded
    >>> Proof(uncoded(3), 2, "optimal", None).result().error
    2
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        decoder: Decoder,
        deadline: float | None,
        bounds: Bounds | None = None,
    ) -> None:
        require_decoder(decoder)
        self.code, self.s, self.decoder, self.deadline = code, s, decoder, deadline
        self._bounds = bounds
        self._seconds = 0.0
        self._claim = self._closed_form()
        self._search: Enumeration | FixedWeight | None = None
        if self._claim is None and decoder != "optimal":
            self._search = FixedWeight(code, s, decoder)

    def _closed_form(self) -> WorstCase | None:
        """What needs no search, on structure checked here."""
        first = tuple(range(self.s))
        if self.decoder != "optimal":
            if equal_overlap(self.code) is not None:
                value = error(self.code, first, self.decoder)
                return self._proved(value, first, EQUAL_OVERLAP)
        elif (same := equal_overlap_error(self.code, self.s)) is not None:
            return self._proved(same, first, EQUAL_OVERLAP)
        elif (grouped := disjoint_groups_error(self.code, self.s)) is not None:
            return self._proved(*grouped, DISJOINT_GROUPS)
        return None

    def _proved(self, value: Rational, worst: Sequence[int], method: str) -> WorstCase:
        n, k = self.code.workers, self.code.partitions
        return WorstCase(n, k, self.s, self.decoder, value, value, tuple(worst), method, 0.0)

    def attack(self, start: tuple[int, ...]) -> None:
        """Set up the search from the best straggler set that a quick attack finds."""
        if self._claim is not None or self._search is not None:
            return
        begin = time.monotonic()
        attack = LocalSearch(self.code, self.s, self.deadline)
        try:
            attack.run(start)
        finally:
            bounds = self._bounds or Bounds(self.code)
            self._search = Enumeration(self.code, self.s, attack.best, bounds)
            self._seconds += time.monotonic() - begin

    def finish(self, progress: Progress | None) -> None:
        """Prove the worst case, or go on until the deadline."""
        begin, search = time.monotonic(), self._search
        if search is None:
            return
        few = comb(self.code.workers, self.s) <= _MOST_RANKS
        spans = self.decoder == "optimal" and search.lower == 0 and few
        if spans and keeps_full_span(self.code, self.s, self.deadline):
            self._claim = self._proved(0, search.worst_set, FULL_SPAN)
        else:
            search.run(self.deadline, progress)
        self._seconds += time.monotonic() - begin

    def result(self) -> WorstCase:
        """What is proved so far."""
        if self._claim is not None or self._search is None:
            claim = self._claim or self._nothing()
            return replace(claim, seconds=self._seconds)
        lower, upper = self._search.lower, self._search.upper
        method = FIXED_WEIGHT if isinstance(self._search, FixedWeight) else ENUMERATION
        method = method if lower == upper else STOPPED
        claim = self._proved(lower, self._search.worst_set, method)
        return replace(claim, upper=upper, seconds=self._seconds)

    def _nothing(self) -> WorstCase:
        """Before any attack: the first s workers, and doing nothing as the upper end."""
        first = tuple(range(self.s))
        claim = self._proved(error(self.code, first), first, STOPPED)
        return replace(claim, upper=self.code.partitions)


def _monotone(code: GradientCode, points: list[WorstCase]) -> list[WorstCase]:
    """Use that e never decreases: lower ends carry upwards in s, upper ends downwards."""
    for s in range(1, len(points)):
        before, here = points[s - 1], points[s]
        if before.lower > here.lower:
            spare = next(w for w in range(code.workers) if w not in before.worst_set)
            worst = tuple(sorted([*before.worst_set, spare]))
            points[s] = replace(here, lower=error(code, worst), worst_set=worst)
    for s in reversed(range(len(points) - 1)):
        if points[s].upper > points[s + 1].upper:
            points[s] = replace(points[s], upper=points[s + 1].upper)
    return points
