"""Proof: the work on one point e(s) of a curve, which can be stopped at any time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from math import comb
from typing import Any

from adversary.decoding.decode import require_decoder
from adversary.decoding.error import error
from adversary.worst_case.attacks import LocalSearch
from adversary.worst_case.closed_form import closed_form
from adversary.worst_case.enumeration import Enumeration, Progress
from adversary.worst_case.first_use import FIXED, LISTING, SCANS, TREE, Kernels
from adversary.worst_case.fixed.search import FixedWeight
from adversary.worst_case.listing.either import Either
from adversary.worst_case.listing.search import Listing, seconds_to_list
from adversary.worst_case.listing.spans import every_span_is_kept
from adversary.worst_case.listing.symmetries import share_to_test
from adversary.worst_case.request import Request, Shared
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.compiled import has_compiler
from adversary.worst_case.tree.parallel import ParallelSearch
from adversary.worst_case.tree.symmetry import Permutation
from adversary.worst_case.tree.tree import TreeSearch
from designs.algebra.linear import Rational
from designs.codes import GradientCode, keeps_full_span
from designs.errors import require

FEW = 2_000
_MOST_RANKS, _MOST_NUMBERS = 3_000_000, 100_000_000
_LONG, _LONGEST, _LARGEST_GROUP = 0.2, 100.0, 1000
_STAND_IN_SLICE = 0.5

Search = Enumeration | FixedWeight | TreeSearch | Either


class Proof:
    """The proof of one e(s): a closed form, or an attack and then a search.

    Raises:
        BadInput: s is not 0..n, the gap is negative, or the decoder does not suit the code.

    >>> from designs import uncoded
    >>> Proof(uncoded(3), 2, Request(), None).result().error
    2
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        request: Request,
        deadline: float | None,
        shared: Shared | None = None,
    ) -> None:
        require(0 <= s <= code.workers, f"stragglers must be 0..{code.workers}, got {s}")
        require(request.gap >= 0, f"the gap must not be negative, got {request.gap}")
        require_decoder(request.decoder)
        self.code, self.s, self.request, self.deadline = code, s, request, deadline
        self._shared = shared or Shared(code)
        self._seconds = 0.0
        self._claim = self._closed_form()
        self._learnt: WorstCase | None = None
        self._ranks_tried = False
        self._search: Search | None = None
        if not self._settled and request.decoder != "optimal":
            self._search = FixedWeight(code, s, request.decoder)

    def _closed_form(self) -> WorstCase | None:
        """The worst case by a closed form, on structure recognised in the encoding, or None."""
        found = closed_form(self.code, self.s, self.request.decoder)
        return None if found is None else self._proved(found.value, found.worst_set, found.method)

    @property
    def _settled(self) -> bool:
        """Whether no search is needed; records need one where a closed form has no kind."""
        claim = self._claim
        return claim is not None and not (
            self.request.records and claim.method.certificate_kind is None
        )

    def _proved(self, value: Rational, worst: Sequence[int], method: Method) -> WorstCase:
        n, k = self.code.workers, self.code.partitions
        decoder = self.request.decoder
        return WorstCase(n, k, self.s, decoder, value, value, tuple(worst), method, 0.0)

    def run(self, progress: Progress | None, *, keep_on_interrupt: bool) -> None:
        """Attack and prove; an interrupt is passed on, or ends the work with what is proved."""
        try:
            self.attack(())
            self.finish(progress)
        except KeyboardInterrupt:
            if not keep_on_interrupt:
                raise

    def attack(self, start: tuple[int, ...]) -> None:
        """Set up the search from the best straggler set that a quick attack finds."""
        if self._settled or self._search is not None:
            return
        start = start if self._claim is None else self._claim.worst_set
        begin = time.monotonic()
        try:
            if self.wants_kernels and self._kernels_ready():
                self._set_up(start)
            else:
                self._enumeration(start)
        finally:
            self._seconds += time.monotonic() - begin

    def _kernels_ready(self) -> bool:
        """Whether compiled searches can begin: with a deadline nothing waits for compilation."""
        return self._ready(LISTING if self._uses_listing() else TREE)

    def _tree_is_ready(self, patient: bool) -> bool:
        """Whether branch and bound can begin; a patient caller waits for it."""
        return TREE.wait(self.deadline) if patient else TREE.loaded(self.deadline)

    def _ready(self, kernels: Kernels) -> bool:
        return kernels.wait(None) if self.deadline is None else kernels.loaded(self.deadline)

    @property
    def wants_kernels(self) -> bool:
        """Whether a compiled search is that of this point, once its kernels are ready."""
        optimal = not self._settled and self.request.decoder == "optimal"
        return optimal and (self._uses_listing() or self._uses_tree())

    def _set_up(self, start: tuple[int, ...]) -> None:
        """The compiled search that suits the size, the time and the request."""
        if self._uses_listing():
            self._either(start)
        else:
            self._tree(start)

    def _uses_listing(self) -> bool:
        """Whether all sets can be listed by compiled kernels, and nothing but a proof is wanted."""
        sets = comb(self.code.workers, self.s)
        return (
            has_compiler()
            and sets > FEW
            and not self._needs_tree
            and self._seconds_to_list < _LONGEST
            and self._shared.roots.of(self.s) is not None
        )

    @cached_property
    def _seconds_to_list(self) -> float:
        """The time that a listing is expected to take; symmetries count where they can matter."""
        n = self.code.workers
        seconds = seconds_to_list(n, self.s)
        if not _LONG < seconds < _LONGEST * _LARGEST_GROUP:
            return seconds
        return seconds * share_to_test(self._shared.generators(), n, min(self.s, n - self.s))

    @property
    def _needs_tree(self) -> bool:
        request = self.request
        return request.records or request.gap > 0 or request.executor is not None

    def _uses_tree(self) -> bool:
        """Whether branch and bound is worth its compiled kernels, or is needed for its records."""
        small = (self.s + 2) * (self.code.workers + 1) ** 2 <= _MOST_NUMBERS
        worth = has_compiler() and comb(self.code.workers, self.s) > FEW
        return small and (worth or self._needs_tree)

    def _either(self, start: tuple[int, ...]) -> None:
        attack = LocalSearch(self.code, self.s, self.deadline)
        try:
            attack.run(start)
        finally:
            self._search = Either(
                self.code,
                self.s,
                attack.best,
                self._attacked_tree,
                self._listing,
                self._seconds_to_list,
                self._tree_is_ready,
            )

    def _listing(self, start: tuple[int, ...]) -> Listing:
        shared = self._shared
        return Listing(
            self.code,
            self.s,
            start,
            shared.roots,
            enough=self.request.enough,
            symmetries=shared.generators,
            at_once=shared.knows_generators,
        )

    def _tree(self, start: tuple[int, ...]) -> None:
        self._search = tree = self._new_tree()
        tree.attack([start])

    def _attacked_tree(self, start: tuple[int, ...]) -> TreeSearch:
        tree = self._new_tree()
        tree.attack([start])
        return tree

    def _new_tree(self) -> TreeSearch:
        first = tuple(range(self.s))
        shared, request = self._shared, self.request
        options: dict[str, Any] = {
            "gap": request.gap,
            "enough": request.enough,
            "keep_records": request.records,
            "symmetries": shared.symmetries,
        }
        if request.executor is None:
            options |= {"may_scan": lambda: self._ready(SCANS)}
            return TreeSearch(self.code, self.s, first, shared.matrices, **options)
        options |= {"executor": request.executor, "workers": request.workers}
        return ParallelSearch(self.code, self.s, first, shared.matrices, **options)

    def _enumeration(self, start: tuple[int, ...]) -> None:
        attack = LocalSearch(self.code, self.s, self._attack_deadline())
        try:
            attack.run(start)
        finally:
            self._search = Enumeration(self.code, self.s, attack.best, self._shared.bounds)

    def _attack_deadline(self) -> float | None:
        """Where an enumeration stands in for a compiled search, its attack is cut short."""
        soon = time.monotonic() + _STAND_IN_SLICE
        return min(self.deadline or soon, soon) if self.wants_kernels else self.deadline

    def finish(self, progress: Progress | None, until: float | None = None) -> None:
        """Prove the worst case, or go on until the deadline, or until an earlier moment."""
        begin, until = time.monotonic(), self.deadline if until is None else until
        if self._search is None:
            return
        try:
            if not self._by_ranks(until):
                self._go_on(until, progress)
        finally:
            self._seconds += time.monotonic() - begin

    def _by_ranks(self, until: float | None) -> bool:
        """Whether ranks prove exact recovery; tried again as long as time was too short."""
        search = self._search
        if search is None or search.lower or self._ranks_tried:
            return False
        if self.request.decoder != "optimal":
            return False
        proved = self._keeps_full_span(until)
        self._ranks_tried = proved or until is None or time.monotonic() <= until
        if proved:
            self._claim = self._proved(0, search.worst_set, Method.FULL_SPAN)
        return proved

    def _keeps_full_span(self, until: float | None) -> bool:
        """Whether ranks prove an error of 0, where they can be had in seconds."""
        sets, listed = comb(self.code.workers, self.s), self._lists_ranks
        if sets <= (FEW if listed else _MOST_RANKS):
            return keeps_full_span(self.code, self.s, until)
        if not listed:
            return False
        moves = self._shared.generators if sets > _MOST_RANKS else tuple
        return every_span_is_kept(self.code, self.s, until, moves)

    @property
    def _lists_ranks(self) -> bool:
        """Whether compiled kernels, which are ready, test all sets in seconds."""
        compiled = has_compiler() and LISTING.ready
        return compiled and self.s > 2 and self._seconds_to_list < _LONGEST

    def _go_on(self, until: float | None, progress: Progress | None) -> None:
        """Search; an enumeration that stands in for kernels, until they are ready."""
        search = self._search
        while isinstance(search, Enumeration) and self.wants_kernels:
            if search.lower == search.upper:
                return
            if self._kernels_ready():
                self._set_up(search.worst_set)
                break
            now = time.monotonic()
            if until is not None and now > until:
                return
            soon = now + _STAND_IN_SLICE
            search.run(soon if until is None else min(soon, until), progress)
        search = self._search
        if search is None or (isinstance(search, FixedWeight) and not FIXED.wait(until)):
            return
        search.run(until, progress)

    def learn(self, point: WorstCase) -> None:
        """Take over the better ends of an interval that is proved for this point by others."""
        found, search = self.result(), self._search
        if point.lower > found.lower and isinstance(search, TreeSearch | Enumeration | Either):
            search.consider(point.worst_set)
        if point.lower > found.lower or point.upper < found.upper:
            self._learnt = point

    def result(self) -> WorstCase:
        """The interval proved so far."""
        found, learnt = self._own_result(), self._learnt
        if learnt is None or found.proved:
            return found
        if learnt.lower > found.lower:
            found = replace(found, lower=learnt.lower, worst_set=learnt.worst_set)
        found = replace(found, upper=min(found.upper, learnt.upper))
        return replace(found, method=Method.SQUEEZED) if found.proved else found

    def _own_result(self) -> WorstCase:
        if self._claim is not None or self._search is None:
            claim = self._claim or self._trivial_claim()
            return replace(claim, seconds=self._seconds)
        lower, upper = self._search.lower, self._search.upper
        claim = self._proved(lower, self._search.worst_set, self._method(lower, upper))
        return replace(claim, upper=upper, seconds=self._seconds)

    def _method(self, lower: Rational, upper: Rational) -> Method:
        if isinstance(self._search, Either):
            return self._search.method
        if isinstance(self._search, TreeSearch) and upper <= self._search.claim:
            return Method.BRANCH_AND_BOUND if lower == upper else Method.WITHIN_GAP
        if lower != upper:
            return Method.STOPPED
        return Method.FIXED_WEIGHT if isinstance(self._search, FixedWeight) else Method.ENUMERATION

    def records(self) -> list[str] | None:
        """The records of the search that proved the point, or None if there are none."""
        search = self._search
        if self._settled or search is None or isinstance(search, Enumeration | Either):
            return None
        if isinstance(search, FixedWeight):
            return search.records()
        return search.records() if search.done else None

    @property
    def by_structure(self) -> bool:
        """Whether a closed form or ranks prove the point, and a certificate needs no search."""
        return self._settled and self._claim is not None

    @property
    def symmetries(self) -> tuple[Permutation, ...]:
        """The permutations of workers that the records refer to."""
        return self._shared.symmetries if isinstance(self._search, TreeSearch) else ()

    def _trivial_claim(self) -> WorstCase:
        """The claim before any attack: the first s workers, and the error of decoding nothing."""
        first = tuple(range(self.s))
        claim = self._proved(error(self.code, first), first, Method.STOPPED)
        return replace(claim, upper=self.code.partitions)
