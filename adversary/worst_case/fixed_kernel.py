"""Compiled search for the s indices that maximise ``sum linear_j + sum couplings_jk``, in int64.

Import this module only when it is needed: it imports numba where there is one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.compiled import jit
from adversary.worst_case.fixed_records import BRANCH, FIXED, LEAF
from adversary.worst_case.fixed_stack import (
    BASE,
    BOUND,
    COUNT,
    FOUND,
    HEIGHT,
    LEFT,
    NODES,
    WRITTEN,
    Ints,
    Problem,
    Stack,
)

NONE = -1


@jit
def climb(couplings: Ints, linear: Ints, chosen: NDArray[np.bool_], s: int) -> int:
    """Complete a set greedily to s members, then exchange members while that helps, in place.

    Returns the value of the set. Complexity: O(n s) for each exchange.

    >>> chosen = np.array([False, False, True])
    >>> climb(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]), np.array([1, 1, 1]), chosen, 2)
    12
    >>> chosen.tolist()
    [True, True, False]
    """
    gain = linear.copy()
    value, size = 0, 0
    for j in range(len(gain)):
        if chosen[j]:
            value += gain[j]
            size += 1
            gain += 2 * couplings[j]
    while size < s:
        best = NONE
        for j in range(len(gain)):
            if not chosen[j] and (best == NONE or gain[j] > gain[best]):
                best = j
        chosen[best] = True
        value += gain[best]
        size += 1
        gain += 2 * couplings[best]
    while True:
        more, out, into = _best_exchange(couplings, gain, chosen)
        if more <= 0:
            return int(value)
        chosen[out], chosen[into] = False, True
        gain += 2 * (couplings[into] - couplings[out])
        value += more


@jit
def _best_exchange(couplings: Ints, gain: Ints, chosen: NDArray[np.bool_]) -> tuple[int, int, int]:
    """The most that one exchange gives, the member that leaves and the one that comes."""
    inside, outside = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    most, out, into = 0, 0, 0
    for a in inside:
        for b in outside:
            more = gain[b] - gain[a] - 2 * couplings[a, b]
            if more > most:
                most, out, into = int(more), int(a), int(b)
    return most, out, into


@jit
def explore(
    problem: Problem, stack: Stack, state: Ints, log: Ints, target: int, budget: int, pairs: bool
) -> None:
    """Work on the nodes of the stack until none is left, the budget ends, or a set beats target.

    A node has ``numbers = (left, base, bound, count)``: so many indices are still to choose among
    its ``count`` members, the value of those chosen, and a proved upper bound of the value. The
    state holds the height of the stack, the nodes done, the length of the log, and whether a set
    was found: it stands in the chosen indices above the top of the stack. A log of positive length
    is written: the tree in preorder. With ``pairs`` the last two indices are found by going through
    all pairs, which the log knows no record for.

    Complexity: O(n (levels + s)) a node, where levels counts the different couplings.

    >>> from adversary.worst_case.fixed_stack import Tree
    >>> tree = Tree.root(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]), np.array([1, 1, 1]), 2)
    >>> explore(tree.problem, tree.stack, tree.state, np.empty(0, dtype=np.int64), 11, 99, True)
    >>> tree.state[FOUND] == 1, tree.stack[5][tree.height].tolist()
    (np.True_, [1, 0])
    """
    numbers = stack[0]
    rows = np.empty(numbers.shape[0], dtype=np.int64)
    top = np.empty(numbers.shape[0] + 1, dtype=np.int64)
    state[FOUND] = 0
    stop = state[NODES] + budget
    while state[HEIGHT] and state[NODES] < stop and not state[FOUND]:
        if 0 < len(log) < state[WRITTEN] + 4 * len(top):
            return
        at = state[HEIGHT] - 1
        state[NODES] += 1
        branch = NONE
        if numbers[at, BOUND] > target:
            branch = _refine(problem, stack, state, log, target, rows, top, pairs)
        if branch == NONE:
            _write(state, log, LEAF)
            state[HEIGHT] = at
        else:
            _write(state, log, BRANCH)
            _write(state, log, branch)
            _branch(problem, stack, at, branch, top)
            state[HEIGHT] = at + 2


@jit
def _write(state: Ints, log: Ints, word: int) -> None:
    """Append a word to the log, if one is kept."""
    if len(log):
        log[state[WRITTEN]] = word
        state[WRITTEN] += 1


@jit
def _refine(
    problem: Problem,
    stack: Stack,
    state: Ints,
    log: Ints,
    target: int,
    rows: Ints,
    top: Ints,
    pairs: bool,
) -> int:
    """Bound the top node and fix what the bound forces, again and again; the index to branch on.

    The bound is ``base`` plus the ``left`` largest row values. Nothing is left to branch on if it
    is at most the target, or if the node is a single set.
    """
    at = state[HEIGHT] - 1
    numbers = stack[0][at]
    while True:
        left, count = numbers[LEFT], numbers[COUNT]
        if left in (0, count):
            return _complete(problem, stack, state, target)
        if pairs and left == 2:
            return _best_pair(problem, stack, state, target)
        _row_values(problem, stack, at, rows)
        _largest(rows, count, left + 1, top)
        bound = numbers[BASE] + top[:left].sum()
        numbers[BOUND] = min(numbers[BOUND], bound)
        if bound <= target:
            return NONE
        keep, silence = top[left - 1] + target - bound, top[left] - target + bound
        if not _fix(problem, stack, state, log, rows, keep, silence):
            return int(stack[1][at, np.argmax(rows[:count])])


@jit
def _row_values(problem: Problem, stack: Stack, at: int, rows: Ints) -> None:
    """The row value of j: ``linear_j`` and its ``left - 1`` largest couplings with members."""
    couplings, order, _, values = problem
    numbers, members, linear, alive, counts, _ = stack
    for i in range(numbers[at, COUNT]):
        j = members[at, i]
        need, total = numbers[at, LEFT] - 1, linear[at, j]
        for level in range(len(values)):
            take = min(need, counts[at, j, level])
            total += take * values[level]
            need -= take
        if not len(values):
            for k in order[j]:
                if need == 0:
                    break
                if alive[at, k]:
                    total += couplings[j, k]
                    need -= 1
        rows[i] = total


@jit
def _largest(rows: Ints, count: int, many: int, top: Ints) -> None:
    """Put the ``many`` largest of the first ``count`` values into top, descending."""
    size = 0
    for i in range(count):
        value = rows[i]
        if size < many:
            size += 1
        elif value <= top[size - 1]:
            continue
        k = size - 1
        while k > 0 and top[k - 1] < value:
            top[k] = top[k - 1]
            k -= 1
        top[k] = value


@jit
def _fix(
    problem: Problem, stack: Stack, state: Ints, log: Ints, rows: Ints, keep: int, silence: int
) -> bool:
    """Drop the members with row value at most ``keep``, choose those of at least ``silence``."""
    at = state[HEIGHT] - 1
    count = stack[0][at, COUNT]
    low, high = rows[:count] <= keep, rows[:count] >= silence
    kept, silent = stack[1][at, :count][low], stack[1][at, :count][high]
    if not len(kept) + len(silent):
        return False
    _write(state, log, FIXED)
    _write(state, log, len(kept))
    for j in kept:
        _write(state, log, j)
        _drop(problem, stack, at, j)
    _write(state, log, len(silent))
    for j in silent:
        _write(state, log, j)
        _choose(problem, stack, at, j)
    return True


@jit
def _drop(problem: Problem, stack: Stack, at: int, j: int) -> None:
    """Take j out of the members."""
    levels, values = problem[2], problem[3]
    numbers, members, _, alive, counts, _ = stack
    numbers[at, COUNT] -= 1
    count = numbers[at, COUNT]
    for i in range(count):
        if members[at, i] == j:
            members[at, i] = members[at, count]
    alive[at, j] = False
    if len(values):
        for i in range(count):
            k = members[at, i]
            counts[at, k, levels[j, k]] -= 1


@jit
def _choose(problem: Problem, stack: Stack, at: int, j: int) -> None:
    """Make j one of the chosen."""
    numbers, members, linear, _, _, chosen = stack
    _drop(problem, stack, at, j)
    numbers[at, LEFT] -= 1
    numbers[at, BASE] += linear[at, j]
    chosen[at, chosen.shape[1] - 1 - numbers[at, LEFT]] = j
    for i in range(numbers[at, COUNT]):
        k = members[at, i]
        linear[at, k] += 2 * problem[0][j, k]


@jit
def _branch(problem: Problem, stack: Stack, at: int, j: int, top: Ints) -> None:
    """Replace the node by its two children: j dropped, and above it j chosen."""
    numbers, members, linear, alive, counts, chosen = stack
    numbers[at + 1] = numbers[at]
    members[at + 1] = members[at]
    linear[at + 1] = linear[at]
    alive[at + 1] = alive[at]
    counts[at + 1] = counts[at]
    chosen[at + 1] = chosen[at]
    left = numbers[at, LEFT]
    without = numbers[at, BASE] + top[1 : left + 1].sum()
    numbers[at, BOUND] = min(numbers[at, BOUND], without)
    _choose(problem, stack, at + 1, j)
    _drop(problem, stack, at, j)


@jit
def _complete(problem: Problem, stack: Stack, state: Ints, target: int) -> int:
    """Choose all that is left, and see whether the set beats the target."""
    at = state[HEIGHT] - 1
    numbers, members = stack[0][at], stack[1][at]
    while numbers[LEFT]:
        _choose(problem, stack, at, members[0])
    state[FOUND] = numbers[BASE] > target
    return NONE


@jit
def _best_pair(problem: Problem, stack: Stack, state: Ints, target: int) -> int:
    """Choose the best two members if they beat the target."""
    couplings, at = problem[0], state[HEIGHT] - 1
    count, most, first, second = stack[0][at, COUNT], target - stack[0][at, BASE], NONE, NONE
    for a in range(count):
        j = stack[1][at, a]
        for b in range(a):
            k = stack[1][at, b]
            value = stack[2][at, j] + stack[2][at, k] + 2 * couplings[j, k]
            if value > most:
                most, first, second = value, j, k
    if first != NONE:
        _choose(problem, stack, at, first)
        _choose(problem, stack, at, second)
        state[FOUND] = 1
    return NONE
