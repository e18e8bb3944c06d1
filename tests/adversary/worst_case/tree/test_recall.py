"""Proved sets in the search: who is kept because of them, what is recorded, when a node ends."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.node import KEPT, KNOWN, LEVEL, UNDECIDED, USED, having, prove
from adversary.worst_case.tree.proved import add
from adversary.worst_case.tree.recall import recall
from adversary.worst_case.tree.state import SearchState
from designs import GradientCode

N = 11
CYCLE = GradientCode([[int((j - w) % N in (0, 1, 3)) for j in range(N)] for w in range(N)])
TURNS = [[(w + i) % N for w in range(N)] for i in (1,)]


def state_of(s, silent):
    return SearchState(Matrices(CYCLE), s, TURNS, silent=silent)


def entered(state, sets):
    """Enter sets, and return all their images."""
    for chosen in sets:
        add(state._problem.proved, np.array(chosen), len(chosen), 10**6)
    return {frozenset((w + i) % N for w in chosen) for chosen in sets for i in range(N)}


def recorded(state):
    out, i = state.written(), 0
    while i < len(out):
        assert out[i] == KNOWN
        many, size = out[i + 1 : i + 3]
        i += 3 + many + size
        yield out[i - many - size : i - size], out[i - size : i]


@pytest.mark.parametrize("seed", range(30))
def test_kept_is_who_makes_a_proved_set_with_silent_ones(seed):
    rng = random.Random(seed)
    silent = rng.sample(range(N), rng.randint(0, 5))
    state = state_of(len(silent) + 1, silent)
    sets = [sorted(rng.sample(range(N), rng.randint(2, 4))) for _ in range(3)]
    images = entered(state, sets)
    open_ = recall(state._problem, state._stack, state._control, state._out)
    expected = [
        w
        for w in range(N)
        if w not in silent
        and any(
            frozenset([*some, w]) in images
            for size in range(len(silent) + 1)
            for some in combinations(silent, size)
        )
    ]
    kept = [w for workers, _ in recorded(state) for w in workers]
    for workers, chosen in recorded(state):
        assert {*chosen} <= {*silent}
        assert all(frozenset([*chosen, w]) in images for w in workers)
    if open_:
        assert sorted(kept) == expected
        assert np.flatnonzero(state._stack.status[0] % 2).tolist() == expected
    else:
        assert len(expected) == N - len(silent), "somebody can still be silent"


def test_a_node_ends_when_too_few_are_left():
    state = state_of(4, [4])
    entered(state, [[0, d] for d in range(2, 6)])
    assert not recall(state._problem, state._stack, state._control, state._out)
    assert state._control[LEVEL] == -1
    assert len(having(state._stack.status[0], UNDECIDED)) < 3


def test_a_node_is_looked_at_once_as_long_as_nobody_is_silenced():
    state = state_of(4, [0])
    entered(state, [[0, 1]])
    arrays = state._problem, state._stack, state._control, state._out
    assert recall(*arrays)
    used = state._control[USED]
    entered(state, [[0, 2]])
    assert recall(*arrays)
    assert state._control[USED] == used
    assert having(state._stack.status[0], KEPT).tolist() == [1, 10]


def test_what_a_level_proves():
    state = state_of(5, [7, 2])
    prove(state._problem, state._stack, state._control, 0, 4)
    images = {frozenset((w + i) % N for w in (2, 4, 7)) for i in range(N)}
    other = state_of(5, [7, 4])
    entered(other, [[2, 4, 7]])
    assert (state._problem.proved.masks == other._problem.proved.masks).all()
    assert len(images) == N
