"""The branch and bound shared out to threads, processes or many machines."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from fractions import Fraction
from math import comb
from queue import Empty, SimpleQueue

from adversary.worst_case.tree.items import Item, ItemResult, Live, SearchInput, solve
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.pool import Parts, Place, Pool, joined, places
from adversary.worst_case.tree.tree import Progress, TreeSearch
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode

_NODES, _DOUBLINGS, _PIECES = 512, 5, 16  # of an item: nodes before it is split; pieces of the rest
_AHEAD = 2  # items that each worker has at once
_LONGEST, _GRACE = 2.0, 1.0  # seconds of an item; and those that late ones are waited for


class ParallelSearch(TreeSearch):
    """`TreeSearch` whose subtrees are searched by the workers of an executor.

    The sequential search itself makes the open nodes, with its policies, forced workers and orbits:
    it stops after some nodes and hands over what is open as items. So does an item that turns out
    to be large. The joined records are those of a sequential search. A better incumbent is known at
    once to threads, and to items that start later everywhere; with a gap, or an error that is
    enough, it is known only to items that come from the one where it was found, so that the result
    does not depend on who is faster.

    Threads do: the compiled search does not hold the interpreter lock. With
    ``mpi4py.futures.MPIPoolExecutor`` the items run on many machines.

    Complexity: that of `TreeSearch`.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from designs import GradientCode
    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> with ThreadPoolExecutor(2) as executor:
    ...     search = ParallelSearch(code, 1, (0,), executor=executor, workers=2)
    ...     search.run(None, None)
    >>> search.upper
    Fraction(1, 3)
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        start: tuple[int, ...],
        matrices: Matrices | None = None,
        *,
        executor: Executor,
        workers: int,
        gap: Fraction | int = 0,
        enough: Rational = 0,
        keep_records: bool = False,
        symmetries: Sequence[Sequence[int]] = (),
    ) -> None:
        super().__init__(
            code,
            s,
            start,
            matrices,
            gap=gap,
            enough=enough,
            keep_records=keep_records,
            symmetries=symmetries,
        )
        self._executor, self._workers = executor, workers
        root = OpenNode((), (), tuple(self.matrices.first_policy().tolist()))
        self._proof: Parts = [root]
        self._nodes = 0
        self._sets, self._open_sets = comb(code.workers, s), 0

    @property
    def nodes(self) -> int:
        """The number of nodes visited in the items that are back."""
        return self._nodes

    @property
    def upper(self) -> Rational:
        """The claim, or the greatest bound of a node that is open in the proof."""
        return self._upper(place.node.bound for place in self._places())

    @property
    def done(self) -> bool:
        """Whether no node of the proof is open."""
        return next(self._places(), None) is None

    def _places(self) -> Iterator[Place]:
        return places(self._proof, 0, self.incumbent)

    def _upper(self, bounds: Iterable[float]) -> Rational:
        errors = [Fraction(self.claim)]
        with suppress(ValueError):
            errors.append(self.matrices.error_of(max(bounds)))
        return plain(max(errors))

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Search until all is proved or the deadline of `time.monotonic` has passed."""
        live = Live(self.incumbent, shares=not (self.gap or self.enough))
        given = SearchInput(
            self.code, self.s, live, self.gap, self.enough, self.keep_records,
            tuple(map(tuple, self.symmetries)),
        )  # fmt: skip
        out = _Outside(self._executor, self._workers, given, deadline)
        try:
            self._share_out(out, progress)
        finally:
            live.stopped = True
            out.cancel()

    def _share_out(self, out: _Outside, progress: Progress | None) -> None:
        pool = Pool(self._places())
        self._open_sets = sum(place.node.sets(self.s) for place in pool)
        if not self._nodes:  # a search that is short ends here
            place = pool.take()
            pool.add(self._take(place, out.stay(place)))
        while pool or out.places:
            while pool and out.room:
                out.submit(pool.take())
            back = out.next()
            if back is None:
                break
            pool.add(self._take(*back))
            out.given.live.offer(self.incumbent)
            if progress is not None:
                bounds = (p.node.bound for p in (*pool, *out.places))
                progress(1 - self._open_sets / self._sets, self.lower, self._upper(bounds))

    def _take(self, place: Place, result: ItemResult) -> list[Place]:
        """Take over the result of an item: first its incumbent, then its part of the proof."""
        self._nodes += result.nodes
        if result.incumbent[0] > self.lower:
            self.consider(result.incumbent[1])
        place.fill(result.parts)
        found = list(places(result.parts, place.generation + 1, result.incumbent))
        self._open_sets += sum(p.node.sets(self.s) for p in found) - place.node.sets(self.s)
        if result.interrupted:
            raise KeyboardInterrupt
        return found

    def records(self) -> list[str]:
        """The proof tree, joined from those of the items."""
        return list(joined(self._proof))


class _Outside:
    """The items that an executor has, and where their nodes stand."""

    def __init__(
        self, executor: Executor, workers: int, given: SearchInput, deadline: float | None
    ) -> None:
        self._executor, self._workers = executor, workers
        self.given, self._deadline = given, deadline
        self._back: SimpleQueue[Future[ItemResult]] = SimpleQueue()
        self._places: dict[Future[ItemResult], Place] = {}

    @property
    def places(self) -> Collection[Place]:
        """Where their nodes stand."""
        return self._places.values()

    @property
    def room(self) -> bool:
        """Whether there is room, and time, for one more."""
        late = self._deadline is not None and time.monotonic() > self._deadline
        return len(self._places) < _AHEAD * self._workers and not late

    def stay(self, place: Place) -> ItemResult:
        """The result of an item that is searched here."""
        return solve(self.given, self._item(place))

    def submit(self, place: Place) -> None:
        """Give the executor one more."""
        future = self._executor.submit(solve, self.given, self._item(place))
        self._places[future] = place
        future.add_done_callback(self._back.put)

    def next(self) -> tuple[Place, ItemResult] | None:
        """The first item that is back; None if there is none when the deadline has passed."""
        patience = None if self._deadline is None else self._seconds_left() + _GRACE
        try:
            future = self._back.get(timeout=patience if self._places else 0)
        except Empty:
            return None
        return self._places.pop(future), future.result()

    def cancel(self) -> None:
        """Take back what has not begun."""
        for future in self._places:
            future.cancel()

    def _item(self, place: Place) -> Item:
        """The item of an open node: the larger, the longer it goes on and the fewer share it."""
        doublings = place.generation - (self._workers.bit_length() - 1) // 2
        nodes = _NODES << min(max(doublings, 0), _DOUBLINGS)
        seconds = None if self._deadline is None else self._seconds_left()
        if self.given.live.shares:  # where the clock may decide what an item finds
            seconds = _LONGEST if seconds is None else min(seconds, _LONGEST)
        pieces = min(4 * self._workers, _PIECES)
        return Item(place.node, place.incumbent, nodes, pieces, seconds)

    def _seconds_left(self) -> float:
        return max(float(self._deadline or 0.0) - time.monotonic(), 0.0)
