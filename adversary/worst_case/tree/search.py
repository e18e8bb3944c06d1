"""The compiled branch and bound: visits nodes depth first, proves each in integers, keeps a record.

It runs in slices and can be resumed at any node: `search` returns a reason, and the driver in
`adversary.worst_case.tree.tree` answers what floats and exact 53-bit arithmetic cannot decide.

What the slots of problem, stack, target, control and out mean stands in
`adversary.worst_case.tree.node`. Besides, at a node with c undecided workers, ascending in
``undecided`` (c,): ``rows`` (c,) holds their row values as integer bounds, ``base`` is the integer
bound when nobody is silent, and ``products`` (c + 1, c + 1) is explained in
`adversary.worst_case.tree.integers`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import inlined, jit
from adversary.worst_case.tree.evaluate import (
    POINT_SCALE,
    concave_form,
    node_slack,
    policy_rows,
    propose,
    suffices,
)
from adversary.worst_case.tree.integers import NONE
from adversary.worst_case.tree.node import (
    ASK_BOUND,
    ASK_ERROR,
    ASK_SCAN,
    BOUNDED,
    BRANCH,
    CONCAVE,
    ENOUGH,
    FORCED,
    LEAF_ERROR,
    LEAF_SETS,
    LEVEL,
    NODES,
    ORBIT,
    PHASE,
    PIVOT,
    SCANNED,
    SCANS,
    SILENT,
    START,
    TOO_LITTLE,
    UNDECIDED,
    UNSCANNED,
    USED,
    Problem,
    Stack,
    Target,
    close,
    descend,
    end_by_bound,
    having,
    keep,
    prove,
    spread,
    usable,
    write_policy,
)
from adversary.worst_case.tree.policy import kth_largest, largest
from adversary.worst_case.tree.recall import recall
from adversary.worst_case.tree.scan import can_be_scanned

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DONE, SLICE, FULL, ASK = 0, 1, 2, 3


@jit
def search(
    problem: Problem, stack: Stack, target: Target, control: Ints, out: Ints, budget: int
) -> int:
    """The reason why the search stops: all done, the budget used, or a decision needed.

    It is DONE, SLICE, FULL (the records need a longer array) or ASK: then ``control[PHASE]`` is
    ASK_ERROR (may the node end because its kept workers suffice? ENOUGH or TOO_LITTLE), ASK_SCAN
    (what do all its sets say? see `adversary.worst_case.tree.scan.look`), ASK_SETS (are the sets
    behind the records good enough? SCANNED, UNSCANNED, or TOO_LITTLE if the claim has risen) or
    ASK_BOUND (is the bound of its policy small enough? BOUNDED or UNBOUNDED), and the answer is put
    there. The scan is no part of this function, which would take twice as long to compile.

    Complexity: O(c^2 k + n^2) a node for c undecided workers, besides 10 subgradient steps.
    """
    n = problem.rows.shape[0]
    while control[LEVEL] >= 0:
        if control[NODES] >= budget:
            return SLICE
        most = 8 * n + 64 + len(problem.symmetries)
        if len(problem.symmetries) > 0:
            most += n * (3 + len(problem.proved.first))
        if control[USED] + most > len(out):
            return FULL
        control[NODES] += 1
        if _visit(problem, stack, target, control, out):
            return ASK
    return DONE


@inlined
def _visit(problem: Problem, stack: Stack, target: Target, control: Ints, out: Ints) -> bool:
    """Whether the current node asks something; else it has ended, been reduced or branched."""
    level, phase = control[LEVEL], control[PHASE]
    if phase == START and len(problem.symmetries) > 0 and not recall(problem, stack, control, out):
        return False
    undecided = having(stack.status[level], UNDECIDED)
    decided = stack.left[level] == 0 or stack.left[level] == len(undecided)
    if phase == START:
        answer = suffices(problem, stack, target, level, undecided)
        if answer == 0 and decided:
            answer = ASK_ERROR
        if answer == ASK_ERROR:
            control[PHASE] = ASK_ERROR
            return True
        phase = ENOUGH if answer == 1 else TOO_LITTLE
    if phase == TOO_LITTLE:
        if control[SCANS] == 1 and can_be_scanned(problem, stack, level, len(undecided)):
            control[PHASE] = ASK_SCAN
            return True
        phase = UNSCANNED
    if phase in (ENOUGH, SCANNED):
        out[control[USED]] = LEAF_ERROR if phase == ENOUGH else LEAF_SETS
        control[USED] += 1
        close(problem, stack, control)
        return False
    return _try_policy(problem, stack, target, control, out, undecided, phase)


@inlined
def _try_policy(
    problem: Problem,
    stack: Stack,
    target: Target,
    control: Ints,
    out: Ints,
    undecided: Ints,
    phase: int,
) -> bool:
    """Look for a policy that ends the node or forces workers; branch if there is none."""
    level, c = control[LEVEL], len(undecided)
    rows, products = np.empty(c), np.empty((c + 1, c + 1))
    value, t = np.inf, stack.left[level]
    if phase == UNSCANNED:
        value = propose(problem, stack, target, level, undecided)
    slack = node_slack(problem, stack, level, undecided, products)
    base = policy_rows(problem, stack, level, undecided, products, slack, rows)
    total = base + largest(rows.copy(), c, t) if base != NONE else np.inf
    stack.bound[level] = min(stack.bound[level], total)
    if phase == BOUNDED or total <= target.limits[1]:
        write_policy(stack, level, undecided, control, out)
        end_by_bound(problem, stack, control, out)
        return False
    above = value - target.error[0]
    if above <= problem.tolerance and (base == NONE or above >= -problem.tolerance):
        control[PHASE] = ASK_BOUND
        return True
    control[PHASE] = START
    if base != NONE and _forces(rows, t, target.limits[1] - base):
        write_policy(stack, level, undecided, control, out)
        _force(problem, stack, target.limits[1] - base, control, out, undecided, rows)
    elif not _try_concave(problem, stack, target, control, out, undecided, products, slack):
        _branch(problem, stack, control, out, undecided, base, rows)
    return False


@jit
def _try_concave(
    problem: Problem,
    stack: Stack,
    target: Target,
    control: Ints,
    out: Ints,
    undecided: Ints,
    products: Floats,
    slack: float,
) -> bool:
    """End or reduce the node by a concave bound, if there are many stragglers to come."""
    level, c = control[LEVEL], len(undecided)
    t, area = stack.left[level], POINT_SCALE * POINT_SCALE
    if slack == np.inf or t * problem.concave_from < c or c <= 3:
        return False
    V, point, rows = np.empty(c), np.empty(c), np.empty(c)
    for common in (False, True):
        base, size = concave_form(
            problem, stack, level, undecided, products, slack, common, V, point, rows
        )
        if base == NONE:
            continue
        total, limit = base + largest(rows.copy(), c, t), target.limits[1] * area
        stack.bound[level] = min(stack.bound[level], total / area)
        if total <= limit or _forces(rows, t, limit - base):
            for a in range(c):
                stack.known[level] &= stack.policy[level, undecided[a]] == V[a]
                stack.policy[level, undecided[a]] = np.int64(V[a])
            write_policy(stack, level, undecided, control, out)
            _write_concave(control, out, size, point)
            if total <= limit:
                end_by_bound(problem, stack, control, out)
            else:
                _force(problem, stack, limit - base, control, out, undecided, rows)
            return True
    return False


@jit
def _write_concave(control: Ints, out: Ints, size: float, point: Floats) -> None:
    used = control[USED]
    out[used] = CONCAVE
    out[used + 1] = np.int64(size)
    out[used + 2] = len(point)
    for a in range(len(point)):
        out[used + 3 + a] = np.int64(point[a])
    control[USED] = used + 3 + len(point)


@jit
def _cuts(rows: Floats, t: int) -> tuple[float, float, float]:
    """The t-th and the next largest of the rows, and the sum of the t largest."""
    scratch = rows.copy()
    after = kth_largest(scratch, len(rows), t + 1)
    top = largest(scratch, len(rows), t)
    return kth_largest(scratch, t, t), after, top


@jit
def _forces(rows: Floats, t: int, room: float) -> bool:
    """Whether the row values decide a worker."""
    last, after, top = _cuts(rows, t)
    for a in range(len(rows)):
        if rows[a] + (top - last) <= room or (rows[a] >= last and top - rows[a] + after <= room):
            return True
    return False


@jit
def _force(
    problem: Problem,
    stack: Stack,
    room: float,
    control: Ints,
    out: Ints,
    undecided: Ints,
    rows: Floats,
) -> None:
    """Decide the workers that the row values force, and record them.

    Silencing one that must survive, with the worst others, leaves the error small enough; so does
    keeping one that must be silent.
    """
    level, used = control[LEVEL], control[USED]
    last, after, top = _cuts(rows, stack.left[level])
    kept, silent = 0, 0  # the workers are written behind the three words that begin the record
    for a in range(len(rows)):
        if rows[a] + (top - last) <= room:
            out[used + 3 + kept] = undecided[a]
            kept += 1
            if len(problem.symmetries) > 0:
                prove(problem, stack, control, level, undecided[a])
            keep(problem, stack, level, undecided[a])
    for a in range(len(rows)):
        if rows[a] >= last and top - rows[a] + after <= room:
            out[used + 3 + kept + silent] = undecided[a]
            silent += 1
            stack.status[level, undecided[a]] = SILENT
    stack.left[level] -= silent
    out[used] = FORCED
    out[used + 1] = kept
    out[used + 2] = silent
    control[USED] = used + 3 + kept + silent


@jit
def _branch(
    problem: Problem,
    stack: Stack,
    control: Ints,
    out: Ints,
    undecided: Ints,
    base: float,
    rows: Floats,
) -> None:
    """Silence the worker of largest row value on the next level; keep its orbit here afterwards."""
    level, n = control[LEVEL], problem.rows.shape[0]
    worker = _largest_loss(stack, level, undecided, n)
    if base != NONE:
        worker = undecided[np.argmax(rows)]
    for w in range(n):
        stack.pending[level, w] = w == worker
    allowed = np.empty(0, dtype=np.int64)
    if len(problem.symmetries) > 0:
        allowed = usable(problem.symmetries, stack.status[level])
        spread(problem.symmetries, allowed, stack.pending[level])
    size = 0
    for w in range(n):
        size += stack.pending[level, w]
    used = control[USED]
    out[used] = ORBIT if size > 1 else BRANCH
    out[used + 1] = worker
    used += 2
    if size > 1:
        out[used] = len(allowed)
        for i in range(len(allowed)):
            out[used + 1 + i] = allowed[i]
        used += 1 + len(allowed)
    control[USED] = used
    descend(stack, level, worker)
    control[LEVEL] = level + 1


@jit
def _largest_loss(stack: Stack, level: int, undecided: Ints, n: int) -> int:
    """The undecided worker that would explain most of the error left."""
    best, highest = undecided[0], -1.0
    for w in undecided:
        pivot = stack.matrix[level, w, w]
        gain = stack.matrix[level, n, w] ** 2 / pivot if pivot > PIVOT else 0.0
        if gain > highest:
            best, highest = w, gain
    return int(best)
