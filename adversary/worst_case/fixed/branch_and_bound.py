"""The compiled branch and bound for fixed decoders: the s workers of greatest value, in int64.

The value of a set is ``sum linear_j + sum couplings_jk`` over its members and ordered pairs. Import
this module only when it is needed: it imports numba where there is one.
"""

from __future__ import annotations

import numpy as np

from adversary.worst_case.fixed.arrays import (
    BASE,
    BOUND,
    COUNT,
    FOUND,
    HEIGHT,
    LEFT,
    NODES,
    WORD,
    WRITTEN,
    Ints,
    Problem,
    Stack,
)
from adversary.worst_case.fixed.records import BRANCH, FIXED, LEAF
from adversary.worst_case.tree.compiled import jit

NONE = -1


@jit
def explore(
    problem: Problem, stack: Stack, state: Ints, log: Ints, target: int, budget: int, pairs: bool
) -> None:
    """The search of the open nodes, until none is left, the budget ends, or a set beats the target.

    What the slots of the arrays mean stands in `adversary.worst_case.fixed.arrays`. A log of
    positive length is written: words (int64), the tree in preorder, in the grammar of
    `adversary.worst_case.fixed.records`. With ``pairs`` the last two workers are found by going
    through all pairs, which the log knows no record for.

    Complexity: O(n (levels n / 62 + s)) a node.

    >>> from adversary.worst_case.fixed.open_nodes import Tree
    >>> tree = Tree.root(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]), np.array([1, 1, 1]), 2)
    >>> explore(tree.problem, tree.stack, tree.state, np.empty(0, dtype=np.int64), 11, 99, True)
    >>> tree.state[FOUND] == 1, tree.stack.chosen[tree.height].tolist()
    (np.True_, [0, 1])
    """
    numbers = stack.numbers
    rows = np.empty(numbers.shape[0], dtype=np.int64)  # place i: row value of the member there
    top = np.empty(numbers.shape[0] + 1, dtype=np.int64)  # the largest row values, descending
    state[FOUND] = 0
    stop = state[NODES] + budget
    while state[HEIGHT] and state[NODES] < stop and not state[FOUND]:
        if 0 < len(log) < state[WRITTEN] + 4 * len(top):
            return
        at = state[HEIGHT] - 1
        state[NODES] += 1
        place = NONE
        if numbers[at, BOUND] > target:
            place = _refine(problem, stack, state, log, target, rows, top, pairs)
        if place == NONE:
            _write(state, log, LEAF)
            state[HEIGHT] = at
        else:
            _write(state, log, BRANCH)
            _write(state, log, stack.members[at, place])
            _branch(problem, stack, at, place, rows, top)
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
    """Bound the top node and fix what the bound forces, again and again; where to branch.

    The bound is ``base`` plus the ``left`` largest row values. Nothing is left to branch on if it
    is at most the target, or if the node is a single set.
    """
    at = state[HEIGHT] - 1
    numbers = stack.numbers[at]
    while True:
        left, count = numbers[LEFT], numbers[COUNT]
        if left in (0, count):
            return _complete(problem, stack, state, target, rows)
        if pairs and left == 2:
            return _best_pair(problem, stack, state, target, rows)
        _row_values(problem, stack, at, rows)
        _largest(rows, count, left + 1, top)
        bound = numbers[BASE] + top[:left].sum()
        numbers[BOUND] = min(numbers[BOUND], bound)
        if bound <= target:
            return NONE
        keep, silence = top[left - 1] + target - bound, top[left] - target + bound
        if not _fix(problem, stack, state, log, rows, keep, silence):
            return int(np.argmax(rows[:count]))


@jit
def _row_values(problem: Problem, stack: Stack, at: int, rows: Ints) -> None:
    """The row value of j: ``linear_j`` and its ``left - 1`` largest couplings with members."""
    steps, reach, alive = problem.steps, problem.reach, stack.alive
    need = stack.numbers[at, LEFT] - 1
    for i in range(stack.numbers[at, COUNT]):
        j = stack.members[at, i]
        total = stack.linear[at, j]
        for level in range(len(steps)):
            size = 0
            for word in range(alive.shape[1]):
                size += _ones(reach[j, level, word] & alive[at, word])
            total += steps[level] * min(need, size)
        if not len(steps):
            total += _walk(problem.couplings[j], problem.order[j], alive[at], need)
        rows[i] = total


@jit
def _ones(word: int) -> int:
    """The number of ones in a word; the compiler knows this loop as one instruction."""
    size = 0
    while word:
        word &= word - 1
        size += 1
    return size


@jit
def _walk(couplings: Ints, order: Ints, alive: Ints, need: int) -> int:
    """The sum of the first ``need`` couplings with members in this order."""
    total = 0
    for k in order:
        if need == 0:
            break
        if alive[k // WORD] >> k % WORD & 1:
            total += couplings[k]
            need -= 1
    return total


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
    members, count, low, high = stack.members, stack.numbers[at, COUNT], 0, 0
    for i in range(count):
        low += rows[i] <= keep
        high += rows[i] >= silence
    if low + high == 0:
        return False
    _write(state, log, FIXED)
    _write(state, log, low)
    for i in range(count - 1, -1, -1):
        if rows[i] <= keep:
            _write(state, log, members[at, i])
            _drop(stack, at, i, rows)
    _write(state, log, high)
    for i in range(count - low - 1, -1, -1):
        if rows[i] >= silence:
            _write(state, log, members[at, i])
            _choose(problem, stack, at, i, rows)
    return True


@jit
def _drop(stack: Stack, at: int, i: int, rows: Ints) -> None:
    """Take the member at place i out; the last one, with its row value, comes to its place."""
    members, last = stack.members, stack.numbers[at, COUNT] - 1
    j = members[at, i]
    stack.alive[at, j // WORD] &= ~(1 << j % WORD)
    members[at, i], rows[i] = members[at, last], rows[last]
    stack.numbers[at, COUNT] = last


@jit
def _choose(problem: Problem, stack: Stack, at: int, i: int, rows: Ints) -> None:
    """Choose the member at place i."""
    numbers, members, linear = stack.numbers, stack.members, stack.linear
    j = members[at, i]
    _drop(stack, at, i, rows)
    numbers[at, LEFT] -= 1
    numbers[at, BASE] += linear[at, j]
    stack.chosen[at, numbers[at, LEFT]] = j
    for place in range(numbers[at, COUNT]):
        k = members[at, place]
        linear[at, k] += 2 * problem.couplings[j, k]


@jit
def _branch(problem: Problem, stack: Stack, at: int, i: int, rows: Ints, top: Ints) -> None:
    """Replace the node by its two children: the member at i dropped, and above it chosen."""
    for array in stack:
        array[at + 1] = array[at]
    numbers = stack.numbers
    without = numbers[at, BASE] + top[1 : numbers[at, LEFT] + 1].sum()
    numbers[at, BOUND] = min(numbers[at, BOUND], without)
    _choose(problem, stack, at + 1, i, rows)
    _drop(stack, at, i, rows)


@jit
def _complete(problem: Problem, stack: Stack, state: Ints, target: int, rows: Ints) -> int:
    """Choose all that is left, and see whether the set beats the target."""
    at = state[HEIGHT] - 1
    while stack.numbers[at, LEFT]:
        _choose(problem, stack, at, 0, rows)
    state[FOUND] = stack.numbers[at, BASE] > target
    return NONE


@jit
def _best_pair(problem: Problem, stack: Stack, state: Ints, target: int, rows: Ints) -> int:
    """Choose the best two members if they beat the target."""
    at = state[HEIGHT] - 1
    numbers, members, linear = stack.numbers[at], stack.members[at], stack.linear[at]
    most, first, second = target - numbers[BASE], NONE, NONE
    for a in range(numbers[COUNT]):
        j = members[a]
        for b in range(a):
            value = linear[j] + linear[members[b]] + 2 * problem.couplings[j, members[b]]
            if value > most:
                most, first, second = value, a, b
    if first != NONE:
        _choose(problem, stack, at, first, rows)
        _choose(problem, stack, at, second, rows)
        state[FOUND] = 1
    return NONE
