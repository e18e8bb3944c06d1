"""Properties of designs, decided by counting."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from designs.algebra.arithmetic import is_prime
from designs.errors import require
from designs.incidence.check import subset_counts
from designs.incidence.design import Design

_MOST_SUBSETS = 2_000_000
_MOST_CELLS = 20_000_000
_MOST_COMPARED = 5000


def is_simple(design: Design) -> bool:
    """Whether no block is repeated.

    >>> is_simple(Design(2, [(0, 1), (0, 1)]))
    False
    """
    return len(set(design.blocks)) == len(design.blocks)


def is_comparable(design: Design) -> bool:
    """Whether comparing all pairs takes seconds: v b <= 2e7, and v and b at most 5000.

    >>> is_comparable(Design(10_000, [(0, 1)]))
    False
    """
    v, b = design.points, len(design.blocks)
    return v * b <= _MOST_CELLS and max(v, b) <= _MOST_COMPARED


def concurrence(design: Design) -> dict[int, int]:
    """The concurrences: numbers of pairs of points by their common blocks, ``{blocks: pairs}``.

    Complexity: that of multiplying the incidence matrix by its transpose; O(v^2) memory.

    >>> concurrence(Design(3, [(0, 1), (0, 1, 2)]))
    {1: 2, 2: 1}
    """
    return _histogram(products(design.incidence()))


def unusual_pairs(design: Design, most: int = 5) -> tuple[tuple[int, int, int], ...]:
    """Some pairs of points that do not lie in the commonest number of blocks, with their number.

    >>> unusual_pairs(Design(3, [(0, 1), (0, 1, 2)]))
    ((0, 1, 2),)
    """
    together = products(design.incidence())
    pairs = concurrence(design)
    common = max(pairs, key=pairs.__getitem__, default=0)
    first, second = np.nonzero(np.triu(together != common, 1))
    some = zip(first[:most].tolist(), second[:most].tolist(), strict=True)
    return tuple((p, q, int(together[p, q])) for p, q in some)


def intersection_numbers(design: Design) -> dict[int, int]:
    """The intersection numbers: pairs of blocks by their common points, ``{points: pairs}``.

    Complexity: that of multiplying the incidence matrix by its transpose; O(b^2) memory.

    >>> intersection_numbers(Design(3, [(0, 1), (0, 2), (1, 2)]))
    {1: 3}
    """
    return _histogram(products(design.incidence().T))


def products(rows: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The inner products of all pairs of 0/1 rows: integers, exact in float64.

    >>> products(np.array([[1, 1], [0, 1]], dtype=np.uint8)).tolist()
    [[2.0, 1.0], [1.0, 1.0]]
    """
    wide = rows.astype(np.float64)
    result: NDArray[np.float64] = wide @ wide.T
    return result


def _histogram(matrix: NDArray[np.float64]) -> dict[int, int]:
    """The number of times that each value stands above the diagonal, ascending."""
    counts = np.bincount(matrix[np.triu_indices(len(matrix), 1)].astype(np.int64))
    return {value: int(n) for value, n in enumerate(counts) if n}


@dataclass(frozen=True, slots=True)
class Strength:
    """The design is a t-design with this index; ``largest`` if it is proved that no t is larger.

    >>> Strength(2, 1, largest=True).t
    2
    """

    t: int
    index: int
    largest: bool


def strength(design: Design) -> Strength | None:
    """The largest t for which any t points lie in equally many blocks; None if block sizes differ.

    A t-design is a (t-1)-design, and ``lambda_t = lambda_(t-1) (k-t+1)/(v-t+1)`` is an integer, so
    that the search goes upwards and mostly ends without counting. It counts up to 2e6 subsets of
    blocks for each t, and says so if that is where it ends.

    Complexity: O(b C(k, t)) up to that bound.

    >>> strength(Design(4, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]))
    Strength(t=2, index=1, largest=True)
    """
    if len(sizes := design.block_sizes()) != 1:
        return None
    v, k, index = design.points, sizes[0], len(design.blocks)
    for t in range(1, k + 1):
        following, rest = divmod(index * (k - t + 1), v - t + 1)
        if rest or not following:
            return Strength(t - 1, index, largest=True)
        if len(design.blocks) * comb(k, t) > _MOST_SUBSETS:
            return Strength(t - 1, index, largest=False)
        if _counts(design, t) != {following}:
            return Strength(t - 1, index, largest=True)
        index = following
    return Strength(k, index, largest=True)


def _counts(design: Design, t: int) -> set[int]:
    """The least and the greatest number of blocks on t points."""
    if t == 1:
        return set(design.replication())
    return set(subset_counts(design.points, design.blocks, t))


def components(design: Design) -> int:
    """Number of connected components of the points and blocks.

    Complexity: O(total size of the blocks).

    >>> components(Design(4, [(0, 1), (1, 2)]))
    2
    """
    import networkx as nx

    graph = nx.empty_graph(design.points)
    for block in design.blocks:
        nx.add_path(graph, block)
    return int(nx.number_connected_components(graph)) + design.blocks.count(())


def affine_classes(design: Design) -> tuple[tuple[int, ...], ...]:
    """The block numbers of each class, if the design is affine resolvable; else nothing.

    That is: it has a resolution, and blocks of different classes meet in the same number of points,
    at least one. The class of a block is then the block itself and those that miss it.

    Complexity: O(v b^2) time, O(b^2) memory.
    Source: R. C. Bose, A note on the resolvability of balanced incomplete block designs, Sankhya 6
    (1942).

    >>> affine_classes(Design(4, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]))
    ((0, 5), (1, 4), (2, 3))
    """
    meet = products(design.incidence().T)
    parallel = (meet == 0) | np.eye(len(meet), dtype=bool)
    if not design.blocks or np.unique(meet[~parallel]).size > 1:
        return ()
    classes = {tuple(np.flatnonzero(row).tolist()) for row in parallel}
    covered = [sorted(p for j in part for p in design.blocks[j]) for part in classes]
    everything = list(range(design.points))
    used = sorted(j for part in classes for j in part)
    resolved = used == list(range(len(meet))) and all(part == everything for part in covered)
    return tuple(sorted(classes)) if resolved else ()


def rank(design: Design, p: int) -> int:
    """Rank of the incidence matrix over the field of p elements.

    Raises:
        BadInput: p is no prime below 2^31.

    Complexity: O(v b min(v, b)).

    >>> fano = Design(7, [(i, (i + 1) % 7, (i + 3) % 7) for i in range(7)])
    >>> rank(fano, 2), rank(fano, 3)
    (4, 6)
    """
    require(p < 1 << 31 and is_prime(p), f"p must be a prime below 2^31, got {p}")
    rows = design.incidence().astype(np.int64)
    rows = rows if len(rows) <= rows.shape[1] else rows.T.copy()
    found = 0
    for column in range(rows.shape[1]):
        (candidates,) = np.nonzero(rows[found:, column])
        if not candidates.size:
            continue
        pivot = found + candidates[0]
        rows[[found, pivot]] = rows[[pivot, found]]
        rows[found] = rows[found] * pow(int(rows[found, column]), -1, p) % p
        below = found + np.flatnonzero(rows[found + 1 :, column]) + 1
        rows[below] = (rows[below] - np.outer(rows[below, column], rows[found])) % p
        found += 1
    return found
