"""Groups of workers with proportional rows: disjoint ones, repetition, copies."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from designs.codes.base import GradientCode
from designs.errors import BadInput


@dataclass(frozen=True, slots=True)
class Group:
    """Workers with proportional rows, and the increase of the error when all of them straggle."""

    workers: tuple[int, ...]
    loss: Fraction


def proportional_rows(code: GradientCode) -> dict[tuple[int, ...], list[int]]:
    """The workers of each line that rows span, under its coprime integers of positive lead.

    Complexity: O(n k).

    >>> proportional_rows(GradientCode([[1, 1], [0, 1], [-2, -2]]))
    {(1, 1): [0, 2], (0, 1): [1]}
    """
    by_row: dict[tuple[int, ...], list[int]] = {}
    for w, row in enumerate(code.integer_rows()):
        leading = next((x for x in row if x), 1)
        by_row.setdefault(tuple(-x for x in row) if leading < 0 else row, []).append(w)
    return by_row


def disjoint_groups(code: GradientCode) -> tuple[Group, ...] | None:
    """The groups of workers with proportional rows, if different groups share no partition.

    Then the error of a straggler set is a sum over groups: a group of row b explains ``(sum b)^2 /
    |b|^2`` of the all-ones vector while one of its workers is left, and nothing after.

    Complexity: O(n k).

    >>> from designs import fractional_repetition
    >>> [g.workers for g in disjoint_groups(fractional_repetition(4, 2))]
    [(0, 1), (2, 3)]
    """
    by_row = proportional_rows(code)
    if any(sum(map(bool, column)) > 1 for column in zip(*by_row, strict=True)):
        return None
    return tuple(
        Group(tuple(workers), Fraction(sum(row) ** 2, sum(x * x for x in row) or 1))
        for row, workers in by_row.items()
    )


def repetition_groups(code: GradientCode) -> tuple[int, ...]:
    """The group of each worker of a fractional repetition code, in any order of the workers.

    Workers of a group have the same 0/1 row, groups have disjoint partitions, and together they
    have all; groups may differ in size.

    Raises:
        BadInput: the code is not of this form.

    Complexity: O(n k).
    Source: R. Tandon et al. (2017) for the code.

    >>> repetition_groups(GradientCode([[1, 1, 0], [0, 0, 1], [1, 1, 0]]))
    (0, 1, 0)
    """
    rows = list(dict.fromkeys(code.encoding))
    covered = [sum(column) for column in zip(*rows, strict=True)]
    binary = all(x in (0, 1) for row in rows for x in row) and all(any(row) for row in rows)
    if not binary or set(covered) != {1}:
        raise BadInput(
            "ErasureHead needs a fractional repetition code: 0/1 rows, equal within a group and "
            f"without a common partition between groups, that cover all; got {code.name:.40}"
        )
    return tuple(rows.index(row) for row in code.encoding)


@dataclass(frozen=True, slots=True)
class Copies:
    """Equally many copies of every worker: the code without copies, and the groups of copies."""

    code: GradientCode
    workers: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=8)
def copied_workers(code: GradientCode) -> Copies | None:
    """The workers with proportional rows, if there are c > 1 of every row.

    Complexity: O(n k).

    >>> found = copied_workers(GradientCode([[1, 0], [1, 1], [2, 2], [3, 0]]))
    >>> found.code.encoding, found.workers
    (((1, 0), (1, 1)), ((0, 3), (1, 2)))
    """
    by_row = proportional_rows(code)
    counts = {len(workers) for workers in by_row.values()}
    if len(counts) > 1 or 1 in counts:
        return None
    return Copies(GradientCode(list(by_row), code.name), tuple(map(tuple, by_row.values())))
