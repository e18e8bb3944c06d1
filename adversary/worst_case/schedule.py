"""The work on a whole curve: what is cheap first, then a slice of time for each open point."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from math import comb

from adversary.decoding.decode import Decoder
from adversary.decoding.error import error
from adversary.worst_case.proof import FEW, Proof
from adversary.worst_case.request import Request, Shared
from adversary.worst_case.result import Method, WorstCase
from designs.codes import GradientCode

_FIRST_SLICE, _LONGEST_SLICE = 0.1, 60.0


class Schedule:
    """The proofs of e(0), ..., e(n), worked on in turn; can be stopped at any time.

    Closed forms are there from the beginning. Points of few straggler sets are done first. Then
    every open point, those with the fewest sets first, has a slice of time; what is still open has
    another of twice the length, and so on. With optimal decoding e never decreases: what is learnt
    at one point bounds the others at once, and ends the work on those whose ends it makes meet.

    Complexity: at most about twice the time that the points need that can be proved in it.

    >>> from designs import fractional_repetition
    >>> schedule = Schedule(fractional_repetition(4, 2), "optimal", None)
    >>> [point.error for point in schedule.points]
    [0, 0, 2, 2, 4]
    """

    def __init__(self, code: GradientCode, decoder: Decoder, deadline: float | None) -> None:
        self.code, self.decoder, self.deadline = code, decoder, deadline
        shared, request, n = Shared(code), Request(decoder), code.workers
        self.proofs = [Proof(code, s, request, deadline, shared) for s in range(n + 1)]
        self.points = [proof.result() for proof in self.proofs]
        self._share()

    def run(self, progress: Callable[[int], None] | None) -> None:
        """Work until all is proved or the deadline has passed.

        ``progress`` is called with the number of points that are done, at least once a slice.
        """
        cheap = [s for s in self._open() if comb(self.code.workers, s) <= FEW]
        self._round(cheap, None, progress)
        seconds = _FIRST_SLICE
        while (waiting := self._open()) and not self._late():
            self._round(waiting, seconds, progress)
            seconds = min(2 * seconds, _LONGEST_SLICE)

    def _round(
        self, waiting: list[int], seconds: float | None, progress: Callable[[int], None] | None
    ) -> None:
        """A slice of time for each of these points, or for None as much as it needs."""
        for s in waiting:
            if _unfinished(self.points[s]) and not self._late():
                self._advance(s, seconds, progress)

    def result(self) -> tuple[WorstCase, ...]:
        """The intervals proved so far."""
        self.points = [proof.result() for proof in self.proofs]
        self._share()
        return tuple(self.points)

    def _open(self) -> list[int]:
        """The points that are not proved, those with the fewest straggler sets first."""
        n = self.code.workers
        found = (p.stragglers for p in self.points if _unfinished(p))
        return sorted(found, key=lambda s: comb(n, s))

    def _late(self) -> bool:
        return self.deadline is not None and time.monotonic() >= self.deadline

    def _advance(
        self, s: int, seconds: float | None, progress: Callable[[int], None] | None
    ) -> None:
        """Work on one point for so long, besides its attack, and tell the others."""

        def tell(*_: object) -> None:
            if progress is not None:
                progress(sum(not _unfinished(point) for point in self.points))

        proof = self.proofs[s]
        proof.attack(self.points[s].worst_set)
        proof.finish(tell, self._end_of(seconds))
        self.points[s] = proof.result()
        self._share()
        tell()

    def _end_of(self, seconds: float | None) -> float | None:
        """The moment when a slice that begins now ends: at the deadline at the latest."""
        if seconds is None:
            return self.deadline
        end = time.monotonic() + seconds
        return end if self.deadline is None else min(end, self.deadline)

    def _share(self) -> None:
        """Use that e never decreases with optimal decoding, and tell it to the proofs."""
        if self.decoder != "optimal":
            return
        better = monotone(self.code, self.points)
        for proof, before, after in zip(self.proofs, self.points, better, strict=True):
            if after is not before:
                proof.learn(after)
        self.points = better


def _unfinished(point: WorstCase) -> bool:
    """Whether there is work left; also where ends meet of which no method has told the reason."""
    return point.method is Method.STOPPED


def monotone(code: GradientCode, points: list[WorstCase]) -> list[WorstCase]:
    """Points of a curve, with lower ends carried upwards in s and upper ends downwards.

    >>> from adversary.worst_case import worst_case
    >>> from designs import uncoded
    >>> first, second = (worst_case(uncoded(3), s) for s in (1, 2))
    >>> [p.upper for p in monotone(uncoded(3), [replace(first, upper=3), second])]
    [2, 2]
    """
    points = list(points)
    for s in range(1, len(points)):
        before, here = points[s - 1], points[s]
        if before.lower > here.lower:
            spare = next(w for w in range(code.workers) if w not in before.worst_set)
            worst = tuple(sorted([*before.worst_set, spare]))
            lower = error(code, worst)
            method = Method.SQUEEZED if lower == here.upper else here.method
            points[s] = replace(here, lower=lower, worst_set=worst, method=method)
    for s in reversed(range(len(points) - 1)):
        here, after = points[s], points[s + 1]
        if here.upper > after.upper:
            method = Method.SQUEEZED if here.lower == after.upper else here.method
            points[s] = replace(here, upper=after.upper, method=method)
    return points
