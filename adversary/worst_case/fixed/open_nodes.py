"""The open nodes of a search for fixed decoders: the arrays that the compiled search works on."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.fixed.arrays import (
    BOUND,
    COUNT,
    FOUND,
    HEIGHT,
    LEFT,
    NODES,
    WRITTEN,
    Ints,
    Problem,
    Stack,
    bits,
    problem_of,
)


@dataclass(frozen=True, slots=True)
class Tree:
    """The open nodes of a search for the s workers of greatest value, in the order of the stack.

    What the arrays hold stands in `adversary.worst_case.fixed.arrays`; the state is the array of
    the slots HEIGHT, NODES, WRITTEN and FOUND.

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
        n = len(linear)
        numbers = np.zeros((n + 1, 4), dtype=np.int64)
        numbers[0] = s, 0, _root_bound(couplings, linear, s), n
        members, alive = np.tile(np.arange(n), (n + 1, 1)), bits(np.ones((n + 1, n), np.bool_))
        chosen = np.zeros((n + 1, s), dtype=np.int64)
        stack = Stack(numbers, members, np.tile(linear, (n + 1, 1)), alive, chosen)
        return cls(problem_of(couplings), stack, np.array([1, 0, 0, 0]))

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
        return [int(x) for x in self.stack.numbers[: self.height, BOUND]]

    def fraction(self) -> float:
        """The part of all sets that is done."""
        n, s = len(self.problem.couplings), self.stack.chosen.shape[1]
        nodes = self.stack.numbers[: self.height].tolist()
        return 1 - sum(comb(node[COUNT], node[LEFT]) for node in nodes) / comb(n, s)

    def copy(self) -> Tree:
        """The same tree in arrays of its own."""
        stack = Stack(*(array.copy() for array in self.stack))
        return Tree(self.problem, stack, self.state.copy())

    def climb(self, start: NDArray[np.bool_]) -> tuple[int, tuple[int, ...]]:
        """The set that exchanges reach from a start, and its value; at the root alone."""
        from adversary.worst_case.fixed.exchange import climb

        chosen, s = start.copy(), self.stack.chosen.shape[1]
        value = climb(self.problem.couplings, self.stack.linear[0], chosen, s)
        return int(value), tuple(np.flatnonzero(chosen).tolist())

    def explore(
        self, log: Ints, target: int, budget: int, *, exact: bool
    ) -> tuple[int, ...] | None:
        """Work until nothing is open, the budget or the log ends, or a set beats the target."""
        from adversary.worst_case.fixed.branch_and_bound import explore

        explore(self.problem, self.stack, self.state, log, target, budget, exact)
        if not self.state[FOUND]:
            return None
        return tuple(sorted(self.stack.chosen[self.height].tolist()))

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
