"""Work items of the branch and bound: an open node, searched for so many nodes, then split."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from threading import Lock

from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.pool import Parts, Pool, places
from adversary.worst_case.tree.tree import SCAN_FROM, SLICE, Incumbent, TreeSearch, next_slice
from designs.algebra.linear import Rational
from designs.codes import GradientCode


@dataclass(slots=True)
class Live:
    """What the items of a search share while they run: threads all, a process what it was sent.

    >>> live = Live((0, (1,)))
    >>> live.offer((2, (3,)))
    >>> live.offer((1, (2,)))
    >>> live.incumbent
    (2, (3,))
    """

    incumbent: Incumbent
    shares: bool = True
    stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def offer(self, incumbent: Incumbent) -> None:
        """Take over an incumbent if it is better."""
        with self._lock:
            if incumbent[0] > self.incumbent[0]:
                self.incumbent = incumbent

    def __reduce__(self) -> tuple[type[Live], tuple[Incumbent, bool, bool]]:
        return Live, (self.incumbent, self.shares, self.stopped)


@dataclass(frozen=True, slots=True)
class SearchInput:
    """The input that all items share: code, stragglers, goal, symmetries, what they know."""

    code: GradientCode
    s: int
    live: Live
    gap: Fraction = Fraction(0)
    enough: Rational = 0
    keep_records: bool = False
    symmetries: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An open node, and the incumbent known where it was left open.

    After so many nodes, or seconds, the rest is split into at least so many pieces.
    """

    node: OpenNode
    incumbent: Incumbent
    nodes: int
    pieces: int = 2
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The result of an item: incumbent, part of the proof, nodes, processor seconds."""

    incumbent: Incumbent
    parts: Parts
    nodes: int
    seconds: float
    interrupted: bool = False


def solve(given: SearchInput, item: Item) -> ItemResult:
    """The search of one item; runs wherever the executor has its workers.

    >>> from designs import uncoded
    >>> root, known = OpenNode((), (), (1, 1, 1)), (1, (0,))
    >>> result = solve(SearchInput(uncoded(3), 1, Live(known)), Item(root, known, 100))
    >>> result.incumbent, result.parts
    ((1, (0,)), [])
    """
    return _Work(given, item).result()


class _Work:
    """An item at work. An interrupt leaves it with what is proved by then."""

    def __init__(self, given: SearchInput, item: Item) -> None:
        self._given, self._item, self._begin = given, item, time.monotonic()
        self._spent = time.thread_time()
        self._incumbent, self._nodes, self._interrupted = item.incumbent, 0, False

    def result(self) -> ItemResult:
        """Search in the order of the proof; then split what is open where its bound is greatest."""
        whole: Parts = self._searched(self._item.node, self._item.nodes)
        pool = Pool(places(whole, 0, self._incumbent))
        while 0 < len(pool) < self._item.pieces and not self._ended():
            place = pool.take()
            more = self._searched(place.node, 1)
            place.fill(more)
            pool.add(places(more, 0, self._incumbent))
        seconds = time.thread_time() - self._spent
        return ItemResult(self._incumbent, whole, self._nodes, seconds, self._interrupted)

    def _searched(self, node: OpenNode, nodes: int) -> Parts:
        """The proof of a node as far as it comes until so many nodes are visited."""
        given, incumbent = self._given, self._incumbent
        tree = TreeSearch(
            given.code, given.s, incumbent[1], _matrices(given.code), gap=given.gap,
            enough=given.enough, keep_records=given.keep_records, symmetries=given.symmetries,
            root=node, incumbent=incumbent,
            scan_from=0 if node.kept or node.silent else SCAN_FROM,
        )  # fmt: skip
        try:
            self._visit(tree, nodes)
        except KeyboardInterrupt:
            self._interrupted = True
        self._nodes += tree.nodes
        self._incumbent = tree.incumbent
        return [*tree.parts()]

    def _visit(self, tree: TreeSearch, nodes: int) -> None:
        size = SLICE
        self._share(tree)
        while not (tree.done or tree.to_be_split(nodes) or self._ended()):
            begin = time.monotonic()
            tree.turn(min(size, max(1, nodes - tree.nodes)))
            size = next_slice(size, time.monotonic() - begin)
            self._share(tree)

    def _share(self, tree: TreeSearch) -> None:
        """Offer the incumbent to the other items, or take over theirs."""
        live = self._given.live
        if live.shares and tree.lower != live.incumbent[0]:
            live.offer(tree.incumbent)
            tree.adopt(live.incumbent)

    def _ended(self) -> bool:
        seconds, spent = self._item.seconds, time.monotonic() - self._begin
        late = seconds is not None and spent > seconds
        return late or self._given.live.stopped or self._interrupted


@lru_cache(maxsize=4)
def _matrices(code: GradientCode) -> Matrices:
    return Matrices(code)
