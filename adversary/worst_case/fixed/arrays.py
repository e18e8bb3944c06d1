"""The arrays of the compiled search for fixed decoders, and what their slots mean.

All of them are int64. Members are the workers that a node has not decided about; values are errors
in the units of `adversary.worst_case.fixed.form.FixedForm`. With n workers, s stragglers and words
of 62 bits, W = ceil(n / 62) words hold a set of workers: worker j is bit ``j % 62`` of word
``j // 62``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# The slots of a row of `Stack.numbers`.
LEFT = 0  # how many members are still to be silenced
BASE = 1  # the value of those silenced already
BOUND = 2  # no set below the node has a greater value: proved
COUNT = 3  # how many members there are

# The slots of the state of a search, an array of shape (4,).
HEIGHT = 0  # how many nodes are open: they are the first so many rows of the stack
NODES = 1  # how many nodes have been done
WRITTEN = 2  # how many words stand in the log
FOUND = 3  # 1 if a set beats the target: it is row HEIGHT of `Stack.chosen`, else 0

WORD = 62
_MOST_LEVELS = 24


class Problem(NamedTuple):
    """What stays the same at all nodes: the couplings, prepared for adding up the largest of a row.

    All couplings together take the values ``v_1 < ... < v_L``, and ``v_0 = 0``. For worker j, above
    level i stand those k != j whose coupling with j is at least ``v_i``; the m largest couplings of
    j with members sum to ``sum_i (v_i - v_{i-1}) min(m, members above level i)``.
    """

    couplings: Ints  # (n, n) half of what two workers add when both are silent; 0 on the diagonal
    order: Ints  # (n, n - 1) row j: the other workers by descending coupling with j
    steps: Ints  # (L,) entry i: v_i - v_{i-1}, zero ones left out; (0,) for more than 24 levels
    reach: Ints  # (n, L, W) row j, level i: the workers above it, in bits


class Stack(NamedTuple):
    """The nodes: row a of every array is node a, and only the first HEIGHT rows are open nodes."""

    numbers: Ints  # (n + 1, 4) the slots LEFT, BASE, BOUND, COUNT
    members: Ints  # (n + 1, n) the first COUNT entries are the members, in any order
    linear: Ints  # (n + 1, n) column j: what worker j adds to BASE if it is silenced next
    alive: Ints  # (n + 1, W) the members in bits
    chosen: Ints  # (n + 1, s) the silent workers are the entries from LEFT on


def bits(mask: NDArray[np.bool_]) -> Ints:
    """Sets of workers as words: the last axis packed into words of 62 bits, never negative.

    >>> bits(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    words = -(-mask.shape[-1] // WORD)
    padded = np.zeros((*mask.shape[:-1], words * WORD), dtype=np.int64)
    padded[..., : mask.shape[-1]] = mask
    powers = 1 << np.arange(WORD, dtype=np.int64)
    packed: Ints = (padded.reshape(*mask.shape[:-1], words, WORD) * powers).sum(axis=-1)
    return packed


def problem_of(couplings: Ints) -> Problem:
    """The `Problem` of a symmetric matrix of couplings; no step is given for more than 24 levels.

    >>> problem = problem_of(np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]]))
    >>> problem.steps.tolist(), problem.reach.tolist()
    ([1, 4], [[[6], [2]], [[5], [1]], [[3], [0]]])
    """
    n = len(couplings)
    off = ~np.eye(n, dtype=np.bool_)
    order = np.argsort(-couplings, axis=1, kind="stable")
    order = order[order != np.arange(n)[:, None]].reshape(n, n - 1)
    values = np.unique(couplings[off])
    steps = np.diff(values, prepend=0)
    if len(values) > _MOST_LEVELS:
        steps = steps[:0]
    above = [(couplings >= value) & off for value, step in zip(values, steps, strict=False) if step]
    reach = bits(np.array(above, dtype=np.bool_).reshape(len(above), n, n)).transpose(1, 0, 2)
    return Problem(couplings, order, steps[steps != 0], np.ascontiguousarray(reach))
