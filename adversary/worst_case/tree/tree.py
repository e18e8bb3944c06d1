"""The exact worst case of optimal decoding by branch and bound, with a proof tree."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np

from adversary.worst_case.gram_error import error_of_survivors
from adversary.worst_case.tree.exact import Projection
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.records import texts
from adversary.worst_case.tree.state import SearchState
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode

Progress = Callable[[float, Rational, Rational], None]
Incumbent = tuple[Rational, tuple[int, ...]]  # the greatest error known, and its straggler set

SLICE, _SLICE_SECONDS, _MOST_NODES = 64, 0.1, 1 << 14
SCAN_FROM = 2_000  # nodes: the kernels of a scan are worth their time in longer searches
_RIDGE, _WORK, _MOST_TRIES = 1e-6, 3e8, 3000


def next_slice(nodes: int, seconds: float) -> int:
    """How many nodes the next slice of the search should visit, after one of so many.

    >>> next_slice(64, 0.01), next_slice(64, 1.0)
    (128, 33)
    """
    return min(2 * nodes, _MOST_NODES) if seconds < _SLICE_SECONDS else nodes // 2 + 1


class TreeSearch:
    """The search for the worst set of s stragglers; can be stopped at any time.

    ``lower`` is the error of ``worst_set``; ``upper`` is proved. With a gap g the search proves
    ``e(s) <= (1 + g) lower`` alone, and with ``enough`` that e(s) is at most that. Given workers
    that are kept or silent in advance, it looks at these straggler sets only. After ``scan_from``
    nodes it scans those with few sets left, as soon as ``may_scan`` says so.

    Complexity: exponential in the worst case; O(s n^2) memory, and the records of the proof.
    Source: docs/why-it-is-true.md.

    >>> from designs import GradientCode
    >>> tree = TreeSearch(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1, (0,))
    >>> tree.run(None, None)
    >>> tree.lower, tree.upper
    (Fraction(1, 3), Fraction(1, 3))
    """

    def __init__(
        self,
        code: GradientCode,
        s: int,
        start: tuple[int, ...],
        matrices: Matrices | None = None,
        *,
        gap: Fraction | int = 0,
        enough: Rational = 0,
        keep_records: bool = False,
        symmetries: Sequence[Sequence[int]] = (),
        root: OpenNode | None = None,
        incumbent: Incumbent | None = None,
        scan_from: int = SCAN_FROM,
        may_scan: Callable[[], bool] = lambda: True,
    ) -> None:
        self.code, self.s, self.gap, self.enough = code, s, Fraction(gap), enough
        self.matrices = matrices or Matrices(code)
        self.keep_records, self.symmetries = keep_records, symmetries
        self._root, self._done = root, False
        self._scan_from, self._may_scan, self._scans = scan_from, may_scan, False
        self._incumbent = incumbent or (self._error_without(start), start)

    @cached_property
    def _state(self) -> SearchState:
        """The arrays, set up on first use: a search that distributes its subtrees needs none."""
        decided = ((), ()) if self._root is None else (self._root.kept, self._root.silent)
        state = SearchState(self.matrices, self.s, self.symmetries, *decided)
        if self._root is not None:
            state.resume(self._root)
        state.aim(Fraction(self.claim))
        return state

    @property
    def lower(self) -> Rational:
        """The greatest exact error seen."""
        return self._incumbent[0]

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The straggler set of that error."""
        return self._incumbent[1]

    @property
    def incumbent(self) -> Incumbent:
        """Both of them."""
        return self._incumbent

    @property
    def done(self) -> bool:
        """Whether everything is proved."""
        return self._done

    @property
    def claim(self) -> Rational:
        """The error that the search is to prove: the incumbent and the gap, or what is enough."""
        claim = max(self.lower * (1 + self.gap), Fraction(self.enough))
        return plain(min(claim, Fraction(self.code.partitions)))

    @property
    def upper(self) -> Rational:
        """The proved upper end: the claim, or the greatest bound of an open node."""
        bound = None if self._done else self._state.bound()
        k = Fraction(self.code.partitions)
        return self.claim if bound is None else plain(max(min(bound, k), Fraction(self.claim)))

    @property
    def nodes(self) -> int:
        """The number of nodes visited so far."""
        return self._state.nodes

    def attack(self, starts: Iterable[Sequence[int]] = (), seed: int = 0) -> None:
        """Raise the lower end by exchanges from these sets and from random ones.

        Complexity: at most about 3e8 operations.
        """
        from adversary.worst_case.tree.exchange import exchange

        m = self.matrices
        matrix = m.matrix + np.diag([_RIDGE] * m.n + [0.0])
        given = [np.isin(np.arange(m.n), list(chosen)[: self.s]) for chosen in starts]
        tries = int(max(8, min(_MOST_TRIES, _WORK / (m.n**2 * (self.s + 10)))))
        best = np.zeros(m.n, np.bool_)
        first = np.array([*given, np.zeros(m.n, np.bool_)])
        random = np.random.default_rng(seed)
        exchange(matrix, m.holders, self.s, first, tries, random, best)
        self.consider(np.flatnonzero(best).tolist())

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Search until all is proved or the deadline of `time.monotonic` has passed."""
        size = SLICE
        while not self._done:
            begin = time.monotonic()
            if self.turn(size) and progress is not None:
                progress(self._state.fraction(), self.lower, self.upper)
            now = time.monotonic()
            size = next_slice(size, now - begin)
            if deadline is not None and now > deadline:
                break

    def turn(self, nodes: int) -> bool:
        """Answer what the search asks, or visit up to so many nodes, which is True."""
        asked = self._state.asked()
        if asked:
            self._answer()
        else:
            nodes = self._until_scans(nodes)
            self._done = self._state.step(nodes, keep=self.keep_records)
        return not asked

    def _until_scans(self, nodes: int) -> int:
        """So many nodes, or those that are left before scans begin."""
        left = self._scan_from - self._state.nodes
        if left <= 0 and not self._scans and self._may_scan():
            self._scans = True
            self._state.scan()
        return min(nodes, left) if left > 0 else nodes

    def records(self) -> list[str]:
        """The proof tree, one record a string, in the grammar of docs/formats.md."""
        return list(texts(self._state.written(), self.matrices))

    def to_be_split(self, nodes: int) -> bool:
        """Whether so many nodes are visited, and what is open can be handed over in pieces."""
        return self._state.nodes >= nodes and self._state.depth() > 0

    def parts(self) -> list[str | OpenNode]:
        """The proof as far as it goes: its records, then the nodes that are open, in its order."""
        open_nodes = [] if self._done else self._state.open_nodes()
        return [*(self.records() if self.keep_records else ()), *open_nodes]

    def adopt(self, incumbent: Incumbent) -> None:
        """Take over an error and its straggler set, known from elsewhere."""
        self._incumbent = incumbent
        if "_state" in vars(self):
            self._state.aim(Fraction(self.claim))

    def _answer(self) -> None:
        """Decide in fractions what the search asks about its current node."""
        kept, silent, undecided, t = self._state.node()
        if sets := self._state.asked_sets():
            before = self.claim
            good = max([self.consider([*silent, *more]) for more in sets]) <= before
            if self.claim > before:
                self._state.look_again()
            else:
                self._state.answer(yes=good)
        elif self._state.asks_error():
            if t:
                silent = silent + undecided
            self._state.answer(yes=self.consider(silent) <= self.claim)
        else:
            policy = self.matrices.weights(undecided, self._state.policy(undecided))
            bound = Projection(self.matrices.exact, kept, undecided).bound(policy, t)
            self._state.answer(yes=bound <= self.claim)

    def consider(self, silent: Sequence[int]) -> Rational:
        """The exact error without these workers; s of them that are worse are the new incumbent."""
        value = self._error_without(silent)
        if len(silent) == self.s and value > self.lower:
            self.adopt((value, tuple(sorted(silent))))
        return value

    def _error_without(self, silent: Sequence[int]) -> Rational:
        gone = set(silent)
        left = [w for w in range(self.matrices.n) if w not in gone]
        return error_of_survivors(self.matrices.exact, left)
