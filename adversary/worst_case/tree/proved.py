"""Proved sets: small sets of workers that are in no bad straggler set, up to symmetry.

A set is *proved* if every straggler set that contains it is known to be good enough. With it are
all its images under the symmetries of the code, which keep errors. The compiled search remembers
proved sets of at most ``depth`` workers in a table that tells, for a set Q of fewer, all workers w
at once for which Q + w is proved: a bit for every w.

The sets of q workers have the ranks ``C(x_1, 1) + ... + C(x_q, q)`` for their members ascending,
and stand in the table behind those of fewer.
"""

from __future__ import annotations

from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.tree.compiled import jit

Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]

WORD = 62  # bits used of an int64
_MOST_NOTES = 10_000  # of the sets added
_MOST_SETS, _DEEPEST, _TRIAL = 500_000, 8, 5_000
_FREE_IMAGES, _IMAGES_A_NODE = 50_000, 512


class ProvedSets(NamedTuple):
    """The table of proved sets of at most ``depth`` workers, closed under the symmetries.

    >>> table = proved_sets(np.array([[1, 2, 0]]), 2)
    >>> add(table, np.array([0, 2]), 2, 0)
    >>> [members(table.masks[row]) for row in range(4)]
    [[], [1, 2], [0, 2], [0, 1]]
    """

    symmetries: Ints  # (m, n) row i: the image of each worker under symmetry i; generators do
    binomials: Ints  # (n + 1, depth + 2) C(x, i)
    first: Ints  # (depth + 1,) the row of the first set of q workers; the last: the number of rows
    masks: Ints  # (rows, words) bit w: the set of the row, with w, is proved
    waiting: Shorts  # (sets, depth) those whose images are still to be entered, while `add` runs
    images: Ints  # (1,) how many images have been taken
    reach: Ints  # (depth + 1,) how many images one set of this size takes, about
    looked: Ints  # (levels,) 1 + how many were silent at the last `recall` of the current node
    noted: Shorts  # (sets, depth + 1) size and members of the sets added, as far as there is room
    notes: Ints  # (1,) how many are noted


def proved_sets(symmetries: Ints, s: int) -> ProvedSets:
    """An empty table for straggler sets of s workers; without symmetries it has no room.

    Complexity: O(C(n, depth - 1) n) memory, depth being the greatest with C(n, depth) <= 500,000.
    """
    n, depth = symmetries.shape[1], 0
    while len(symmetries) and depth < min(s, n, _DEEPEST) and comb(n, depth + 1) <= _MOST_SETS:
        depth += 1
    binomials = [[comb(x, i) for i in range(depth + 2)] for x in range(n + 1)]
    first = [sum(comb(n, i) for i in range(q)) for q in range(depth + 1)]
    sizes = [comb(n, q) for q in range(depth + 1)]

    def table(reach: list[int]) -> ProvedSets:
        return ProvedSets(
            symmetries, np.array(binomials, np.int64), np.array(first, np.int64),
            np.zeros((first[-1], n // WORD + 1), np.int64), np.zeros((max(sizes), depth), np.int16),
            np.zeros(1, np.int64), np.array(reach, np.int64), np.zeros(s + 3, np.int64),
            np.zeros((_MOST_NOTES, depth + 1), np.int16), np.zeros(1, np.int64),
        )  # fmt: skip

    orbit = _orbit_of_some_set(table([0] * (depth + 1))) if depth else 0
    return table([len(symmetries) * min(size, orbit) for size in sizes])


def _orbit_of_some_set(table: ProvedSets) -> int:
    """The number of images of a random set of the largest size; if they are many, that of all."""
    n, depth = table.symmetries.shape[1], len(table.first) - 1
    chosen = np.sort(np.random.default_rng(0).permutation(n)[:depth])
    _mark(table, chosen, depth)
    done = _close(table, chosen, depth, _TRIAL)
    return int(table.images[0]) // len(table.symmetries) if done else comb(n, depth)


def members(mask: Ints) -> list[int]:
    """The workers of a row of the table.

    >>> members(np.array([5, 1]))
    [0, 2, 62]
    """
    words = enumerate(mask.tolist())
    return [WORD * i + b for i, word in words for b in range(WORD) if word >> b & 1]


def noted(table: ProvedSets) -> list[list[int]]:
    """The sets that were added, without their images.

    >>> table = proved_sets(np.array([[1, 2, 0]]), 2)
    >>> add(table, np.array([0, 2]), 2, 0)
    >>> noted(table)
    [[0, 2]]
    """
    return [line[1 : line[0] + 1] for line in table.noted[: table.notes[0]].tolist()]


@jit
def add(table: ProvedSets, chosen: Ints, size: int, nodes: int) -> None:
    """Enter a set and its images: the first so many workers of an array, ascending.

    It is forgotten if it has too many members, or if its images take too long as yet: images may
    take a share of the time of the search, which has visited so many nodes.

    Complexity: O(depth^2) an image; amortised O(depth^2) a node.
    """
    if 0 < size < len(table.first):
        most = _FREE_IMAGES + _IMAGES_A_NODE * nodes
        if table.images[0] + table.reach[size] <= most and _mark(table, chosen, size):
            _close(table, chosen, size, np.iinfo(np.int64).max)
            _note(table, chosen, size)


@jit
def _close(table: ProvedSets, chosen: Ints, size: int, most: int) -> bool:
    """Enter the images of a set; whether there were at most so many to take."""
    image = np.empty(size, dtype=np.int64)
    for i in range(size):
        table.waiting[0, i] = chosen[i]
    count = 1
    while count > 0:
        if table.images[0] >= most:
            return False
        count -= 1
        given = table.waiting[count, :size].copy()
        for g in range(len(table.symmetries)):
            for i in range(size):
                w = table.symmetries[g, given[i]]
                place = i
                while place > 0 and image[place - 1] > w:
                    image[place] = image[place - 1]
                    place -= 1
                image[place] = w
            if _mark(table, image, size):
                for i in range(size):
                    table.waiting[count, i] = image[i]
                count += 1
        table.images[0] += len(table.symmetries)
    return True


@jit
def _note(table: ProvedSets, chosen: Ints, size: int) -> None:
    at = table.notes[0]
    if at < len(table.noted):
        table.noted[at, 0] = size
        for i in range(size):
            table.noted[at, i + 1] = chosen[i]
        table.notes[0] = at + 1


@jit
def _mark(table: ProvedSets, chosen: Ints, size: int) -> bool:
    """Enter a set in the table; whether it is new there."""
    last = chosen[size - 1]
    row = table.first[size - 1]
    for i in range(size - 1):
        row += table.binomials[chosen[i], i + 1]
    if table.masks[row, last // WORD] >> (last % WORD) & 1:
        return False
    for out in range(size - 1, -1, -1):  # row: that of the set without its member number ``out``
        w = chosen[out]
        table.masks[row, w // WORD] |= 1 << (w % WORD)
        if out > 0:
            row += table.binomials[w, out] - table.binomials[chosen[out - 1], out]
    return True
