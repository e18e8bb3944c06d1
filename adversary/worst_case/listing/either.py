"""Either: branch and bound and the listing of all sets, in turns until one has the proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from adversary.decoding.error import error
from adversary.worst_case.listing.search import Listing, seconds_to_list
from adversary.worst_case.result import Method
from adversary.worst_case.tree.tree import TreeSearch
from designs.algebra.linear import Rational
from designs.codes import GradientCode

Progress = Callable[[float, Rational, Rational], None]
Start = tuple[int, ...]

_AT_ONCE, _SHARE, _PATIENCE = 0.3, 0.5, 3.0


class Either:
    """The search for the worst set of s stragglers by whichever of two searches is faster.

    What can be listed in a moment is listed at once. Else branch and bound is tried first, for half
    the time that the listing is expected to take, and then the listing, for three times as long as
    expected; if neither has the proof, they go on in turns of twice the length. So it takes little
    more than twice as long as the faster one. Nothing is listed while the error to prove is 0:
    there all sets are ties. ``seconds`` is the time expected, by default as if there were no
    symmetry. ``tree_is_ready`` tells whether branch and bound can begin; it is called with whether
    to wait for that, and until then there is only the listing. Interface as of `TreeSearch`.

    >>> from adversary.worst_case.listing.root import Roots
    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> either = Either(
    ...     code, 1, (0,),
    ...     lambda start: TreeSearch(code, 1, start),
    ...     lambda start: Listing(code, 1, start, Roots(code)),
    ... )
    >>> either.run(None, None)
    >>> either.lower, either.upper
    (Fraction(1, 3), Fraction(1, 3))
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        start: Start,
        tree: Callable[[Start], TreeSearch],
        listing: Callable[[Start], Listing],
        seconds: float | None = None,
        tree_is_ready: Callable[[bool], bool] = lambda _: True,
    ) -> None:
        self.code, self.s = code, s
        self._incumbent: tuple[Rational, Start] = (error(code, start), start)
        self._make_tree, self._make_listing = tree, listing
        self._tree_is_ready = tree_is_ready
        self._tree: TreeSearch | None = None
        self._listing: Listing | None = None
        self._cost = seconds_to_list(code.workers, s) if seconds is None else seconds
        self._share = 0.0

    @property
    def lower(self) -> Rational:
        """The greatest exact error seen."""
        return self._best()[0]

    @property
    def worst_set(self) -> Start:
        """The straggler set of that error."""
        return self._best()[1]

    @property
    def upper(self) -> Rational:
        """The proved upper end: the better of the two."""
        ends = [search.upper for search in self._searches()]
        return min(ends, default=self.code.partitions)

    @property
    def method(self) -> Method:
        """What the upper end rests on."""
        if self._tree is not None and self._tree.upper <= self._tree.claim:
            return Method.BRANCH_AND_BOUND if self.lower == self.upper else Method.WITHIN_GAP
        if self._listing is not None and self._listing.done:
            return Method.ALL_SETS if self.lower == self.upper else Method.NO_SET_ABOVE
        return Method.STOPPED

    def consider(self, silent: Sequence[int]) -> Rational:
        """The exact error without these workers; s of them that are worse are the new incumbent."""
        value = error(self.code, silent)
        if len(silent) == self.s and value > self.lower:
            self._incumbent = (value, tuple(sorted(silent)))
        return value

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Go on until one search has the proof or the deadline of `time.monotonic` has passed."""
        seconds = max(self._cost, _AT_ONCE)
        if self._cost < _AT_ONCE and self.lower > 0:
            self._turn(self._lister(), _AT_ONCE * _PATIENCE, deadline, progress)
        while self.method is Method.STOPPED:
            if self._tree_is_ready(self.lower == 0):
                self._turn(self._brancher(), seconds * _SHARE, deadline, progress)
            if self.method is Method.STOPPED and not _passed(deadline) and self.lower > 0:
                self._turn(self._lister(), seconds * _PATIENCE, deadline, progress)
            if _passed(deadline):
                return
            seconds *= 2

    def _turn(
        self,
        search: TreeSearch | Listing,
        seconds: float,
        deadline: float | None,
        progress: Progress | None,
    ) -> None:
        """Let one search go on for so many seconds from the incumbent; take over what it finds."""
        search.consider(self.worst_set)
        end = time.monotonic() + seconds
        search.run(end if deadline is None else min(end, deadline), self._told(progress))
        self._incumbent = self._best()

    def _told(self, progress: Progress | None) -> Progress | None:
        """The progress of both: the greatest share so far, and the best ends."""
        if progress is None:
            return None

        def tell(share: float, _lower: Rational, _upper: Rational) -> None:
            self._share = max(self._share, share)
            progress(self._share, self.lower, self.upper)

        return tell

    def _brancher(self) -> TreeSearch:
        if self._tree is None:
            self._tree = self._make_tree(self.worst_set)
        return self._tree

    def _lister(self) -> Listing:
        if self._listing is None:
            self._listing = self._make_listing(self.worst_set)
        return self._listing

    def _searches(self) -> list[TreeSearch | Listing]:
        return [x for x in (self._tree, self._listing) if x is not None]

    def _best(self) -> tuple[Rational, Start]:
        found = [(search.lower, search.worst_set) for search in self._searches()]
        return max([self._incumbent, *found], key=lambda pair: pair[0])


def _passed(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() > deadline
