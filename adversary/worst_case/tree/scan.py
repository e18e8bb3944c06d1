"""The last levels of the search at once: all sets of a few workers that may still be silenced.

Silencing T adds ``x_T' (H_TT)^-1 x_T`` to the error if spare workers are ignored. For a pair a, b
that is more than ``room`` exactly if

    x_a (x_a H_bb - 2 x_b H_ab) + x_b^2 H_aa > room (H_aa H_bb - H_ab^2);

for a triple one elimination comes first. The pairs are tested in rows, with margins that cover all
rounding; whatever does not pass is looked at alone, with the spare workers, by `error_bound`. Sets
that floats cannot decide are left to fractions.

Margins: the square of the sum of all ``|alpha_a|`` is at most ``t |alpha|^2``, and that at most
``t alpha'H alpha / l`` for the least eigenvalue l of H_TT, which is at least the
determinant over the trace for t = 2, and over the square of half the trace for t = 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit, jit_sums
from adversary.worst_case.tree.inverse import UNIT, Swept, swept
from adversary.worst_case.tree.node import (
    ASK_SETS,
    KEPT,
    LEVEL,
    PHASE,
    SCANNED,
    UNDECIDED,
    UNSCANNED,
    USED,
    Problem,
    Stack,
    Target,
    having,
)
from adversary.worst_case.tree.residues import Residues, is_at_most, residues
from adversary.worst_case.tree.silence import MOST, error_bound

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What a scan finds: so many sets for fractions to decide, or one of these.
GOOD = 0  # no set exceeds the claim
GIVEN_UP = -1  # there are too many sets that floats cannot decide
WORSE = -2  # the first set of the list seems to exceed the claim

_MOST_SETS, _MOST_WITH_SPARE = 20_000.0, 4_000.0
_MOST_SPARE = 4
_MARGINS = 1e4  # bounds above the claim by this many slacks, and the tolerance, are ties


class Scan(NamedTuple):
    """A scan under way: of which node, for which claim, and what it has found."""

    problem: Problem
    target: Target
    node: Swept
    residues: Residues
    claim: float  # the claim, rounded down
    sets: Ints  # (most + 1, t) first the worst set, then those that nothing here can decide
    tally: Floats  # (2,) how many these are, and the bound of the worst set
    steps: Ints  # (MOST, 2) of the set looked at: see `error_bound`


@jit
def worth_scanning(c: int, t: int, spare: int) -> bool:
    """Whether the sets of t among c undecided workers are few enough.

    >>> worth_scanning(40, 3, 0), worth_scanning(40, 3, 1), worth_scanning(10, 4, 0)
    (True, False, False)
    """
    sets = 1.0
    for i in range(t):
        sets *= (c - i) / (i + 1.0)
    return 0 < t <= MOST and sets <= (_MOST_WITH_SPARE if spare else _MOST_SETS)


@jit
def can_be_scanned(problem: Problem, stack: Stack, level: int, c: int) -> bool:
    """Whether a node with c undecided workers has few sets, and few that need a second look.

    Its Gram matrix must be exact in floats. Sets with spare workers are looked at one by one: where
    there are many of these branching is faster.
    """
    if problem.slip > 0.0 or not worth_scanning(c, stack.left[level], 0):
        return False
    spare = c - problem.rank
    for status in stack.status[level]:
        spare += status == KEPT
    return bool(spare <= _MOST_SPARE)


@jit
def look(problem: Problem, stack: Stack, target: Target, control: Ints, out: Ints) -> None:
    """Answer ASK_SCAN: scan the sets of the current node.

    The phase is then SCANNED, UNSCANNED, or ASK_SETS: for that the word behind the records is what
    `scan` found, and its sets follow.
    """
    level, used = control[LEVEL], control[USED]
    t, undecided = stack.left[level], having(stack.status[level], UNDECIDED)
    sets = out[used + 1 : used + 1 + t * (2 * problem.rows.shape[0])].reshape((-1, t))
    found = scan(problem, stack, target, level, undecided, sets)
    out[used] = found
    control[PHASE] = UNSCANNED if found == GIVEN_UP else ASK_SETS
    if found == GOOD:
        control[PHASE] = SCANNED


@jit
def scan(
    problem: Problem, stack: Stack, target: Target, level: int, undecided: Ints, sets: Ints
) -> int:
    """What the sets of the undecided workers say about a node; its Gram matrix is exact in floats.

    ``sets`` (most + 1, t) is written: see `Scan`.

    Complexity: O(n^3), and O(1) a set where there are no spare workers.
    """
    t, node = stack.left[level], swept(problem, stack, level, undecided)
    b, e = len(node.basis), len(node.spare)
    if node.slack == np.inf or not worth_scanning(b + e, t, e):
        return GIVEN_UP
    tolerance = problem.tolerance + _MARGINS * node.slack
    this = Scan(
        problem,
        target,
        node,
        residues(problem, stack, level, node, tolerance),
        target.error[0] * (1.0 - 4.0 * UNIT),
        sets,
        np.array([0.0, -np.inf]),
        np.empty((MOST, 2), dtype=np.int64),
    )
    if t == 1:
        for a in range(b):
            _consider(this, np.array([a]), np.empty(0, dtype=np.int64))
    elif t == 2:
        _pairs(this, node.x, node.H, -1, this.claim - node.error, _pair_margin(this), 0.0, 0.0)
    else:
        for a in range(b - 2):
            _triples(this, a)
    _with_spare(this, t)
    count, worst = int(this.tally[0]), this.tally[1]
    if worst > -np.inf:
        return WORSE
    return count if count < len(sets) else GIVEN_UP


@jit
def _with_spare(this: Scan, t: int) -> None:
    """The sets with spare workers."""
    b, e = len(this.node.basis), len(this.node.spare)
    every = np.arange(e)
    for q in range(max(1, t - b), min(t, e) + 1):
        silent = np.arange(t - q)
        while True:
            if error_bound(this.node, silent, every, this.steps) > this.claim:
                gone = np.arange(q)
                while _consider(this, silent, gone) and following(gone, e):
                    pass
            if not following(silent, b):
                break


@jit
def _pair_margin(this: Scan) -> float:
    """``4 slack`` times the room and the trace, at most, of two workers."""
    most, node = 0.0, this.node
    for a in range(len(node.basis)):
        most = max(most, node.H[a, a])
    return 8.0 * node.slack * max(this.claim - node.error, 0.0) * most


@jit
def following(chosen: Ints, n: int) -> bool:
    """Step to the next set of as many of 0..n-1, ascending, in place; False after the last.

    >>> chosen = np.array([0, 2])
    >>> following(chosen, 3), chosen.tolist(), following(chosen, 3)
    (True, [1, 2], False)
    """
    m = len(chosen)
    for i in range(m - 1, -1, -1):
        if chosen[i] < n - m + i:
            chosen[i] += 1
            for k in range(i + 1, m):
                chosen[k] = chosen[k - 1] + 1
            return True
    return False


@jit
def _consider(this: Scan, silent: Ints, gone: Ints) -> bool:
    """Whether a set does not seem to exceed the claim; note it unless it is proved not to."""
    node, sets, tally = this.node, this.sets, this.tally
    bound = error_bound(node, silent, gone, this.steps)
    if bound <= this.claim:
        return True
    place, tie = 0, not this.claim + this.residues.within < bound < np.inf
    if tie:
        if is_at_most(this.problem, this.target, node, this.residues, silent, this.steps, bound):
            return True
        tally[0] = min(tally[0] + 1.0, float(len(sets)))
        place = int(tally[0])
    elif bound > tally[1]:
        tally[1] = bound
    else:
        return False
    if place < len(sets):
        for i in range(len(silent)):
            sets[place, i] = node.basis[silent[i]]
        for i in range(len(gone)):
            sets[place, len(silent) + i] = node.spare[gone[i]]
    return tie


@jit
def _triples(this: Scan, a: int) -> None:
    """The triples of the basis that begin with a: pairs after one elimination."""
    node, room = this.node, this.claim - this.node.error
    b, own = len(node.basis), node.H[a, a]
    if own <= 0.0:
        this.tally[0] = len(this.sets)
        return
    x, H, steep, most, size = np.zeros(b), np.zeros((b, b)), 0.0, abs(node.x[a]), own
    for k in range(a + 1, b):
        share = node.H[a, k] / own
        steep, most = max(steep, abs(share)), max(most, abs(node.x[k]))
        x[k] = node.x[k] - share * node.x[a]
        for c in range(a + 1, b):
            size = max(size, abs(node.H[k, c]))
            H[k, c] = node.H[k, c] - share * node.H[a, c]
    off = 4.0 * UNIT * (1.0 + steep)
    left = room - node.x[a] * node.x[a] / own * (1.0 + 4.0 * UNIT) - UNIT * abs(room)
    margin = 14.0 * node.slack * max(room, 0.0) * size * size / own
    _pairs(this, x, H, a, left, margin, off * most, off * size)


@jit
def _pairs(
    this: Scan,
    x: Floats,
    H: Floats,
    lead: int,
    room: float,
    margin: float,
    off_x: float,
    off_H: float,
) -> None:
    """The pairs of the basis behind ``lead``, which is silent too unless it is -1.

    ``x`` and ``H`` are what is left when it is silent, but for ``off_x`` and ``off_H``.
    """
    b, first, none = len(x), lead + 1, np.empty(0, dtype=np.int64)
    own, most, size = np.empty(b), off_x, off_H
    for a in range(first, b):
        own[a], most = H[a, a], max(most, abs(x[a]) + off_x)
        for c in range(first, b):
            size = max(size, abs(H[a, c]) + off_H)
    space = max(room, 0.0)
    margin += 40.0 * UNIT * size * (most * most + space * size)
    margin += 5.0 * (2.0 * most * off_x * size + (most * most + space * size) * off_H)
    least, cut = size * (8.0 * UNIT * size + 5.0 * off_H), room - 2.0 * this.node.slack
    for a in range(first, b - 1):
        above, area = _row(x, H, own, a, a + 1, b, cut)
        if above + margin <= 0.0 and area > least and own[a] > off_H:
            continue
        for c in range(a + 1, b):
            above, area = _row(x, H, own, a, c, c + 1, cut)
            if not (above + margin <= 0.0 and area > least and own[a] > off_H):
                pair = np.array([lead, a, c])
                _consider(this, pair[1:] if lead < 0 else pair, none)


@jit_sums
def _row(
    x: Floats, H: Floats, own: Floats, a: int, first: int, end: int, cut: float
) -> tuple[float, float]:
    """The largest excess of a pair of a and one of the others, and the least determinant."""
    above, area = -np.inf, np.inf
    for c in range(first, end):
        gain = x[a] * (x[a] * own[c] - 2.0 * x[c] * H[a, c]) + x[c] * x[c] * own[a]
        determinant = own[a] * own[c] - H[a, c] * H[a, c]
        above = max(above, gain - cut * determinant)
        area = min(area, determinant)
    return above, area
