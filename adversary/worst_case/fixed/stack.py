"""The tree of fixed decoders: the arrays on which the compiled search works."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Problem = tuple[Ints, Ints, Ints, Ints]
Stack = tuple[Ints, Ints, Ints, Ints, Ints]

LEFT, BASE, BOUND, COUNT = 0, 1, 2, 3
HEIGHT, NODES, WRITTEN, FOUND = 0, 1, 2, 3
WORD = 62
_MOST_LEVELS = 24


def bits(mask: NDArray[np.bool_]) -> Ints:
    """The last axis packed into words of 62 bits, which are never negative.

    >>> bits(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    words = -(-mask.shape[-1] // WORD)
    padded = np.zeros((*mask.shape[:-1], words * WORD), dtype=np.int64)
    padded[..., : mask.shape[-1]] = mask
    powers = 1 << np.arange(WORD, dtype=np.int64)
    packed: Ints = (padded.reshape(*mask.shape[:-1], words, WORD) * powers).sum(axis=-1)
    return packed


def problem_of(couplings: Ints) -> Problem:
    """What the search knows of the couplings, so that it sums the largest of a row quickly.

    That is: couplings; each row's others by descending coupling; the steps from zero to the least
    value and from one value to the next; and for each row and step who is above it, in bits. Where
    values are too many no step is given.

    >>> [part.tolist() for part in problem_of(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]))[2:]]
    [[1, 4], [[[6], [2]], [[5], [1]], [[3], [0]]]]
    """
    n = len(couplings)
    off = ~np.eye(n, dtype=np.bool_)
    order = np.argsort(-couplings, axis=1, kind="stable")
    order = order[order != np.arange(n)[:, None]].reshape(n, n - 1)
    values = np.unique(couplings[off])
    steps = np.diff(values, prepend=0)
    if len(values) > _MOST_LEVELS:
        steps = steps[:0]
    above = [(couplings >= value) & off for value, step in zip(values, steps, strict=False) if step]
    reach = bits(np.array(above, dtype=np.bool_).reshape(len(above), n, n)).transpose(1, 0, 2)
    return couplings, order, steps[steps != 0], np.ascontiguousarray(reach)


@dataclass(frozen=True, slots=True)
class Tree:
    """The open nodes of a search for the best s indices, in the order of the stack.

    The arrays of the stack have a row for each node: its numbers (indices left to choose, value of
    those chosen, proved upper bound, count of members), members, linear terms, members in bits,
    and the chosen indices from the end. The state holds the height of the stack, the nodes done,
    the words written to the log, and whether a set was found.

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
        stack = (numbers, members, np.tile(linear, (n + 1, 1)), alive, chosen)
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
        return [int(x) for x in self.stack[0][: self.height, BOUND]]

    def fraction(self) -> float:
        """The part of all sets that is done."""
        n, s = len(self.problem[0]), self.stack[4].shape[1]
        nodes = self.stack[0][: self.height].tolist()
        return 1 - sum(comb(node[COUNT], node[LEFT]) for node in nodes) / comb(n, s)

    def copy(self) -> Tree:
        """The same tree in arrays of its own."""
        numbers, members, linear, alive, chosen = self.stack
        stack = numbers.copy(), members.copy(), linear.copy(), alive.copy(), chosen.copy()
        return Tree(self.problem, stack, self.state.copy())

    def climb(self, start: NDArray[np.bool_]) -> tuple[int, tuple[int, ...]]:
        """The set that exchanges reach from a start, and its value; at the root alone."""
        chosen, s = start.copy(), self.stack[4].shape[1]
        value = _kernel().climb(self.problem[0], self.stack[2][0], chosen, s)
        return int(value), tuple(np.flatnonzero(chosen).tolist())

    def explore(
        self, log: Ints, target: int, budget: int, *, exact: bool
    ) -> tuple[int, ...] | None:
        """Work until nothing is open, the budget or the log ends, or a set beats the target."""
        _kernel().explore(self.problem, self.stack, self.state, log, target, budget, exact)
        if not self.state[FOUND]:
            return None
        return tuple(sorted(self.stack[4][self.height].tolist()))

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
    from adversary.worst_case.fixed import kernel as fixed_kernel

    return fixed_kernel
