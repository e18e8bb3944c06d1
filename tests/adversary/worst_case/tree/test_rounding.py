"""Margins for rounding: what floats say is within them of what fractions say."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from float_codes import float_code
from hypothesis import given, settings
from hypothesis import strategies as st
from small_codes import brute

from adversary import check
from adversary.certificate import tree_certificate, verify
from adversary.decoding.error import error
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.concave import semidefinite_on_sum_zero
from adversary.worst_case.tree.evaluate import (
    POINT_SCALE,
    concave_form,
    node_slack,
    policy_rows,
    suffices,
)
from adversary.worst_case.tree.integers import EXACT, NONE
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.policy import largest
from adversary.worst_case.tree.rounding import products_and_slack, rounding_margin
from adversary.worst_case.tree.state import SearchState
from adversary.worst_case.tree.tree import TreeSearch

CODES = [code for code in map(float_code, range(120)) if Matrices(code).slip > 0]


class At:
    """A node of the search of a float code, with random weights; and the same in fractions."""

    def __init__(self, code, kept, silent, t, weights):
        self.code = code
        self.state = SearchState(Matrices(code), len(silent) + t, (), kept, silent)
        self.state.aim(Fraction(1))
        self.undecided = self.state.node()[2]
        self.problem, self.stack = self.state._problem, self.state._stack
        self.t, c = t, len(self.undecided)
        self.stack.policy[0, self.undecided] = weights[:c]
        self.products, self.rows = np.empty((c + 1, c + 1)), np.empty(c)
        self.arrays = (self.problem, self.stack, 0, np.array(self.undecided, np.int64))
        self.slack = node_slack(*self.arrays, self.products)
        self.V = self.stack.policy[0, self.undecided].astype(float)
        self.unit = (self.state._matrices.row_scale * self.state._matrices.policy_scale) ** 2
        self.exact = self._replaced(code)

    def _replaced(self, code):
        """The rows that the replaced rows stand for, and last the all-ones vector, in fractions."""
        m, n, g = self.state._matrices, code.workers, self.state._matrices.row_scale
        pairs = zip(code.integer_rows(), m.shifts, strict=True)
        rows = [[Fraction(x, 1 << shift) for x in row] for row, shift in pairs]
        rows.append([Fraction(1)] * code.partitions)
        swept = np.flatnonzero(self.stack.status[0] == 1).tolist()
        found = []
        for j in [*self.undecided, n]:
            row = [g * x for x in rows[j]]
            for p in swept:
                weight = int(np.rint(self.stack.matrix[0, j, p] * g))
                row = [x - weight * y for x, y in zip(row, rows[p], strict=True)]
            found.append(row)
        return found

    def error(self, silent):
        """The integer bound of the policy for these silent workers (by position), exactly."""
        q = int(self.problem.policy_scale)
        weights = [0 if a in silent else -int(v) for a, v in enumerate(self.V)] + [q]
        columns = zip(*self.exact, strict=True)
        return sum(
            sum(v * x for v, x in zip(weights, column, strict=True)) ** 2 for column in columns
        )

    def margin(self):
        return rounding_margin(
            self.V, self.problem.policy_scale, self.products, self.problem.slip, self.slack
        )


@st.composite
def nodes(draw):
    code = draw(st.sampled_from(CODES))
    n = code.workers
    order = draw(st.permutations(range(n)))
    kept, silent = draw(st.integers(0, n - 1)), draw(st.integers(0, 1))
    undecided = max(0, n - kept - silent)
    t = draw(st.integers(0, undecided))
    weights = draw(st.lists(st.integers(-200, 200), min_size=n, max_size=n))
    return At(code, order[:kept], order[kept : kept + silent], t, weights)


@given(nodes())
@settings(max_examples=300)
def test_row_values_and_margin_bound_every_choice(at):
    base = policy_rows(*at.arrays, at.products, at.slack, at.rows)
    if base == NONE:
        return
    total = Fraction(base + largest(at.rows.copy(), len(at.rows), at.t))
    for chosen in combinations(range(len(at.rows)), at.t):
        exact = at.error(chosen)
        assert exact <= Fraction(base) + sum(Fraction(at.rows[a]) for a in chosen)
        assert exact <= total


@given(nodes())
@settings(max_examples=200)
def test_single_silent_workers_are_within_the_margin_of_fractions(at):
    at.stack.left[0] = 1
    base = policy_rows(*at.arrays, at.products, at.slack, at.rows)
    if base == NONE:
        return
    margin = Fraction(at.margin())
    for a, row in enumerate(at.rows):
        value = Fraction(base) + Fraction(row) - margin
        assert abs(value - at.error((a,))) <= margin


@given(nodes(), st.booleans())
@settings(max_examples=300)
def test_the_concave_bound_and_its_margin_bound_every_choice(at, common):
    c = len(at.rows)
    if not 0 < at.t < c or c < 3 or at.slack == np.inf:
        return
    V, point = np.empty(c), np.empty(c)
    base, _ = concave_form(*at.arrays, at.products, at.slack, common, V, point, at.rows)
    if base == NONE:
        return
    at.V = V
    for chosen in combinations(range(c), at.t):
        proved = Fraction(base) + sum(Fraction(at.rows[a]) for a in chosen)
        assert POINT_SCALE**2 * at.error(chosen) <= proved


@given(nodes())
@settings(max_examples=200)
def test_kept_workers_suffice_only_if_they_do(at):
    """With nobody left to silence all undecided workers are kept."""
    gone = [w for w, x in enumerate(at.stack.status[0]) if x == 2 or (at.t > 0 and x == 0)]
    truth = Fraction(error(at.code, gone))
    for change in (0, Fraction(1, 10**14), Fraction(1, 10**9), Fraction(1, 10**3)):
        at.state.aim(truth * (1 - change))
        problem, stack, level, undecided = at.arrays
        assert suffices(problem, stack, at.state._target, level, undecided) != 1 or not change


@pytest.mark.parametrize("seed", [0, 12, 24, 36, 48, 60])
def test_kept_workers_suffice_for_a_claim_that_is_a_little_larger(seed):
    code = float_code(seed)
    n = code.workers
    for count in range(n):
        at = At(code, range(count), range(count, n), 0, [1] * n)
        at.state.aim(Fraction(error(code, range(count, n))) + Fraction(1, 10**9))
        problem, stack, level, undecided = at.arrays
        assert suffices(problem, stack, at.state._target, level, undecided) == 1


@given(st.integers(0, 10**6))
@settings(max_examples=150)
def test_semidefinite_in_floats_means_semidefinite(seed):
    rng = np.random.default_rng(seed)
    n, slip = int(rng.integers(2, 7)), 1e-14
    root = rng.standard_normal((n, n)) * 10.0 ** rng.integers(0, 12)
    S = root @ root.T
    S = (S + S.T) / 2 - rng.choice([0, 1e-12, 1e-7, 1e-3, 0.1]) * S.max() * np.eye(n)
    least = float(rng.choice([0, 1e-9, 1e-5]) * S.max())
    if semidefinite_on_sum_zero(S, slip, least):
        exact = [[Fraction(x) - (i == j) * Fraction(least) for j, x in enumerate(row)]
                 for i, row in enumerate(S.tolist())]  # fmt: skip
        last = exact[-1]
        form = [[exact[i][j] - exact[i][-1] - last[j] + last[-1] for j in range(n - 1)]
                for i in range(n - 1)]  # fmt: skip
        assert check.semidefinite(form)
    assert semidefinite_on_sum_zero(1e20 * np.eye(n), slip, 1e15)
    assert not semidefinite_on_sum_zero(1e20 * np.eye(n), slip, 1.1e20)
    assert not semidefinite_on_sum_zero(np.full((n, n), np.nan), slip, 0.0)


def test_integers_have_no_margin_and_what_is_too_large_no_bound():
    ones, products = np.ones(1), np.ones((2, 2))
    assert rounding_margin(ones, 64.0, products, 0.0, 0.0) == 0
    assert rounding_margin(ones, 64.0, products, 0.0, np.inf) == np.inf
    assert rounding_margin(EXACT * ones, 64.0, products, 1e-15, 0.0) == np.inf
    assert rounding_margin(ones, 64.0, np.nan * products, 1e-15, 0.0) == np.inf
    assert rounding_margin(ones, 64.0, products, 1e-15, np.inf) == np.inf
    assert products_and_slack(np.full((3, 2), 2.0**30), 2.0**30, 0.0, products) == np.inf
    assert products_and_slack(np.full((3, 2), 2.0**30), 2.0**30, 1e-15, products) < 1


def result_of(tree, s):
    ends = (tree.lower, tree.upper, tree.worst_set, Method.STOPPED)
    return WorstCase(tree.code.workers, tree.code.partitions, s, "optimal", *ends, 0.0)


def assert_right(code):
    for s in range(code.workers + 1):
        tree = TreeSearch(code, s, tuple(range(s)), keep_records=True)
        tree.run(None, None)
        assert tree.lower == tree.upper == brute(code, s)
        verify(tree_certificate(code, result_of(tree, s), tree.records()))


@pytest.mark.parametrize("seed", range(12))
def test_every_s_against_brute_force_and_before_the_checker(seed):
    assert_right(float_code(seed, 5))
