"""Worst cases by formula, on structure that is checked here and now."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from adversary.decoding.decode import equal_overlap
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode


def equal_overlap_error(code: GradientCode, s: int) -> Rational | None:
    """The error of every set of s stragglers if all workers overlap equally, else None.

    With row sums h, squared row lengths g and inner products c of any two rows, m = n - s survivors
    have error ``k - h^2 m / (g + c (m-1))``: equal weights are optimal by convexity and symmetry.
    For a symmetric 2-(v, k, lambda) design it is ``s (k-lambda) / (k^2 - lambda s)``.

    Complexity: O(n^2 k) for the check.
    Source: the idea is S. Kadhe et al. (2019); the formula is derived in docs/why-it-is-true.md.

    >>> from designs import block_design
    >>> [str(equal_overlap_error(block_design(7, 3, 1), s)) for s in range(8)]
    ['0', '1/4', '4/7', '1', '8/5', '5/2', '4', '7']
    """
    structure = equal_overlap(code)
    if structure is None:
        return None
    h, g, c = structure
    m = code.workers - s
    bottom = g + c * (m - 1)
    explained = Fraction(h * h * m) / bottom if m and bottom else 0
    return plain(Fraction(code.partitions - explained))


@dataclass(frozen=True, slots=True)
class Group:
    """Workers with proportional rows, and what the error grows by when all of them straggle."""

    workers: tuple[int, ...]
    loss: Fraction


def disjoint_groups(code: GradientCode) -> tuple[Group, ...] | None:
    """The groups of workers with proportional rows, if different groups share no partition.

    Then the error of a straggler set is a sum over groups: a group of row b explains ``(sum b)^2 /
    |b|^2`` of the all-ones vector while one of its workers is left, and nothing after.

    Complexity: O(n k).

    >>> from designs import fractional_repetition
    >>> [g.workers for g in disjoint_groups(fractional_repetition(4, 2))]
    [(0, 1), (2, 3)]
    """
    by_row: dict[tuple[int, ...], list[int]] = {}
    for w, row in enumerate(code.integer_rows()):
        leading = next((x for x in row if x), 1)
        by_row.setdefault(tuple(-x for x in row) if leading < 0 else row, []).append(w)
    held = [sum(1 for row in by_row if row[j]) for j in range(code.partitions)]
    if max(held) > 1:
        return None
    return tuple(
        Group(tuple(workers), Fraction(sum(row) ** 2, sum(x * x for x in row) or 1))
        for row, workers in by_row.items()
    )


def disjoint_groups_error(code: GradientCode, s: int) -> tuple[Rational, tuple[int, ...]] | None:
    """The worst case of s stragglers and a set that attains it, for a code of disjoint groups.

    The adversary fills a knapsack of capacity s with whole groups. For fractional repetition the
    worst case is ``d floor(s/d)``. None if the groups are not disjoint.

    Complexity: O(n k + n^2) rational operations for groups of one size, once for all s; with many
    different sizes at most O(n * groups).
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import fractional_repetition
    >>> disjoint_groups_error(fractional_repetition(4, 2), 3)
    (2, (0, 1, 2))
    """
    knapsacks = _knapsacks(code)
    if knapsacks is None:
        return None
    error, taken = knapsacks[s]
    spare = [w for w in range(code.workers) if w not in set(taken)]
    return plain(error), tuple(sorted([*taken, *spare[: s - len(taken)]]))


@lru_cache(maxsize=8)
def _knapsacks(code: GradientCode) -> list[tuple[Fraction, tuple[int, ...]]] | None:
    """For every capacity 0..n the greatest error, and the workers of the groups that give it.

    Groups of one size are taken dearest first, so that only their number is chosen, size by size.
    """
    groups = disjoint_groups(code)
    if groups is None:
        return None
    least = code.partitions - sum((g.loss for g in groups), Fraction(0))
    best = [least] * (code.workers + 1)
    steps = []
    for size in sorted({len(g.workers) for g in groups}):
        same = sorted((g for g in groups if len(g.workers) == size), key=lambda g: -g.loss)
        best, taken = _with_size(best, size, [g.loss for g in same])
        steps.append((size, same, taken))
    return [(error, _chosen(steps, room)) for room, error in enumerate(best)]


def _with_size(
    best: list[Fraction], size: int, losses: list[Fraction]
) -> tuple[list[Fraction], list[int]]:
    """The best errors when groups of this size may be taken too, and how many are for each room."""
    total = list(accumulate(losses, initial=Fraction(0)))
    improved, taken = [], []
    for room in range(len(best)):
        options = range(min(len(losses), room // size) + 1)
        count = max(options, key=lambda j: best[room - j * size] + total[j])
        improved.append(best[room - count * size] + total[count])
        taken.append(count)
    return improved, taken


def _chosen(steps: list[tuple[int, list[Group], list[int]]], room: int) -> tuple[int, ...]:
    """The workers of the groups taken for this room, sizes undone in reverse."""
    workers: list[int] = []
    for size, groups, taken in reversed(steps):
        count = taken[room]
        workers += [w for group in groups[:count] for w in group.workers]
        room -= count * size
    return tuple(workers)
