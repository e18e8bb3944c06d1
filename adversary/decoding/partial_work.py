"""Partial stragglers that report their progress: the server chooses all coefficients afterwards.

Every worker processes its partitions one by one and reports its progress. When the server stops, it
sends each worker the coefficients for what it has, and every worker sends one message. If the
gradient is cut into l parts, a message is as long as one part. With the row R_w of l numbers for
worker w the server adds ``R_w[v]`` times the message of w to get part v of the gradient.

No `Decoder`: the server chooses the workers' coefficients too, from their progress.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from designs.algebra.linear import Rational, gram, independent_rows, plain, solve
from designs.codes.base import generator
from designs.codes.partial_work import Orders
from designs.errors import require

_LARGEST = 9999


@dataclass(frozen=True, slots=True)
class Combination:
    """The decision of the server: the coefficients of the workers, and its own.

    ``encoding[w][i * parts + u]`` is the coefficient of part u of the gradient of partition i in
    the message of worker w, ``combining[w][v]`` that of the message in part v of the result. The
    error is ``|combining^T encoding - 1 (x) I|^2``: zero if the gradient is exact.

    >>> Combination(((1,),), ((1,),), 0).error
    0
    """

    encoding: tuple[tuple[Rational, ...], ...]
    combining: tuple[tuple[int, ...], ...]
    error: int


def copies_done(orders: Orders, progress: Sequence[int], partitions: int) -> tuple[int, ...]:
    """The number of workers that have processed each partition, the first ``progress[w]`` of w.

    Raises:
        BadInput: progress that is not between 0 and the worker's load.

    Complexity: O(sum of loads).

    >>> copies_done(((0, 1), (1, 2), (2, 0)), [2, 0, 1], 3)
    (1, 1, 1)
    """
    fits = len(progress) == len(orders) and all(
        0 <= done <= len(order) for done, order in zip(progress, orders, strict=True)
    )
    require(fits, "progress must be between 0 and the load of each worker")
    copies = [0] * partitions
    for order, done in zip(orders, progress, strict=True):
        for i in order[:done]:
            copies[i] += 1
    return tuple(copies)


def missing_copies(copies: Sequence[int], parts: int = 1) -> int:
    """The error of the protocol: ``sum over partitions of max(0, parts - copies)``.

    It is exact if and only if each partition has been processed ``parts`` times.

    Complexity: O(k).
    Source: A. Ramamoorthy, R. Meng, V. Girimaji, Leveraging partial stragglers (2024).

    >>> missing_copies([2, 0, 1], parts=2)
    3
    """
    return sum(max(0, parts - c) for c in copies)


def random_combining(workers: int, parts: int, seed: int = 0) -> tuple[tuple[int, ...], ...]:
    """The server's coefficients: all one for a single part, else random integers.

    Rows that are dependent by chance cost exactness there; `combine` computes the actual error.

    Raises:
        BadInput: no worker, no part, or a negative seed.

    Complexity: O(n l).
    Source: A. Ramamoorthy, R. Meng, V. Girimaji (2024) draw normal variables; integers are ours.

    >>> random_combining(2, 1)
    ((1,), (1,))
    """
    require(workers >= 1 and parts >= 1, f"need workers and parts, got {workers} and {parts}")
    if parts == 1:
        return ((1,),) * workers
    draw = generator(seed).integers(-_LARGEST, _LARGEST, endpoint=True, size=(workers, parts))
    return tuple(map(tuple, draw.tolist()))


def combine(
    orders: Orders,
    progress: Sequence[int],
    partitions: int,
    combining: Sequence[Sequence[int]],
) -> Combination:
    """The exact coefficients of least error for this progress.

    For partition i let R_i be the rows of the workers that have processed it. Their coefficients
    for part u of its gradient are a least-squares solution of ``R_i^T x = e_u``. What remains is
    ``parts - rank R_i`` for each partition: see `missing_copies` for generic rows.

    Raises:
        BadInput: progress that is not between 0 and the loads, or not a row for each worker.

    Complexity: O(k l c^3) exact operations for c copies.
    Source: A. Ramamoorthy, R. Meng, V. Girimaji (2024).

    >>> done = combine(((0, 1), (1, 0)), [2, 1], 2, random_combining(2, 1))
    >>> done.encoding, done.error
    (((1, Fraction(1, 2)), (0, Fraction(1, 2))), 0)
    """
    require(len(combining) == len(orders), "combining must have a row for each worker")
    copies_done(orders, progress, partitions)
    parts = len(combining[0])
    rows: list[list[Rational]] = [[0] * (partitions * parts) for _ in orders]
    error = 0
    for i in range(partitions):
        holders = [w for w, order in enumerate(orders) if i in order[: progress[w]]]
        chosen, solutions, rank = _least_squares([tuple(combining[w]) for w in holders])
        error += parts - rank
        for u, solution in enumerate(solutions):
            for index, x in zip(chosen, solution, strict=True):
                rows[holders[index]][i * parts + u] = x
    return Combination(tuple(map(tuple, rows)), tuple(map(tuple, combining)), error)


def _least_squares(
    rows: Sequence[tuple[int, ...]],
) -> tuple[list[int], list[list[Rational]], int]:
    """Rows that are used, for each unit vector e their weights nearest to it, and the rank.

    With full column rank all rows are used, ``x = R (R^T R)^-1 e``, the shortest solution; else an
    independent set of rows, ``x = (R R^T)^-1 R e``.
    """
    chosen = independent_rows(rows)
    if not chosen:
        return [], [], 0
    parts, rank = len(rows[0]), len(chosen)
    if rank == parts:
        inverse = _inverse(gram(list(zip(*rows, strict=True))))
        weights = [[_inner(row, column) for row in rows] for column in inverse]
        chosen = list(range(len(rows)))
    else:
        kept = [rows[i] for i in chosen]
        products = gram(kept)
        weights = [list(solve(products, [row[u] for row in kept])) for u in range(parts)]
    return chosen, [[plain(x) for x in row] for row in weights], rank


def _inverse(matrix: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """The inverse of a symmetric matrix, a column a row."""
    size = range(len(matrix))
    return [solve(matrix, [int(i == u) for i in size]) for u in size]


def _inner(row: Sequence[int], column: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0))
