"""The tree of fixed decoders: the arrays on which the compiled search works."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Problem = tuple[Ints, Ints, Ints, Ints]
LEFT, BASE, BOUND, COUNT = 0, 1, 2, 3
HEIGHT, NODES, WRITTEN, FOUND = 0, 1, 2, 3
Stack = tuple[Ints, Ints, Ints, NDArray[np.bool_], Ints, Ints]

_MOST_LEVELS = 12


def problem_of(couplings: Ints) -> Problem:
    """Couplings, each row's others by descending coupling, and the levels of the couplings.

    Few different couplings are counted by level, descending; many (no levels) are walked in order.

    >>> problem_of(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]))[3].tolist()
    [5, 1]
    """
    n = len(couplings)
    off = ~np.eye(n, dtype=np.bool_)
    order = np.argsort(-couplings, axis=1, kind="stable")
    order = order[order != np.arange(n)[:, None]].reshape(n, max(n - 1, 0))
    values, levels = np.unique(-couplings[off], return_inverse=True)
    if len(values) > _MOST_LEVELS:
        return couplings, order, np.zeros((0, 0), np.int64), np.zeros(0, np.int64)
    table = np.zeros((n, n), dtype=np.int64)
    table[off] = levels
    return couplings, order, table, -values


@dataclass(frozen=True, slots=True)
class Tree:
    """The open nodes of a search for the best s indices, in the order of the stack.

    The arrays of the stack have a row for each node: its numbers (indices left to choose, value of
    those chosen, proved upper bound, count of members), members, linear terms, which indices are
    members, couplings of each level that an index has with members, and the chosen indices. The
    state holds the height of the stack, the nodes done, the words written to the log, and whether a
    set was found.

    >>> tree = Tree.root(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]), np.array([1, 1, 1]), 2)
    >>> tree.bounds(), tree.fraction()
    ([12], 0.0)
    >>> tree.explore(np.empty(0, dtype=np.int64), 11, 99, exact=True), tree.fraction()
    ((0, 1), 1.0)
    """

    problem: Problem
    stack: Stack
    state: Ints

    @classmethod
    def root(cls, couplings: Ints, linear: Ints, s: int) -> Tree:
        """The tree that has its root alone."""
        n, problem = len(linear), problem_of(couplings)
        levels, values = problem[2], problem[3]
        numbers = np.zeros((n + 1, 4), dtype=np.int64)
        numbers[0] = s, 0, _root_bound(couplings, linear, s), n
        counts = np.zeros((n + 1, n, len(values)), dtype=np.int64)
        for level in range(len(values)):
            counts[0, :, level] = ((levels == level) & ~np.eye(n, dtype=np.bool_)).sum(axis=1)
        members = np.tile(np.arange(n), (n + 1, 1))
        alive, chosen = np.ones((n + 1, n), dtype=np.bool_), np.zeros((n + 1, s), dtype=np.int64)
        stack = (numbers, members, np.tile(linear, (n + 1, 1)), alive, counts, chosen)
        return cls(problem, stack, np.array([1, 0, 0, 0]))

    @property
    def height(self) -> int:
        """The number of open nodes."""
        return int(self.state[HEIGHT])

    @property
    def nodes(self) -> int:
        """The number of nodes done."""
        return int(self.state[NODES])

    def bounds(self) -> list[int]:
        """The upper bounds of the open nodes."""
        return [int(x) for x in self.stack[0][: self.height, BOUND]]

    def fraction(self) -> float:
        """The part of all sets that is done."""
        n, s = len(self.problem[0]), self.stack[5].shape[1]
        nodes = self.stack[0][: self.height].tolist()
        return 1 - sum(comb(node[COUNT], node[LEFT]) for node in nodes) / comb(n, s)

    def copy(self) -> Tree:
        """The same tree in arrays of its own."""
        numbers, members, linear, alive, counts, chosen = self.stack
        arrays = numbers.copy(), members.copy(), linear.copy()
        stack = *arrays, alive.copy(), counts.copy(), chosen.copy()
        return Tree(self.problem, stack, self.state.copy())

    def climb(self, start: NDArray[np.bool_]) -> tuple[int, ...]:
        """The set that exchanges reach from a start; for a tree that has its root alone."""
        chosen, s = start.copy(), self.stack[5].shape[1]
        _kernel().climb(self.problem[0], self.stack[2][0], chosen, s)
        return tuple(np.flatnonzero(chosen).tolist())

    def explore(
        self, log: Ints, target: int, budget: int, *, exact: bool
    ) -> tuple[int, ...] | None:
        """Work until nothing is open, the budget or the log ends, or a set beats the target."""
        _kernel().explore(self.problem, self.stack, self.state, log, target, budget, exact)
        if not self.state[FOUND]:
            return None
        return tuple(sorted(self.stack[5][self.height].tolist()))

    def take(self, log: Ints) -> Ints:
        """What has been written to the log, which begins anew."""
        written = int(self.state[WRITTEN])
        self.state[WRITTEN] = 0
        return log[:written].copy()


def _root_bound(couplings: Ints, linear: Ints, s: int) -> int:
    """The sum of the s largest row values at the root."""
    if s == 0:
        return 0
    off = couplings[~np.eye(len(linear), dtype=np.bool_)].reshape(len(linear), -1)
    rows = linear + np.sort(off, axis=1)[:, len(linear) - s :].sum(axis=1)
    return int(np.sort(rows)[len(linear) - s :].sum())


def _kernel() -> ModuleType:
    """The compiled functions, imported when first needed."""
    from adversary.worst_case import fixed_kernel

    return fixed_kernel
