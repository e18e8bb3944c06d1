"""The branch and bound as independent work items, for threads, processes or many machines."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from math import comb
from typing import Union

from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.tree import Progress, TreeSearch
from designs.algebra.linear import Rational
from designs.codes import GradientCode

_ITEMS_EACH = 16
_NUMBERS = count()
_STOPPED: set[int] = set()


@dataclass(frozen=True, slots=True)
class Item:
    """A subtree: who is kept and who is silent, and how many straggler sets that leaves."""

    kept: tuple[int, ...]
    silent: tuple[int, ...]
    sets: int


@dataclass(frozen=True, slots=True)
class SearchInput:
    """The input that all items share: code, incumbent, goal, symmetries, and seconds.

    Items whose ``number`` is among those stopped end soon, if they run in the same process.
    """

    code: GradientCode
    s: int
    start: tuple[int, ...]
    gap: Fraction = Fraction(0)
    enough: Rational = 0
    keep_records: bool = False
    symmetries: tuple[tuple[int, ...], ...] = ()
    seconds: float | None = None
    number: int = -1


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The result of an item: the worst set found, the upper end, the records, the nodes."""

    lower: Rational
    worst_set: tuple[int, ...]
    upper: Rational
    records: list[str]
    nodes: int


Split = Union[Item, "tuple[int, Split, Split]"]


def split(n: int, s: int, items: int) -> Split:
    """The straggler sets as a binary tree with about so many leaves of about equal size.

    An inner node is a worker, the subtree where it is silent, and the one where it is kept.

    Complexity: O(items (n + log items)).

    >>> split(3, 1, 2)
    (0, Item(kept=(), silent=(0,), sets=1), Item(kept=(0,), silent=(), sets=2))
    """
    root = Item((), (), comb(n, s))
    heap = [(-root.sets, 0, root)]
    children: dict[Item, tuple[Item, Item]] = {}
    while heap and len(children) + 1 < items:
        item = heappop(heap)[2]
        worker = len(item.kept) + len(item.silent)
        left, t = n - worker, s - len(item.silent)
        if 0 < t < left:
            silent = Item(item.kept, (*item.silent, worker), comb(left - 1, t - 1))
            kept = Item((*item.kept, worker), item.silent, comb(left - 1, t))
            children[item] = (silent, kept)
            for i, child in enumerate(children[item]):
                heappush(heap, (-child.sets, 2 * len(children) + i, child))
    return _grown(root, children)


def _grown(item: Item, children: dict[Item, tuple[Item, Item]]) -> Split:
    if item not in children:
        return item
    silent, kept = children[item]
    return silent.silent[-1], _grown(silent, children), _grown(kept, children)


def leaves(tree: Split) -> Iterator[Item]:
    """The items of a split, in the order of the proof.

    >>> [item.sets for item in leaves(split(4, 2, 3))]
    [1, 2, 3]
    """
    if isinstance(tree, Item):
        yield tree
    else:
        yield from leaves(tree[1])
        yield from leaves(tree[2])


def join(tree: Split, records: dict[Item, list[str]]) -> Iterator[str]:
    """The records of the whole proof from those of its items.

    >>> list(join(split(3, 1, 2), dict.fromkeys(leaves(split(3, 1, 2)), ["e"])))
    ['b 0', 'e', 'e']
    """
    if isinstance(tree, Item):
        yield from records[tree]
    else:
        yield f"b {tree[0]}"
        yield from join(tree[1], records)
        yield from join(tree[2], records)


def solve(given: SearchInput, item: Item) -> ItemResult:
    """The search of one item; runs wherever the executor has its workers.

    >>> from designs import uncoded
    >>> solve(SearchInput(uncoded(3), 1, (0,)), Item((), (0,), 1)).upper
    1
    """
    deadline = None if given.seconds is None else time.monotonic() + given.seconds
    tree = TreeSearch(
        given.code, given.s, given.start, _matrices(given.code), gap=given.gap,
        enough=given.enough,
        keep_records=given.keep_records, symmetries=given.symmetries,
        kept=item.kept, silent=item.silent,
    )  # fmt: skip

    def stop_if_cancelled(*_: object) -> None:
        if given.number in _STOPPED:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        tree.run(deadline, stop_if_cancelled)
    done = tree.records() if given.keep_records else []
    return ItemResult(tree.lower, tree.worst_set, tree.upper, done, tree.nodes)


@lru_cache(maxsize=4)
def _matrices(code: GradientCode) -> Matrices:
    return Matrices(code)


class ParallelSearch(TreeSearch):
    """`TreeSearch` whose subtrees are searched by the workers of an executor.

    Every item is searched with the incumbent of the attack; the results are combined, and the
    records joined, so that what is proved is the same as in one piece. Threads do: the compiled
    search does not hold the interpreter lock. With ``mpi4py.futures.MPIPoolExecutor`` the items
    run on many machines.

    Complexity: that of `TreeSearch`, in at least 16 items for each of ``workers``.

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
        self._executor = executor
        self._split = split(code.workers, s, _ITEMS_EACH * workers)
        self._found: dict[Item, ItemResult] = {}

    @property
    def nodes(self) -> int:
        """The number of nodes visited in the items that are done."""
        return sum(finding.nodes for finding in self._found.values())

    @property
    def upper(self) -> Rational:
        """The greatest upper end of an item; the number of partitions if one is not back yet."""
        if not all(item in self._found for item in leaves(self._split)):
            return self.code.partitions
        return max([self.claim, *(finding.upper for finding in self._found.values())])

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Search all items, or as many as the deadline allows."""
        seconds = None if deadline is None else max(deadline - time.monotonic(), 0.0)
        given = SearchInput(
            self.code, self.s, self.worst_set, self.gap, self.enough, self.keep_records,
            tuple(map(tuple, self.symmetries)), seconds, next(_NUMBERS),
        )  # fmt: skip
        waiting = {
            self._executor.submit(solve, given, item): item
            for item in sorted(leaves(self._split), key=lambda item: -item.sets)
        }
        total, done = sum(item.sets for item in waiting.values()), 0
        try:
            for future in as_completed(waiting):
                finding = self._found[waiting[future]] = future.result()
                self.consider(finding.worst_set)
                done += waiting[future].sets
                if progress is not None:
                    progress(done / total, self.lower, self.upper)
        finally:
            _STOPPED.add(given.number)
            for future in waiting:
                future.cancel()

    def records(self) -> list[str]:
        """The proof tree, joined from those of the items."""
        return list(join(self._split, {item: f.records for item, f in self._found.items()}))
