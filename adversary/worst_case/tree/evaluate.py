"""The bounds of a node in the compiled search: its kept workers, a policy, a concave bound.

What the slots of problem, stack and target mean stands in `adversary.worst_case.tree.node`. For the
c undecided workers of a node, ascending in ``undecided`` (c,): ``products`` (c + 1, c + 1) are the
inner products of their replaced rows and, last, of the all-ones vector, in units of 1 over the
square of the row scale; ``rows`` (c,) are row values as integer bounds, those of the concave bound
times ``POINT_SCALE^2``; ``V`` (c,) are the numerators of weights; ``point`` (c,) is the y of a
concave bound, times `POINT_SCALE`. Where rows are floats, margins for their rounding are added to
what would be an integer bound: see `adversary.worst_case.tree.rounding`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.concave import concave_rows, largest_eigenvalue, rounded, saddle
from adversary.worst_case.tree.dependence import depend
from adversary.worst_case.tree.integers import EXACT, NONE, policy_fits, replaced_rows
from adversary.worst_case.tree.node import (
    ASK_ERROR,
    DEPENDENT,
    KEPT,
    PIVOT,
    Problem,
    Stack,
    Target,
    having,
)
from adversary.worst_case.tree.policy import improve, largest, row_values, set_levels
from adversary.worst_case.tree.rounding import products_and_slack, rounding_margin
from adversary.worst_case.tree.sweep_operator import sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXCESS, POINT_SCALE = 1.01, 8


@jit
def suffices(problem: Problem, stack: Stack, target: Target, level: int, undecided: Ints) -> int:
    """Whether the workers kept so far decode well enough: 1 proved, 0 not, ASK_ERROR unclear.

    A 0 is what floats say: where it is wrong the node is only divided further. With nobody left to
    silence all undecided workers are kept first.
    """
    n = problem.rows.shape[0]
    matrix, status = stack.matrix[level], stack.status[level]
    swept = having(status, KEPT)
    if stack.left[level] == 0:
        matrix = matrix.copy()
        status = status.copy()
        for p in undecided:
            if matrix[p, p] > PIVOT * problem.matrix[p, p]:
                sweep(matrix, p)
                status[p] = KEPT
        swept = having(status, KEPT)
    if matrix[n, n] > target.error[0] + problem.tolerance:
        return 0
    replaced, products = np.empty((problem.rows.shape[1], 1)), np.empty((1, 1))
    none = np.empty(0, dtype=np.int64)
    high = replaced_rows(
        problem.rows, problem.sizes, matrix, swept, none, problem.row_scale, replaced
    )
    slack = products_and_slack(replaced, high, problem.slip, products)
    nobody = np.empty(0)
    margin = rounding_margin(nobody, 1.0, products, problem.slip, slack)
    fits = margin <= problem.tolerance * problem.row_scale**2
    if fits and products[0, 0] + margin <= target.limits[0]:
        return 1
    return ASK_ERROR if matrix[n, n] > target.error[0] - problem.tolerance or not fits else 0


@jit
def propose(problem: Problem, stack: Stack, target: Target, level: int, undecided: Ints) -> float:
    """The float bound of the node's policy, which is improved and rounded if that is too large."""
    c, n, t = len(undecided), problem.rows.shape[0], stack.left[level]
    R, u, v = np.empty((c, c)), np.empty(c), np.empty(c)
    matrix, q = stack.matrix[level], problem.policy_scale
    for a in range(c):
        u[a] = matrix[n, undecided[a]]
        v[a] = stack.policy[level, undecided[a]] / q
        for b in range(c):
            R[a, b] = matrix[undecided[a], undecided[b]]
    rows, best, levels = np.empty(c), np.empty(c), np.zeros(c)
    error = matrix[n, n]
    if t > 1:
        set_levels(v, R, t - 1, levels)
    value = error + row_values(v, u, R, t - 1, levels, rows, best) + largest(rows, c, t)
    goal = target.error[0] * (1.0 - problem.slack)
    if value <= target.error[0] - problem.tolerance:
        return float(value)
    improve(v, u, R, t, error, goal, problem.steps, best)
    for a in range(c):
        rounded = np.rint(best[a] * q)
        stack.policy[level, undecided[a]] = np.int64(rounded)
        best[a] = rounded / q
    stack.known[level] = False
    if t > 1:
        set_levels(best, R, t - 1, levels)
    value = error + row_values(best, u, R, t - 1, levels, rows, v) + largest(rows, c, t)
    return float(value)


@jit
def node_slack(
    problem: Problem, stack: Stack, level: int, undecided: Ints, products: Floats
) -> float:
    """The slack of the node's replaced rows, whose inner products are written.

    It is 0 for integers, and infinite if nothing can be decided: the products do not fit, or a row
    is so nearly dependent on others that floats take it for dependent, and fractions do not.
    """
    swept = having(stack.status[level], KEPT)
    dependent = having(stack.status[level], DEPENDENT)
    doubtful = problem.slip > 0.0 and len(dependent) > 0
    if doubtful and not depend(problem.residues, swept, dependent):
        return np.inf
    replaced = np.empty((problem.rows.shape[1], len(undecided) + 1))
    high = replaced_rows(
        problem.rows,
        problem.sizes,
        stack.matrix[level],
        swept,
        undecided,
        problem.row_scale,
        replaced,
    )
    return products_and_slack(replaced, high, problem.slip, products)


@jit
def policy_rows(
    problem: Problem,
    stack: Stack,
    level: int,
    undecided: Ints,
    products: Floats,
    slack: float,
    rows: Floats,
) -> float:
    """The base of the node's policy as an integer bound; NONE if its row values do not fit."""
    if slack == np.inf:
        return NONE
    c, t, q = len(undecided), stack.left[level], problem.policy_scale
    v, u, R = np.empty(c), np.empty(c), np.empty((c, c))
    levels, scratch = np.zeros(c), np.empty(c)
    for a in range(c):
        v[a] = stack.policy[level, undecided[a]]
        u[a] = q * products[c, a]
        for b in range(c):
            R[a, b] = products[a, b]
    if problem.slip == 0.0 and not policy_fits(v, q, products):
        return NONE
    margin = rounding_margin(v, q, products, problem.slip, slack)
    if not margin <= problem.tolerance * (problem.row_scale * q) ** 2:
        return NONE
    if t > 1:
        set_levels(v, R, t - 1, levels)
        for a in range(c):
            levels[a] = np.floor(levels[a])
    base = row_values(v, u, R, t - 1, levels, rows, scratch)
    return float(base + q * q * products[c, c] + margin)


@jit
def concave_form(
    problem: Problem,
    stack: Stack,
    level: int,
    undecided: Ints,
    products: Floats,
    slack: float,
    common: bool,
    V: Floats,
    point: Floats,
    rows: Floats,
) -> tuple[float, float]:
    """The concave bound of the node's policy or of a common weight: its base and its l.

    Written are the numerators of the weights, the point times `POINT_SCALE`, and the row values;
    the base is NONE if nothing is proved.
    """
    c, q = len(undecided), problem.policy_scale
    unit = problem.row_scale * problem.row_scale
    M, u, survivors = np.empty((c, c)), np.empty(c), c - stack.left[level]
    for a in range(c):
        V[a] = 1.0 if common else stack.policy[level, undecided[a]] / q
    for a in range(c):
        u[a] = V[a] * products[c, a] / unit
        for b in range(c):
            M[a, b] = V[a] * V[b] * products[a, b] / unit
    eigenvalue = EXCESS * largest_eigenvalue(M)
    weight = saddle(M, u, survivors, eigenvalue, 0.0 if common else 1.0, rows)
    weight = np.rint(q * weight) / q
    for a in range(c):
        V[a] = np.rint(q * weight * V[a])
    rounded(rows, POINT_SCALE, POINT_SCALE * survivors, point)
    size = np.ceil(q * q * weight * weight * eigenvalue)
    margin = rounding_margin(V, q, products, problem.slip, slack)
    if not (margin < np.inf and size < EXACT):
        return NONE, size
    base = concave_rows(V, q, products, size * unit, point, POINT_SCALE, rows, problem.slip, margin)
    return base, size
