"""Fixed decoders on the general tree: its search with a frozen policy, against their own engine.

Run as ``python tests/benchmarks/frozen_tree.py``. The general tree decides a node by a policy that
it improves there, and keeps a worker by sweeping it out of the Gram matrix. Frozen, the policy is
the decoder's common weight at every node, and to keep a worker is to subtract its row from the
target: of the general tree's work that leaves the choice of the undecided workers, the levels, the
row values, the forced workers and the descent, here in the same compiled functions wherever they
need no sweeping. Rounding, products and records are left out, in favour of the frozen tree. Seconds
are processor time of one thread, medians of three; compilation is not counted.
"""

from __future__ import annotations

import time
from statistics import median
from typing import NamedTuple

import numpy as np
from one_step import code_of, search

from adversary.worst_case.fixed.exchange import climb
from adversary.worst_case.fixed.form import FixedForm
from adversary.worst_case.fixed.search import _starts
from adversary.worst_case.tree.compiled import jit, jit_sums
from adversary.worst_case.tree.node import KEPT, LEVEL, NODES, SILENT, UNDECIDED, having
from adversary.worst_case.tree.policy import largest, row_values, set_levels
from adversary.worst_case.tree.search import _cuts, _forces
from designs import GradientCode
from designs.algebra.linear import Rational

CASES = [
    ("reg", 40, 5, 10), ("reg", 40, 5, 20), ("bgc", 60, 6, 10), ("bgc", 60, 6, 16),
    ("reg", 60, 6, 10), ("reg", 60, 6, 16), ("reg", 100, 8, 8), ("reg", 100, 8, 12),
]  # fmt: skip


class Levels(NamedTuple):
    """The stack of the general tree with the target instead of the swept matrix."""

    left: np.ndarray  # (L,) how many are still to be silenced
    base: np.ndarray  # (L,) the value of those silenced
    target: np.ndarray  # (L, n) products of each row with what the survivors are still to give
    status: np.ndarray  # (L, n)
    pending: np.ndarray  # (L, n)


@jit
def keep(couplings, levels, at, w):
    levels.status[at, w] = KEPT
    for j in range(len(couplings)):
        levels.target[at, j] -= couplings[w, j]


@jit
def silence(couplings, levels, at, w):
    total = 0.0
    for j in range(len(couplings)):
        if levels.status[at, j] == UNDECIDED:
            total += couplings[w, j]
    levels.base[at] += 2.0 * (levels.target[at, w] - total) + couplings[w, w]
    levels.status[at, w] = SILENT
    levels.left[at] -= 1


@jit
def descend(couplings, levels, at, w):
    for j in range(len(couplings)):
        levels.target[at + 1, j] = levels.target[at, j]
        levels.status[at + 1, j] = levels.status[at, j]
        levels.pending[at, j] = j == w
    levels.base[at + 1], levels.left[at + 1] = levels.base[at], levels.left[at]
    silence(couplings, levels, at + 1, w)


@jit
def close(couplings, levels, control):
    at = control[LEVEL] - 1
    while at >= 0:
        for w in range(len(couplings)):
            if levels.pending[at, w]:
                keep(couplings, levels, at, w)
        if len(having(levels.status[at], UNDECIDED)) >= levels.left[at]:
            break
        at -= 1
    control[LEVEL] = at


@jit_sums
def gather(couplings, target, undecided, R, u):
    for a in range(len(undecided)):
        u[a] = target[undecided[a]]
        for b in range(len(undecided)):
            R[a, b] = couplings[undecided[a], undecided[b]]


@jit
def row_values_at(couplings, levels, at, undecided):
    c, t = len(undecided), levels.left[at]
    R, u, v = np.empty((c, c)), np.empty(c), np.ones(c)
    rows, thresholds, scratch = np.empty(c), np.zeros(c), np.empty(c)
    gather(couplings, levels.target[at], undecided, R, u)
    if t > 1:
        set_levels(v, R, t - 1, thresholds)
        for a in range(c):
            thresholds[a] = np.floor(thresholds[a])
    row_values(v, u, R, t - 1, thresholds, rows, scratch)
    return rows


@jit
def force(couplings, levels, at, undecided, rows, room):
    last, after, top = _cuts(rows, levels.left[at])
    for a in range(len(rows)):
        if rows[a] + (top - last) <= room:
            keep(couplings, levels, at, undecided[a])
        elif rows[a] >= last and top - rows[a] + after <= room:
            silence(couplings, levels, at, undecided[a])


@jit
def completes(couplings, levels, at, undecided):
    """Whether the node is a single straggler set; then it is silenced."""
    if levels.left[at] == len(undecided):
        for w in undecided:
            silence(couplings, levels, at, w)
    return levels.left[at] == 0


@jit
def beats(couplings, levels, control, goal):
    """Whether a set beats the goal: it is the current level; else all nodes are done."""
    while control[LEVEL] >= 0:
        at = control[LEVEL]
        control[NODES] += 1
        undecided = having(levels.status[at], UNDECIDED)
        room = goal - levels.base[at]
        if completes(couplings, levels, at, undecided):
            if levels.base[at] > goal:
                return True
            close(couplings, levels, control)
            continue
        rows = row_values_at(couplings, levels, at, undecided)
        if largest(rows.copy(), len(rows), levels.left[at]) <= room:
            close(couplings, levels, control)
        elif _forces(rows, levels.left[at], room):
            force(couplings, levels, at, undecided, rows, room)
        else:
            descend(couplings, levels, at, undecided[np.argmax(rows)])
            control[LEVEL] = at + 1
    return False


def frozen(code: GradientCode, s: int) -> tuple[Rational, int]:
    """The worst case of one-step decoding on the frozen tree, and how many nodes that takes."""
    form, n = FixedForm(code, s, "one-step"), code.workers
    assert form.exact
    products, linear = form.arrays()
    own = np.array([form._square * form._products[j][j] // form.unit for j in range(n)])
    couplings = (products + np.diag(own)).astype(float)
    best = max(int(climb(products, linear, start, s)) for start in _starts(code, s))
    whole = (linear - own) / 2 + couplings.sum(axis=1)
    shape = (s + 2, n)
    levels = Levels(
        np.full(s + 2, s), np.zeros(s + 2), np.tile(whole, (s + 2, 1)),
        np.zeros(shape, np.int8), np.zeros(shape, np.bool_),
    )  # fmt: skip
    control = np.zeros(4, np.int64)
    while beats(couplings, levels, control, float(best)):
        best = int(levels.base[control[LEVEL]])
    return form.error(best * form.unit), int(control[NODES])


def timed(code: GradientCode, s: int) -> tuple[float, Rational, int]:
    begin = time.process_time()
    value, nodes = frozen(code, s)
    return time.process_time() - begin, value, nodes


def main() -> None:
    search(code_of("reg", 12, 3), 4)
    timed(code_of("reg", 12, 3), 4)
    print("| code | s | own engine | nodes | frozen general tree | nodes | ratio |")
    for kind, n, d, s in CASES:
        code = code_of(kind, n, d)
        own = [search(code, s) for _ in range(3)]
        other = [timed(code, s) for _ in range(3)]
        work, (_, value, nodes) = own[0][1], other[0]
        assert value == work.lower
        seconds, frozen_seconds = (median(run[0] for run in runs) for runs in (own, other))
        print(f"| {kind}:{n}:{d} | {s} | {seconds:.4f} s | {work.nodes:,} ", end="")
        print(
            f"| {frozen_seconds:.4f} s | {nodes:,} | {frozen_seconds / seconds:.1f} |", flush=True
        )


if __name__ == "__main__":
    main()
