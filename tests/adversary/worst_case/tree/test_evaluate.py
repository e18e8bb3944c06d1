"""What integers prove at a node, against the same in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from small_codes import any_code

from adversary.decoding.error import error
from adversary.worst_case.tree.evaluate import (
    POINT_SCALE,
    concave_form,
    node_slack,
    policy_rows,
    propose,
    suffices,
)
from adversary.worst_case.tree.exact import Projection
from adversary.worst_case.tree.integers import NONE
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.node import ASK_ERROR
from adversary.worst_case.tree.policy import largest
from adversary.worst_case.tree.state import SearchState
from designs import random_biregular

CODES = [random_biregular(10, 10, 4, seed=seed) for seed in range(4)]


def node_of(code, s, kept, silent, claim=0):
    state = SearchState(Matrices(code), s, (), kept, silent)
    state.aim(Fraction(claim))
    undecided = np.array(state.node()[2], np.int64)
    return state, (state._problem, state._stack, state._target, 0, undecided)


def bound_in_integers(arrays):
    """The policy bound of the node from its integers, as a fraction; None if they do not fit."""
    problem, stack, _, level, undecided = arrays
    c = len(undecided)
    products, rows = np.empty((c + 1, c + 1)), np.empty(c)
    slack = node_slack(problem, stack, level, undecided, products)
    base = policy_rows(problem, stack, level, undecided, products, slack, rows)
    if base == NONE:
        return None
    total = base + largest(rows.copy(), c, int(stack.left[level]))
    return Fraction(int(total)) / int(problem.policy_scale * problem.row_scale) ** 2


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kept", [(), (2, 5), (0, 1, 7, 8)])
@pytest.mark.parametrize("silent", [(), (3, 4)])
def test_integers_bound_every_completion_and_are_near_the_fractions(code, kept, silent):
    state, arrays = node_of(code, 4, kept, silent)
    undecided, t = arrays[-1].tolist(), 4 - len(silent)
    proposed = propose(*arrays)
    bound = bound_in_integers(arrays)
    weights = state._matrices.weights(undecided, state.policy(undecided))
    exact = Projection(state._matrices.exact, kept, undecided).bound(weights, t)
    assert float(bound) == pytest.approx(float(exact), rel=0.05)
    assert proposed == pytest.approx(float(exact), rel=0.05)
    worst = max(error(code, (*silent, *more)) for more in combinations(undecided, t))
    assert worst <= exact
    assert worst <= bound


def test_proposals_lower_the_bound():
    for code in CODES:
        (_, arrays), (_, fresh) = (node_of(code, 5, (1, 2), (0,)) for _ in range(2))
        propose(*arrays)
        assert bound_in_integers(arrays) <= bound_in_integers(fresh)


@pytest.mark.parametrize("seed", range(60))
def test_enough_is_proved_and_never_wrong(seed):
    code = any_code(seed)
    n = code.workers
    for count in range(n):
        kept, silent = tuple(range(count)), tuple(range(count, n))
        truth = error(code, silent)
        _, arrays = node_of(code, n - count, kept, silent, truth)
        if not arrays[0].slip:  # else floats may be far off, and fractions decide in the end
            assert suffices(*arrays) in (1, ASK_ERROR)
        if truth:
            _, arrays = node_of(code, n - count, kept, silent, truth * Fraction(99, 100))
            assert suffices(*arrays) in (0, ASK_ERROR)


def test_with_nobody_left_to_silence_all_others_are_kept():
    code = CODES[0]
    truth = error(code, [3, 4])
    for claim, wrong in [(truth + 1, 0), (truth - Fraction(1, 100), 1)]:
        _, arrays = node_of(code, 2, (0,), (3, 4), claim)
        assert suffices(*arrays) in {0, 1, ASK_ERROR} - {wrong}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("common", [False, True])
def test_the_concave_bound_holds_for_every_completion(code, common):
    state, arrays = node_of(code, 6, (2,), (3,))
    problem, stack, _, level, undecided = arrays
    propose(*arrays)
    c = len(undecided)
    products, V, point, rows = np.empty((c + 1, c + 1)), np.empty(c), np.empty(c), np.empty(c)
    slack = node_slack(problem, stack, level, undecided, products)
    base, size = concave_form(
        problem, stack, level, undecided, products, slack, common, V, point, rows
    )
    assert base != NONE
    assert size > 0
    assert point.sum() == POINT_SCALE * (c - 5)
    assert not common or len(set(V)) == 1
    unit = int(problem.policy_scale * problem.row_scale * POINT_SCALE) ** 2
    for more in combinations(range(c), 5):
        value = Fraction(int(base + rows[list(more)].sum())) / unit
        assert error(code, (3, *undecided[list(more)].tolist())) <= value
    assert slack == state._matrices.slip == 0
