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
from adversary.worst_case.tree.records import texts
from adversary.worst_case.tree.state import SearchState
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode

Progress = Callable[[float, Rational, Rational], None]

_SLICE, _SLICE_SECONDS, _MOST_NODES = 64, 0.1, 1 << 14
_RIDGE, _WORK, _MOST_TRIES = 1e-6, 3e8, 3000


class TreeSearch:
    """The search for the worst set of s stragglers; can be stopped at any time.

    ``lower`` is the error of ``worst_set``; ``upper`` is proved. With a gap g the search proves
    ``e(s) <= (1 + g) lower`` alone, and with ``enough`` that e(s) is at most that. Given workers
    that are kept or silent in advance, it looks at these straggler sets only.

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
        kept: Sequence[int] = (),
        silent: Sequence[int] = (),
    ) -> None:
        self.code, self.s, self.gap, self.enough = code, s, Fraction(gap), enough
        self.matrices = matrices or Matrices(code)
        self.keep_records, self.symmetries = keep_records, symmetries
        self._decided = (kept, silent)
        self._done = False
        self._incumbent: tuple[Rational, tuple[int, ...]] = (self._error_without(start), start)

    @cached_property
    def _state(self) -> SearchState:
        """The arrays, set up on first use: a search that distributes its subtrees needs none."""
        state = SearchState(self.matrices, self.s, self.symmetries, *self._decided)
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
        size = _SLICE
        while not self._done:
            begin = time.monotonic()
            if self._state.asked():
                self._answer()
            else:
                self._done = self._state.step(size, keep=self.keep_records)
                if progress is not None:
                    progress(self._state.fraction(), self.lower, self.upper)
            now = time.monotonic()
            size = min(2 * size, _MOST_NODES) if now - begin < _SLICE_SECONDS else size // 2 + 1
            if deadline is not None and now > deadline:
                break

    def records(self) -> list[str]:
        """The proof tree, one record a string, in the grammar of docs/formats.md."""
        return list(texts(self._state.written(), self.matrices))

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
            self._incumbent = (value, tuple(sorted(silent)))
            if "_state" in vars(self):
                self._state.aim(Fraction(self.claim))
        return value

    def _error_without(self, silent: Sequence[int]) -> Rational:
        gone = set(silent)
        left = [w for w in range(self.matrices.n) if w not in gone]
        return error_of_survivors(self.matrices.exact, left)
