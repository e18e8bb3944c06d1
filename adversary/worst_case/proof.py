"""Proof: the work on one point e(s) of a curve, which can be stopped at any time."""

from __future__ import annotations

import time
from collections.abc import Sequence
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
from adversary.worst_case.result import WorstCase
from designs.codes import GradientCode, keeps_full_span
from designs.linear import Rational

FULL_SPAN = "exact recovery: every n - s rows span all rows, proved modulo 2^31 - 1"
ENUMERATION = "pruned enumeration of the straggler sets, decided in integers"
FIXED_WEIGHT = "enumeration of the straggler sets in integers"
STOPPED = "stopped early: the proved interval"
_MOST_RANKS = 3_000_000


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
