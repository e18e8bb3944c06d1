"""A node of the compiled search: its arrays, what their slots mean, and what can be done to it.

Sizes: n workers, k partitions, s stragglers, L = min(s, n) + 2 levels. Two scales turn floats into
integers: numerators of weights are over ``policy_scale`` = q, replaced rows are multiplied by
``row_scale`` = g. An *integer error* is an error times ``g^2``, an *integer bound* a bound on an
error times ``(g q)^2``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.proved import ProvedSets, add
from adversary.worst_case.tree.sweep_operator import sweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.int8]

# What a worker is at a node: an entry of `Stack.status`.
UNDECIDED = 0
KEPT = 1  # it survives, and the matrix is swept on it
SILENT = 2
DEPENDENT = 3  # it survives, and its row adds nothing to those kept before it

# The slots of ``control``, an array of shape (5,) that says where the search stands.
LEVEL = 0  # the level of the current node; -1 when nothing is open
PHASE = 1  # what is known of the current node: one of the phases below
USED = 2  # how many words stand in the records
NODES = 3  # how many nodes have been visited
SCANS = 4  # 1 if nodes with few sets left are to be scanned, which the driver does

# The phases of a node: nothing known, the answers to two questions, and the two questions.
START = 0
ENOUGH, TOO_LITTLE = 1, 2  # the kept workers alone decode well enough, or do not
BOUNDED, UNBOUNDED = 3, 4  # the bound of its policy is small enough, or is not
ASK_ERROR, ASK_BOUND = 5, 6
ASK_SETS = 7  # the third: none of the sets behind the records is worse than the claim?
ASK_SCAN = 8  # the fourth: what does a scan find? Its answers are SCANNED, UNSCANNED and ASK_SETS
SCANNED, UNSCANNED = -1, -2  # its answers: no set of the node is, or a scan does not tell

# The kinds of records in ``out``, an array that holds them one after another, and their words.
LEAF_ERROR = 0  # kind: the node ends, because its kept workers decode well enough
LEAF_BOUND = 1  # kind: it ends, because the bound in force is small enough
POLICY = 2  # kind, c, and c pairs of a worker and the numerator of its weight
FORCED = 3  # kind, how many are kept, how many silent, the kept workers, the silent ones
BRANCH = 4  # kind, worker: first it is silent, then it is kept
ORBIT = 5  # kind, worker, m, m symmetries: first it is silent, then its orbit under them is kept
CONCAVE = 6  # kind, size, c, and c coordinates of the point, times `POINT_SCALE`
LEAF_SETS = 7  # kind: it ends, because each set of the undecided is good enough
KNOWN = 8  # kind, how many, q, those kept, q silent workers; one of each makes a proved set

# The largest primes below 2^25, modulo which ties are decided.
PRIMES = (33554393, 33554383, 33554371, 33554347, 33554341, 33554317, 33554291, 33554273)

PIVOT = 1e-9  # a row of which a smaller share of the squared length is left counts as dependent


class Problem(NamedTuple):
    """The part of a search that does not change: the code, its symmetries, scales and settings."""

    rows: Floats  # (n, k) the encoding, a row for each worker: as integers, or as scaled floats
    sizes: Floats  # (n,) the largest absolute entry of each row
    matrix: Floats  # (n + 1, n + 1) [[G, h], [h', k]]: Gram matrix, row sums, partitions
    symmetries: Ints  # (m, n) row i: the image of each worker under symmetry i; generators do
    proved: ProvedSets  # what is proved so far; empty if there are no symmetries
    policy_scale: float  # q
    row_scale: float  # g
    tolerance: float  # floats closer than this to the claim decide nothing
    steps: int  # subgradient steps at a node
    slack: float  # these steps aim at the claim less this share of it
    concave_from: float  # concave bounds are tried from one straggler in so many undecided workers
    rank: int  # of the encoding, as floats see it
    slip: float  # 0 if rows are integers, else the relative rounding error of any sum of products
    residues: Ints  # (n, k) the rows as integers modulo a prime; needed if slip is not 0


class Stack(NamedTuple):
    """The path from the root to the current node: level l + 1 is l with one more worker silent."""

    matrix: Floats  # (L, n + 1, n + 1) `Problem.matrix` swept on the KEPT workers of the level
    status: Bytes  # (L, n) UNDECIDED, KEPT, SILENT or DEPENDENT
    policy: Ints  # (L, n) numerators of the weights; they matter for the undecided workers alone
    left: Ints  # (L,) how many undecided workers are still to be silenced
    pending: Bools  # (L, n) who is kept when the search comes back: the orbit silenced from
    bound: Floats  # (L,) the least integer bound proved for the node, or infinity
    known: Bools  # (L,) whether the records hold the policy of the level as it stands


class Target(NamedTuple):
    """The claim to prove, an error that no straggler set exceeds; its integers are rounded down."""

    error: Floats  # (1,) the claim
    limits: Floats  # (2,) the claim as an integer error, and as an integer bound
    residues: Floats  # (9,) the claim modulo `PRIMES`, or -2, and the bits of its denominator


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
    """The number of workers that are silent at a level."""
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
def prove(problem: Problem, stack: Stack, control: Ints, level: int, w: int) -> None:
    """Note that the silent workers of a level and this one are a proved set."""
    if silent_count(stack, level) + 2 > len(problem.proved.first):
        return
    chosen, size = np.empty(len(problem.proved.first), dtype=np.int64), 0
    for x in range(stack.status.shape[1]):
        if x == w or stack.status[level, x] == SILENT:
            chosen[size] = x
            size += 1
    add(problem.proved, chosen, size, control[NODES])


@jit
def _prove_pending(problem: Problem, stack: Stack, control: Ints, level: int) -> None:
    """Note what a branch of the level has proved that is done: the pending workers are kept."""
    if len(problem.symmetries) > 0:
        for w in range(problem.rows.shape[0]):
            if stack.pending[level, w]:
                prove(problem, stack, control, level, w)


@jit
def close(problem: Problem, stack: Stack, control: Ints) -> None:
    """Go back to the last level where there is more to do: there the pending workers are kept."""
    control[PHASE] = START
    level = control[LEVEL] - 1
    while level >= 0:
        problem.proved.looked[level : level + 2] = 0
        for w in range(problem.rows.shape[0]):
            if stack.pending[level, w]:
                keep(problem, stack, level, w)
        if len(having(stack.status[level], UNDECIDED)) >= stack.left[level]:
            _prove_pending(problem, stack, control, level)
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
    """The symmetries (row numbers) that map kept workers to kept ones, silent to silent ones."""
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
