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

_MOST_RANKS, _FEW, _MOST_NUMBERS = 3_000_000, 2_000, 100_000_000


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
        """Generators of the symmetries that the branch and bound uses."""
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
            self._search = self._tree(start) if self._uses_tree() else self._enumeration(start)
        finally:
            self._seconds += time.monotonic() - begin

    def _uses_tree(self) -> bool:
        """Whether branch and bound is worth its compiled kernels, or is needed for its records."""
        small = (self.s + 2) * (self.code.workers + 1) ** 2 <= _MOST_NUMBERS
        worth = has_compiler() and comb(self.code.workers, self.s) > _FEW
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
        attack = LocalSearch(self.code, self.s, self.deadline)
        try:
            attack.run(start)
        finally:
            self._search = Enumeration(self.code, self.s, attack.best, self._shared.bounds)
        return self._search

    def finish(self, progress: Progress | None) -> None:
        """Prove the worst case, or go on until the deadline."""
        begin, search = time.monotonic(), self._search
        if search is None:
            return
        few = comb(self.code.workers, self.s) <= _MOST_RANKS
        spans = self.request.decoder == "optimal" and search.lower == 0 and few
        if spans and keeps_full_span(self.code, self.s, self.deadline):
            self._claim = self._proved(0, search.worst_set, Method.FULL_SPAN)
        else:
            search.run(self.deadline, progress)
        self._seconds += time.monotonic() - begin

    def result(self) -> WorstCase:
        """The interval proved so far."""
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
