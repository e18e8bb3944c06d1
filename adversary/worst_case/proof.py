"""Proof: the work on one point e(s) of a curve, which can be stopped at any time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import Any

from adversary.decoding.decode import Decoder, require_decoder
from adversary.decoding.error import error
from adversary.worst_case.attacks import LocalSearch
from adversary.worst_case.closed_form import closed_form
from adversary.worst_case.enumeration import Bounds, Enumeration, Progress
from adversary.worst_case.first_use import FIXED, TREE
from adversary.worst_case.fixed.search import FixedWeight
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.compiled import has_compiler
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.parallel import ParallelSearch
from adversary.worst_case.tree.symmetry import Permutation, worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs.algebra.linear import Rational
from designs.codes import GradientCode, keeps_full_span
from designs.errors import require

FEW = 2_000
_MOST_RANKS, _MOST_NUMBERS = 3_000_000, 100_000_000
_STAND_IN_SLICE = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a proof: decoder, gap or upper end that is enough, whether to keep records.

    With an executor of so many workers the branch and bound is shared out.
    """

    decoder: Decoder = "optimal"
    gap: Fraction = Fraction(0)
    enough: Rational = 0
    records: bool = False
    executor: Executor | None = None
    workers: int = 1


class Shared:
    """The data that all points of a curve share, computed on first use.

    >>> from designs import uncoded
    >>> Shared(uncoded(2)).matrices.n
    2
    """

    def __init__(self, code: GradientCode) -> None:
        self._code = code

    @cached_property
    def bounds(self) -> Bounds:
        """The integer bounds of the enumeration."""
        return Bounds(self._code)

    @cached_property
    def matrices(self) -> Matrices:
        """The matrices of the branch and bound."""
        return Matrices(self._code)

    @cached_property
    def symmetries(self) -> tuple[Permutation, ...]:
        """The symmetries of orbital branching."""
        return worker_symmetries(self._code)


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
        self._search: Enumeration | FixedWeight | TreeSearch | None = None
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
            tree = self.wants_tree and self._kernels_ready()
            self._search = self._tree(start) if tree else self._enumeration(start)
        finally:
            self._seconds += time.monotonic() - begin

    def _kernels_ready(self) -> bool:
        """Whether the tree can be searched now: with a deadline nothing waits for compilation."""
        return TREE.wait(None) if self.deadline is None else TREE.loaded(self.deadline)

    @property
    def wants_tree(self) -> bool:
        """Whether branch and bound is the search of this point, once its kernels are ready."""
        return not self._settled and self.request.decoder == "optimal" and self._uses_tree()

    def _uses_tree(self) -> bool:
        """Whether branch and bound is worth its compiled kernels, or is needed for its records."""
        small = (self.s + 2) * (self.code.workers + 1) ** 2 <= _MOST_NUMBERS
        worth = has_compiler() and comb(self.code.workers, self.s) > FEW
        requested = (
            self.request.records or self.request.gap > 0 or self.request.executor is not None
        )
        return small and (worth or requested)

    def _tree(self, start: tuple[int, ...]) -> TreeSearch:
        first = tuple(range(self.s))
        shared, request = self._shared, self.request
        options: dict[str, Any] = {
            "gap": request.gap,
            "enough": request.enough,
            "keep_records": request.records,
            "symmetries": shared.symmetries,
        }
        if request.executor is None:
            tree = TreeSearch(self.code, self.s, first, shared.matrices, **options)
        else:
            options |= {"executor": request.executor, "workers": request.workers}
            tree = ParallelSearch(self.code, self.s, first, shared.matrices, **options)
        self._search = tree
        tree.attack([start])
        return tree

    def _enumeration(self, start: tuple[int, ...]) -> Enumeration:
        attack = LocalSearch(self.code, self.s, self._attack_deadline())
        try:
            attack.run(start)
        finally:
            self._search = Enumeration(self.code, self.s, attack.best, self._shared.bounds)
        return self._search

    def _attack_deadline(self) -> float | None:
        """Where an enumeration stands in for the tree, its attack is cut short."""
        soon = time.monotonic() + _STAND_IN_SLICE
        return min(self.deadline or soon, soon) if self.wants_tree else self.deadline

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
        few = comb(self.code.workers, self.s) <= _MOST_RANKS
        spans = self.request.decoder == "optimal" and few and not self._ranks_tried
        if search is None or not spans or search.lower:
            return False
        proved = keeps_full_span(self.code, self.s, until)
        self._ranks_tried = proved or until is None or time.monotonic() <= until
        if proved:
            self._claim = self._proved(0, search.worst_set, Method.FULL_SPAN)
        return proved

    def _go_on(self, until: float | None, progress: Progress | None) -> None:
        """Search; an enumeration that stands in for the tree, until the kernels are ready."""
        search = self._search
        while isinstance(search, Enumeration) and self.wants_tree and search.lower != search.upper:
            if self._kernels_ready():
                search = self._search = self._tree(search.worst_set)
                break
            now = time.monotonic()
            if until is not None and now > until:
                return
            soon = now + _STAND_IN_SLICE
            search.run(soon if until is None else min(soon, until), progress)
        if isinstance(search, FixedWeight) and not FIXED.wait(until):
            return
        if search is not None:
            search.run(until, progress)

    def learn(self, point: WorstCase) -> None:
        """Take over the better ends of an interval that is proved for this point by others."""
        found = self.result()
        if point.lower > found.lower and isinstance(self._search, TreeSearch | Enumeration):
            self._search.consider(point.worst_set)
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
        if isinstance(self._search, TreeSearch) and upper <= self._search.claim:
            return Method.BRANCH_AND_BOUND if lower == upper else Method.WITHIN_GAP
        if lower != upper:
            return Method.STOPPED
        return Method.FIXED_WEIGHT if isinstance(self._search, FixedWeight) else Method.ENUMERATION

    def records(self) -> list[str] | None:
        """The records of the search that proved the point, or None if there are none."""
        search = self._search
        if self._settled or search is None or isinstance(search, Enumeration):
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
