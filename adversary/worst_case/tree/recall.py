"""What the compiled search does with proved sets: it notes them, and keeps whom they exclude.

Why the sets are proved stands in docs/why-it-is-true.md: the workers that a node keeps are in no
bad straggler set together with its silent ones, so that a finished node leaves no bad straggler set
that contains its silent workers. That holds at the node where it is used if, in the order of the
joined records, what it rests on came before: a search of a part of the sets begins with an empty
table and may use what it proved itself, and a split silences a worker before it keeps it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit
from adversary.worst_case.tree.node import (
    KNOWN,
    LEVEL,
    SILENT,
    UNDECIDED,
    USED,
    Problem,
    Stack,
    close,
    having,
    keep,
)
from adversary.worst_case.tree.proved import WORD, ProvedSets

Ints = NDArray[np.int64]

_LOOKS = 3_000  # at most so many subsets a node


@jit
def recall(problem: Problem, stack: Stack, control: Ints, out: Ints) -> bool:
    """Keep the workers who, with silent ones, make a proved set; whether the node is open still.

    Complexity: O(C(m, < depth)) for m silent workers, or a part of the subsets if they are many.
    """
    table, level = problem.proved, control[LEVEL]
    silent = having(stack.status[level], SILENT)
    if table.looked[level] == 1 + len(silent):
        return True
    table.looked[level] = 1 + len(silent)
    undecided = having(stack.status[level], UNDECIDED)
    left = np.zeros(table.masks.shape[1], dtype=np.int64)
    for w in undecided:
        left[w // WORD] |= 1 << (w % WORD)
    looks, spare = 0, len(undecided) - stack.left[level]
    for size in range(min(len(silent) + 1, len(table.first) - 1)):
        looks += table.binomials[len(silent), size]
        if looks > _LOOKS:
            break
        spare = _look(problem, stack, control, out, silent, size, left, spare)
        if spare < 0:
            close(problem, stack, control)
            return False
    return True


@jit
def _look(
    problem: Problem,
    stack: Stack,
    control: Ints,
    out: Ints,
    silent: Ints,
    size: int,
    left: Ints,
    spare: int,
) -> int:
    """Go through the sets of so many silent workers; how many of those left can still be kept."""
    table = problem.proved
    at = np.arange(size + 1)  # the places of the members among the silent, ascending; then an end
    at[size] = len(silent)
    base = _base(table, silent, at, size)
    while base >= 0:
        for a in range(at[1] if size else 1):
            at[0] = a
            row = base + (silent[a] if size else 0)
            if _meets(table.masks[row], left):
                spare -= _keep_all(problem, stack, control, out, silent[at[:size]], row, left)
                if spare < 0:
                    return spare
        base = _next(table, silent, at, size)
    return spare


@jit
def _base(table: ProvedSets, silent: Ints, at: Ints, size: int) -> int:
    """The row of the chosen set, less its first member."""
    base = table.first[size]
    for i in range(1, size):
        base += table.binomials[silent[at[i]], i + 1]
    return int(base)


@jit
def _next(table: ProvedSets, silent: Ints, at: Ints, size: int) -> int:
    """Go on to the next choice of all members but the first; its `_base`, -1 after the last."""
    i = 1
    while i < size and at[i] + 1 == at[i + 1]:
        i += 1
    if i >= size:
        return -1
    at[i] += 1
    for j in range(1, i):
        at[j] = j
    return _base(table, silent, at, size)


@jit
def _meets(mask: Ints, left: Ints) -> bool:
    """Whether two sets of workers have one in common."""
    common = False
    for word in range(len(left)):
        common |= mask[word] & left[word] != 0
    return common


@jit
def _keep_all(
    problem: Problem, stack: Stack, control: Ints, out: Ints, chosen: Ints, row: int, left: Ints
) -> int:
    """Keep those left who make a proved set with the chosen ones, and record it; their number."""
    level, used, kept = control[LEVEL], control[USED], 0
    for word in range(len(left)):
        here = problem.proved.masks[row, word] & left[word]
        left[word] ^= here
        for bit in range(WORD):
            if here >> bit & 1:
                worker = word * WORD + bit
                out[used + 3 + kept] = worker
                kept += 1
                keep(problem, stack, level, worker)
    out[used] = KNOWN
    out[used + 1] = kept
    out[used + 2] = len(chosen)
    used += 3 + kept
    for w in chosen:
        out[used] = w
        used += 1
    control[USED] = used
    return kept
