"""Symmetries of a code as permutations of its workers: generators of all that the errors see."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from adversary.worst_case.gram_error import augmented_gram
from designs.codes import GradientCode

Ints = NDArray[np.int64]
Permutation = tuple[int, ...]

_MOST_EDGES = 50_000


def worker_symmetries(code: GradientCode) -> tuple[Permutation, ...]:
    """Generators of the group of all permutations that keep inner products and sums of the rows.

    These are the automorphisms of the complete graph of workers whose edges have the colour of the
    inner product, and whose vertices that of length and sum. Without igraph, or if the graph is too
    large, they are the symmetries that the code declares. Colours that tell all workers apart,
    those of random codes as a rule, need no search.

    Complexity: O(n^2 log n) for every round of refinement; that of igraph's search for generators,
    quick as a rule and exponential at worst, for at most 50,000 edges.
    Source: B. McKay, A. Piperno, nauty and Traces User's Guide, for edge colours in layers.

    >>> from designs import cyclic_repetition
    >>> len(worker_symmetries(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))) in (0, 2)
    True
    """
    identity = tuple(range(code.workers))
    colours = _colours(augmented_gram(code))
    cells = _refined(colours)
    if len({*cells.tolist()}) == code.workers:
        return ()
    found = _automorphisms(colours, cells)
    if found is None:
        found = {s.workers for s in code.symmetries}
    return tuple(sorted(found - {identity}))


def _colours(augmented: list[list[int]]) -> Ints:
    """The products of rows w and x as small numbers; for w = x those of length and sum."""
    *rows, sums = augmented
    n = len(rows)
    number: dict[tuple[int, int | None], int] = {}
    colours = np.empty((n, n), np.int64)
    for w, row in enumerate(rows):
        for x in range(n):
            colour = row[x], sums[w] if w == x else None
            colours[w, x] = number.setdefault(colour, len(number))
    return colours


def _refined(colours: Ints) -> Ints:
    """The coarsest cells in which all workers see as many of every cell in every colour."""
    n = len(colours)
    cells, count = np.unique(np.diag(colours), return_inverse=True)[1].reshape(n), 0
    while count < (count := len({*cells.tolist()})):
        seen = np.sort(colours * n + cells, axis=1)
        keys = np.column_stack([cells, seen])
        cells = np.unique(keys, axis=0, return_inverse=True)[1].reshape(n)
    return cells


def _automorphisms(colours: Ints, cells: Ints) -> set[Permutation] | None:
    """Generators found by igraph; None without it or if the graph is too large.

    The workers are there once for every bit of a colour's number, one under the other; an edge
    has its bits in these layers. The commonest colour is 0 and needs no edges.
    """
    n = len(colours)
    first, second = np.triu_indices(n, 1)
    _, number, times = np.unique(colours[first, second], return_inverse=True, return_counts=True)
    number = np.argsort(np.argsort(-times, kind="stable"))[number.reshape(-1)]
    layers = max(1, int(number.max(initial=0)).bit_length())
    held = [number >> bit & 1 == 1 for bit in range(layers)]
    if sum(int(x.sum()) for x in held) > _MOST_EDGES or find_spec("igraph") is None:
        return None
    from igraph import Graph

    edges = [np.column_stack([first[x], second[x]]) + n * i for i, x in enumerate(held)]
    below = [np.arange(n)[:, None] + [n * i - n, n * i] for i in range(1, layers)]
    graph = Graph(n * layers, np.concatenate(edges + below).tolist())
    vertices = [cells + n * i for i in range(layers)]
    generators = graph.automorphism_group(color=np.concatenate(vertices).tolist())
    return {tuple(g[:n]) for g in generators}
