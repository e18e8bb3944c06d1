"""Nodes of the search for small codes: who is kept and silent, and what is exact about them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from drawn_codes import codes
from hypothesis import strategies as st

from adversary.worst_case.gram_error import error_of_survivors
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.state import SearchState
from designs import GradientCode, random_biregular


class Node:
    """A root at which some workers are decided, with t of the others still to be silenced."""

    def __init__(self, code, t, kept=(), silent=(), claim=0):
        self.matrices = Matrices(code)
        self.code, self.t, self.kept, self.silent = code, t, tuple(kept), tuple(silent)
        state = SearchState(self.matrices, t + len(silent), (), kept, silent)
        state.aim(Fraction(claim))
        self.problem, self.stack, self.target = state._problem, state._stack, state._target
        self.undecided = np.flatnonzero(self.stack.status[0] == 0)

    def error(self, more):
        """The exact error if these workers are silent too."""
        gone = {*self.silent, *map(int, more)}
        left = [w for w in range(self.matrices.n) if w not in gone]
        return Fraction(error_of_survivors(self.matrices.exact, left))


@st.composite
def nodes(draw, most_silent=3):
    """A code of small numbers, some of them with equal or dependent rows, and a node of it."""
    code = draw(codes() | st.sampled_from(TIED))
    n = code.workers
    order = draw(st.permutations(range(n)))
    kept = draw(st.integers(0, n - 1))
    silent = draw(st.integers(0, n - 1 - kept))
    t = draw(st.integers(1, min(most_silent, n - kept - silent)))
    return code, t, order[:kept], order[kept : kept + silent]


TIED = [
    GradientCode([[int(p in line) for p in range(6)] for line in lines])
    for lines in (
        [{0, 1, 2}, {3, 4, 5}, {0, 3}, {1, 4}, {2, 5}],
        [{0, 1}, {2, 3}, {4, 5}, {0, 2}, {1, 4}, {3, 5}, {0, 5}, {1, 3}],
        [{0, 1, 2}, {0, 1, 2}, {3, 4, 5}, {3, 4, 5}, {0, 3}, {0, 3}],
    )
] + [random_biregular(8, 8, 3, seed=1), random_biregular(9, 6, 3, seed=2)]
