"""Worst cases of disjoint groups of proportional rows: the adversary fills a knapsack."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from adversary.decoding.decode import Decoder
from adversary.worst_case.closed_form.form import ClosedForm
from adversary.worst_case.result import Method
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.structure import Group, disjoint_groups


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


def disjoint_groups_form(code: GradientCode, s: int, decoder: Decoder) -> ClosedForm | None:
    """The worst case of disjoint groups with optimal decoding.

    Complexity: as for `disjoint_groups_error`.
    Source: derived in docs/why-it-is-true.md.

    >>> from designs import uncoded
    >>> disjoint_groups_form(uncoded(3), 2, "optimal").value
    2
    """
    found = disjoint_groups_error(code, s) if decoder == "optimal" else None
    return None if found is None else ClosedForm(*found, Method.DISJOINT_GROUPS)


@lru_cache(maxsize=8)
def _knapsacks(code: GradientCode) -> list[tuple[Fraction, tuple[int, ...]]] | None:
    """The greatest error for every capacity 0..n, and the workers of the groups that give it.

    Groups of one size are taken in descending order of loss, so that only their number is chosen.
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
