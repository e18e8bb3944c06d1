"""Worst case of the decoders that give every survivor the same weight: an integer tree search."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decode import Decoder
from adversary.worst_case.enumeration import Progress
from adversary.worst_case.fixed.arrays import Ints
from adversary.worst_case.fixed.form import FixedForm
from adversary.worst_case.fixed.open_nodes import Tree
from adversary.worst_case.fixed.records import records_of
from designs.algebra.linear import Rational
from designs.codes import GradientCode

Incumbent = tuple[int, tuple[int, ...]]

_CLIMB_WORK = 10**9
_LOG_WORDS = 1 << 20
_MOST_NODES = 1 << 16
_NO_LOG = np.zeros(0, dtype=np.int64)


class FixedWeight:
    """The search for the worst set of s stragglers; can be stopped at any time.

    A node of the tree has decided for some workers whether they are kept or silent. If t of the
    others are still to be silent, its bound is the value so far and the t largest *row values*; the
    row value of j is its linear term in `FixedForm` and its t - 1 largest couplings. The same row
    values force workers to be kept or silent. Sets are found by exchanges first, from many starts.
    Where the form is rounded up, sets that seem to beat the incumbent are compared exactly.

    Complexity: a tree of at most C(n, s) leaves, O(n (n + s)) integer operations a node; O(n^2)
    memory, times the number of different couplings if there are at most 12.
    Source: the bound is that of P. Gilmore (1962) and E. Lawler (1963) for quadratic assignment.

    >>> search = FixedWeight(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1, "one-step")
    >>> search.run(None, None)
    >>> search.lower, search.upper, search.records()
    (Fraction(3, 8), Fraction(3, 8), ['l'])
    """

    def __init__(self, code: GradientCode, s: int, decoder: Decoder) -> None:
        self.code, self.s = code, s
        self._form = FixedForm(code, s, decoder)
        first = tuple(range(s))
        self._position: tuple[Tree | None, Incumbent] = None, (self._form.value(first), first)

    @property
    def lower(self) -> Rational:
        """The exact error of ``worst_set``."""
        return self._form.error(self._position[1][0])

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The worst straggler set met so far."""
        return self._position[1][1]

    @property
    def upper(self) -> Rational:
        """The greatest bound of an open node, at least ``lower``."""
        tree, (value, _) = self._position
        tree = tree or Tree.root(*self._form.arrays(), self.s)
        return self._form.error(max([value, *(x * self._form.unit for x in tree.bounds())]))

    @property
    def nodes(self) -> int:
        """The number of nodes done so far."""
        return self._position[0].nodes if self._position[0] else 0

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Go on until nothing is open or the deadline (of `time.monotonic`) has passed."""

        def report() -> bool:
            if progress is not None:
                tree = self._position[0]
                progress(tree.fraction() if tree else 0.0, self.lower, self.upper)
            return deadline is not None and time.monotonic() > deadline

        if report() or self._attack(deadline):
            return
        for _ in _paced(self._advance):
            if report():
                return

    def _attack(self, deadline: float | None) -> bool:
        """Start the tree, with the best set that exchanges find; whether it is late."""
        tree, incumbent = self._position
        if tree is None:
            tree = Tree.root(*self._form.arrays(), self.s)
            self._position = tree, incumbent
            for start in _starts(self.code, self.s):
                if deadline is not None and time.monotonic() > deadline:
                    return True
                value, found = tree.climb(start)
                if value * self._form.unit > self._position[1][0]:
                    self._meet(tree, found)
        return False

    def _meet(self, tree: Tree, found: tuple[int, ...]) -> None:
        """Move on to this tree, and to this set if it is worse than the incumbent."""
        value, incumbent = self._form.value(found), self._position[1]
        self._position = tree, max(incumbent, (value, found), key=lambda pair: pair[0])

    def _advance(self, budget: int) -> bool:
        """Do some nodes on a copy of the tree and move on to it; whether any are left.

        The position changes in one assignment, so that an interrupt finds it as before or after.
        """
        tree, (value, worst) = self._position
        if tree is None or not tree.height:
            return False
        tree = tree.copy()
        found = tree.explore(_NO_LOG, value // self._form.unit, budget, exact=self._form.exact)
        self._meet(tree, worst if found is None else found)
        return True

    def records(self) -> list[str] | None:
        """A proof of ``upper`` as a tree in preorder, or None as long as it is not proved.

        The records are explained in `adversary.worst_case.fixed.records`. The tree is searched once
        more, with the target known from the beginning and without what no record can express.

        Complexity: that of `run`.
        """
        if self.lower != self.upper:
            return None
        target = self._position[1][0] // self._form.unit
        tree, words = Tree.root(*self._form.arrays(), self.s), np.empty(_LOG_WORDS, dtype=np.int64)
        parts: list[Ints] = []
        while tree.height:
            tree.explore(words, target, _LOG_WORDS, exact=False)
            parts.append(tree.take(words))
        return [record for part in parts for record in records_of(part.tolist())]


def _paced(advance: Callable[[int], bool], seconds: float = 0.1) -> Iterator[None]:
    """Call with budgets that take about so many seconds each, as long as the answer is true."""
    budget, begin = 64, time.monotonic()
    while advance(budget):
        yield
        end = time.monotonic()
        budget = min(budget * 2, _MOST_NODES) if end - begin < seconds else max(1, budget // 2)
        begin = end


def _starts(code: GradientCode, s: int) -> Iterator[NDArray[np.bool_]]:
    """Masks of at most s stragglers: single workers, holders of a partition, and random sets."""
    n, random = code.workers, np.random.default_rng(0)
    columns = list(zip(*code.encoding, strict=True))
    for i in range(min(n, 1 + _CLIMB_WORK // ((s * (n - s) + 1) * n))):
        holders = [w for w, x in enumerate(columns[i % len(columns)]) if x]
        for members in ([i], holders, random.permutation(n).tolist()):
            start = np.zeros(n, dtype=np.bool_)
            start[members[:s]] = True
            yield start
