"""What can be done to a node: workers are kept, silenced, and taken up again with their orbits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.error import error
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.node import (
    BRANCH,
    DEPENDENT,
    KEPT,
    LEAF_BOUND,
    LEVEL,
    PHASE,
    POLICY,
    SILENT,
    START,
    UNDECIDED,
    USED,
    close,
    descend,
    end_by_bound,
    having,
    keep,
    silent_count,
    spread,
    usable,
    write_policy,
)
from adversary.worst_case.tree.proved import members
from adversary.worst_case.tree.state import SearchState
from designs import GradientCode, random_biregular


@pytest.fixture
def search():
    """The arrays of a search for three stragglers of nine workers."""
    code = random_biregular(9, 9, 3, seed=1)
    state = SearchState(Matrices(code), 3, ())
    return code, state._problem, state._stack, state._control


@given(st.lists(st.integers(0, 3), max_size=20), st.integers(0, 3))
def test_workers_of_a_status(status, value):
    found = having(np.array(status, dtype=np.int8), value)
    assert found.tolist() == [w for w, x in enumerate(status) if x == value]


def test_the_corner_is_the_error_of_those_kept(search):
    code, problem, stack, _ = search
    for count, w in enumerate([4, 0, 8, 2], start=1):
        keep(problem, stack, 0, w)
        kept = [4, 0, 8, 2][:count]
        silent = [x for x in range(9) if x not in kept]
        assert stack.matrix[0, 9, 9] == pytest.approx(float(error(code, silent)))
        assert having(stack.status[0], KEPT).tolist() == sorted(kept)


def test_rows_that_depend_on_those_kept_add_nothing():
    state = SearchState(Matrices(GradientCode([[1, 1, 0], [2, 2, 0], [0, 0, 1], [1, 1, 1]])), 1, ())
    for w in (0, 1, 2, 3):
        keep(state._problem, state._stack, 0, w)
    assert state._stack.status[0].tolist() == [KEPT, DEPENDENT, KEPT, DEPENDENT]


def test_descending_copies_the_node_and_silences_one(search):
    _, problem, stack, _ = search
    keep(problem, stack, 0, 5)
    stack.bound[0] = 77
    descend(stack, 0, 3)
    assert (stack.matrix[1] == stack.matrix[0]).all()
    assert (stack.policy[1] == stack.policy[0]).all()
    assert stack.status[0].tolist() == [0, 0, 0, 0, 0, KEPT, 0, 0, 0]
    assert stack.status[1].tolist() == [0, 0, 0, SILENT, 0, KEPT, 0, 0, 0]
    assert (silent_count(stack, 0), silent_count(stack, 1)) == (0, 1)
    assert stack.left[:2].tolist() == [3, 2]
    assert stack.bound[1] == 77


def test_closing_keeps_the_orbit_that_was_silenced_from(search):
    _, problem, stack, control = search
    stack.pending[0] = np.isin(np.arange(9), [3, 6, 7])
    descend(stack, 0, 3)
    control[LEVEL], control[PHASE] = 1, 9
    close(problem, stack, control)
    assert (control[LEVEL], control[PHASE]) == (0, START)
    assert having(stack.status[0], KEPT).tolist() == [3, 6, 7]
    stack.pending[0] = np.isin(np.arange(9), [0, 1, 2, 4])
    control[LEVEL] = 1
    close(problem, stack, control)
    assert control[LEVEL] == -1, "two undecided workers are too few for three stragglers"


def test_a_branch_that_is_done_proves_its_silent_workers():
    turn = [(w + 1) % 9 for w in range(9)]
    code = GradientCode([[int((j - w) % 9 in (0, 1, 3)) for j in range(9)] for w in range(9)])
    state = SearchState(Matrices(code), 4, [turn], silent=[5])
    problem, stack, control = state._problem, state._stack, state._control
    stack.pending[0, 3] = True
    descend(stack, 0, 3)
    control[LEVEL] = 1
    assert not problem.proved.masks.any()
    close(problem, stack, control)
    assert [members(row) for row in problem.proved.masks[1:10]] == [
        sorted([(w + 2) % 9, (w - 2) % 9]) for w in range(9)
    ]
    assert not problem.proved.masks[10:].any()


def test_a_branch_with_no_second_case_proves_nothing():
    """As in the checker, which has no node then to enter the set with."""
    code = GradientCode([[int((j - w) % 9 in (0, 1, 3)) for j in range(9)] for w in range(9)])
    state = SearchState(Matrices(code), 2, [[(w + 1) % 9 for w in range(9)]], kept=range(7))
    problem, stack, control = state._problem, state._stack, state._control
    stack.pending[0, 8] = True
    descend(stack, 0, 8)
    control[LEVEL] = 1
    close(problem, stack, control)
    assert control[LEVEL] == -1
    assert not problem.proved.masks.any()


def test_a_policy_is_written_once(search):
    _, _, stack, control = search
    out = np.zeros(100, dtype=np.int64)
    undecided = np.array([2, 4, 7])
    stack.policy[0, undecided] = [20, 40, 70]
    for _ in range(2):
        write_policy(stack, 0, undecided, control, out)
    assert out[: control[USED]].tolist() == [POLICY, 3, 2, 20, 4, 40, 7, 70]


def test_an_end_by_bound_is_one_word(search):
    _, problem, stack, control = search
    out = np.full(9, BRANCH)
    end_by_bound(problem, stack, control, out)
    assert out[: control[USED]].tolist() == [LEAF_BOUND]
    assert control[LEVEL] == -1


@given(st.permutations(range(6)), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_usable_symmetries_respect_what_is_decided(image, status):
    found = usable(np.array([range(6), image]), np.array(status, dtype=np.int8))
    group = {UNDECIDED: 0, KEPT: 1, SILENT: 2, DEPENDENT: 1}
    same = all(group[status[w]] == group[status[image[w]]] for w in range(6))
    assert found.tolist() == ([0, 1] if same else [0])


@given(st.permutations(range(7)), st.integers(0, 6))
def test_orbits_are_closed(image, worker):
    orbit = np.arange(7) == worker
    spread(np.array([image]), np.array([0]), orbit)
    expected, w = {worker}, image[worker]
    while w not in expected:
        expected.add(w)
        w = image[w]
    assert set(np.flatnonzero(orbit).tolist()) == expected
