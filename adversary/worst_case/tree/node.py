"""A node of the compiled search: its arrays, and what can be done to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.sweep import sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.int8]

UNDECIDED, KEPT, SILENT, DEPENDENT = 0, 1, 2, 3
START, ENOUGH, TOO_LITTLE, BOUNDED, UNBOUNDED, ASK_ERROR, ASK_BOUND = 0, 1, 2, 3, 4, 5, 6
LEVEL, PHASE, USED, NODES = 0, 1, 2, 3
LEAF_ERROR, LEAF_BOUND, POLICY, FORCED, BRANCH, ORBIT, CONCAVE = 0, 1, 2, 3, 4, 5, 6
PIVOT = 1e-9


class Problem(NamedTuple):
    """What does not change: integer rows, augmented Gram matrix, symmetries, and the two scales."""

    rows: Floats
    sizes: Floats
    matrix: Floats
    symmetries: Ints
    policy_scale: float
    row_scale: float
    tolerance: float
    steps: int
    slack: float
    concave_from: float


class Stack(NamedTuple):
    """One entry a level: the node whose child with a worker silenced is the next level."""

    matrix: Floats
    status: Bytes
    policy: Ints
    left: Ints
    pending: Bools
    bound: Floats
    known: Bools


class Target(NamedTuple):
    """What to prove: the error to stay under, and the same times the scales as integers."""

    error: Floats
    limits: Floats


@jit
def having(status: Bytes, value: int) -> Ints:
    """The workers of this status, ascending.

    >>> having(np.array([0, 2, 0], dtype=np.int8), 0).tolist()
    [0, 2]
    """
    count = 0
    for w in range(len(status)):
        count += status[w] == value
    found = np.empty(count, dtype=np.int64)
    for w in range(len(status) - 1, -1, -1):
        if status[w] == value:
            count -= 1
            found[count] = w
    return found


@jit
def silent_count(stack: Stack, level: int) -> int:
    """How many workers are silent at a level."""
    return len(having(stack.status[level], SILENT))


@jit
def keep(problem: Problem, stack: Stack, level: int, w: int) -> None:
    """Decide that a worker survives; one that depends on those kept already adds nothing."""
    matrix = stack.matrix[level]
    if matrix[w, w] > PIVOT * problem.matrix[w, w]:
        sweep(matrix, w)
        stack.status[level, w] = KEPT
    else:
        stack.status[level, w] = DEPENDENT


@jit
def descend(stack: Stack, level: int, worker: int) -> None:
    """Copy a level to the next, where the worker is silent."""
    n = stack.status.shape[1]
    for a in range(n + 1):
        for b in range(n + 1):
            stack.matrix[level + 1, a, b] = stack.matrix[level, a, b]
    for w in range(n):
        stack.status[level + 1, w] = stack.status[level, w]
        stack.policy[level + 1, w] = stack.policy[level, w]
    stack.status[level + 1, worker] = SILENT
    stack.left[level + 1] = stack.left[level] - 1
    stack.bound[level + 1] = stack.bound[level]
    stack.known[level + 1] = stack.known[level]


@jit
def close(problem: Problem, stack: Stack, control: Ints) -> None:
    """Go back to the last level where there is more to do: there the pending workers are kept."""
    control[PHASE] = START
    level = control[LEVEL] - 1
    while level >= 0:
        for w in range(problem.rows.shape[0]):
            if stack.pending[level, w]:
                keep(problem, stack, level, w)
        if len(having(stack.status[level], UNDECIDED)) >= stack.left[level]:
            break
        level -= 1
    control[LEVEL] = level


@jit
def write_policy(stack: Stack, level: int, undecided: Ints, control: Ints, out: Ints) -> None:
    """Record the policy of the node unless the records have it already."""
    if stack.known[level]:
        return
    used = control[USED]
    out[used] = POLICY
    out[used + 1] = len(undecided)
    used += 2
    for w in undecided:
        out[used] = w
        out[used + 1] = stack.policy[level, w]
        used += 2
    control[USED] = used
    stack.known[level] = True


@jit
def end_by_bound(problem: Problem, stack: Stack, control: Ints, out: Ints) -> None:
    """Record that the bound in force ends the node, and close it."""
    out[control[USED]] = LEAF_BOUND
    control[USED] += 1
    close(problem, stack, control)


@jit
def usable(symmetries: Ints, status: Bytes) -> Ints:
    """The symmetries that map kept workers to kept ones and silent to silent ones."""
    found = np.empty(len(symmetries), dtype=np.int64)
    count = 0
    for i in range(len(symmetries)):
        good = True
        for w in range(len(status)):
            here, there = status[w], status[symmetries[i, w]]
            if here != there and here + there != KEPT + DEPENDENT:
                good = False
                break
        if good:
            found[count] = i
            count += 1
    return found[:count]


@jit
def spread(symmetries: Ints, usable: Ints, orbit: Bools) -> None:
    """Close a set of workers under symmetries, in place."""
    growing = True
    while growing:
        growing = False
        for i in usable:
            for w in range(len(orbit)):
                if orbit[w] and not orbit[symmetries[i, w]]:
                    orbit[symmetries[i, w]] = True
                    growing = True
