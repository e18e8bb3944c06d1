"""Fractional repetition, and no repetition at all."""

from __future__ import annotations

from designs.codes.base import (
    GradientCode,
    Symmetry,
    require_divides,
    require_replication,
    require_size,
)
from designs.codes.family import family
from designs.errors import require


@family(
    "fractional-repetition",
    example={"workers": 6, "replication": 3},
    after="block-design",
)
def fractional_repetition(workers: int, replication: int) -> GradientCode:
    """Fractional repetition: disjoint groups of d workers, all of a group holding its d partitions.

    n = k workers and partitions, load and redundancy d = replication, every worker sends the plain
    sum of its partitions. It recovers exactly unless a whole group straggles.

    Raises:
        BadInput: d does not divide n, with the nearest n that it does divide.

    Complexity: O(n^2).
    Source: R. Tandon et al., Gradient Coding (2017); Z. Charles et al., Approximate gradient coding
    via sparse random graphs (2017).

    >>> fractional_repetition(4, 2).encoding
    ((1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1), (0, 0, 1, 1))
    """
    n, d = workers, replication
    require_replication(n, d)
    require_divides("replication", d, n)
    require_size(n, n)
    matrix = [[int(w // d == j // d) for j in range(n)] for w in range(n)]
    next_group = tuple((w + d) % n for w in range(n))
    inside = tuple(w // d * d + (w % d + 1) % d for w in range(n))
    return GradientCode(
        matrix,
        "fractional repetition",
        {"family": "fractional-repetition", "workers": n, "replication": d},
        [Symmetry(next_group, next_group), Symmetry(inside, tuple(range(n)))],
    )


@family(
    "uncoded",
    example={"workers": 3},
    after="resolvable-design",
)
def uncoded(workers: int) -> GradientCode:
    """No redundancy: worker w holds partition w alone, and what straggles is lost.

    The encoding is the identity; with the one-step decoder this is the usual "ignore stragglers".

    Raises:
        BadInput: fewer than one worker.

    Complexity: O(n^2).
    Source: the baseline of R. Tandon et al., Gradient Coding (2017).

    >>> uncoded(2).encoding
    ((1, 0), (0, 1))
    """
    n = workers
    require(n >= 1, f"workers must be at least 1, got {n}")
    require_size(n, n)
    rotate = tuple((w + 1) % n for w in range(n))
    matrix = [[int(w == j) for j in range(n)] for w in range(n)]
    recipe = {"family": "uncoded", "workers": n}
    return GradientCode(matrix, "uncoded", recipe, [Symmetry(rotate, rotate)])
