"""Codes for workers that straggle with different, known probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import floor, gcd
from typing import Literal, get_args

from designs.algebra.linear import Rational, plain
from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.errors import require, show

Allocation = Literal["stick-breaking", "chain", "shared"]


@family(
    "heterogeneous",
    example={"probabilities": ["1/8", "1/4", "1/4", "1/3", "1/2", "3/4"], "partitions": 6},
    parameters={
        "probabilities": ("", "straggling probability of each worker, like 1/3,1/2,1/2"),
        "allocation": ("", "how the partitions are allotted"),
    },
    after="duplicated",
)
def heterogeneous(
    probabilities: Sequence[int | Fraction],
    partitions: int | None = None,
    allocation: Allocation = "stick-breaking",
) -> GradientCode:
    """The code of least expected error for workers that straggle with given probabilities.

    Worker w is silent with probability ``p_w``, independently. Decoded with the fixed weights
    ``1/(1 - p_w)`` the gradient is unbiased exactly if all column sums are 1, and if the row sums
    are `shares`, the expected squared error of equal partial gradients of length 1 is as small as
    it can be, ``k^2 / sum (1-p)/p``. Three ways to fill in such a matrix, all with redundancy at
    most ``1 + (m-1)/k`` if m workers have a share:

    ``stick-breaking`` cuts the interval [0, k] of all partitions at the partial sums of the shares:
    entries are overlaps, in [0, 1]. ``chain`` gives worker w as many consecutive partitions as any
    other, one of them in common with the next; ``shared`` gives partition 0 to all and divides the
    rest evenly. The even ones may need negative entries, and then have larger error for partial
    gradients that differ. See `shares` for p = 0 and p = 1.

    Raises:
        BadInput: no partitions, a probability outside 0..1, all of them 1, or an unknown
            allocation.

    Complexity: O(n k).
    Source: H. Song and J. Choi, Approximate gradient coding with heterogeneous stragglers (2025)
    for the row sums and the allocations shared and chain; stick-breaking is derived here, with
    proofs, in docs/unbiased.md.

    >>> heterogeneous([Fraction(1, 3), Fraction(1, 2), Fraction(1, 2)], 2).encoding
    ((1, 0), (0, Fraction(1, 2)), (0, Fraction(1, 2)))
    """
    k = len(probabilities) if partitions is None else partitions
    known = allocation in get_args(Allocation)
    choices = ", ".join(get_args(Allocation))
    require(known, f"the allocation must be one of {choices}, got {allocation!r:.40}")
    portions = shares(probabilities, k)
    require_size(len(portions), k)
    active = [w for w, share in enumerate(portions) if share]
    rows = _filled([portions[w] for w in active], k, allocation)
    idle = (0,) * k
    matrix = [rows[active.index(w)] if share else idle for w, share in enumerate(portions)]
    return GradientCode(
        matrix,
        f"heterogeneous, {allocation}",
        {
            "family": "heterogeneous",
            "probabilities": [show(Fraction(p)) for p in probabilities],
            "partitions": k,
            "allocation": allocation,
        },
        _symmetries(portions, k) if allocation == "stick-breaking" else (),
    )


def shares(probabilities: Sequence[int | Fraction], partitions: int) -> tuple[Rational, ...]:
    """The optimal row sums, which sum to k: each worker's share of the gradient.

    With odds of answering ``q_w = (1 - p_w) / p_w`` the share is ``k q_w / sum q``. A worker that
    never answers (p = 1) has odds 0 and gets nothing. Workers that always answer (p = 0) have
    infinite odds: if there are any, they share everything equally, the others get nothing, and the
    gradient is exact.

    Raises:
        BadInput: no partitions, a probability outside 0..1, or all of them 1.

    Complexity: O(n).
    Source: Song and Choi (2025); p = 0 and p = 1 as limits, re-derived in docs/unbiased.md.

    >>> shares([Fraction(1, 2), Fraction(1, 4), 1], 8), shares([0, Fraction(1, 2), 0], 8)
    ((2, 6, 0), (4, 0, 4))
    """
    k = partitions
    require_probabilities(probabilities)
    require(k >= 1, f"partitions must be at least 1, got {k}")
    some = any(p < 1 for p in probabilities)
    require(some, "a worker must answer sometimes: all straggling probabilities are 1")
    if any(p == 0 for p in probabilities):
        weights = [Fraction(p == 0) for p in probabilities]
    else:
        weights = [(1 - Fraction(p)) / p for p in probabilities]
    total = sum(weights)
    return tuple(plain(k * q / total) for q in weights)


def require_probabilities(probabilities: Sequence[int | Fraction]) -> None:
    """Raise `BadInput` unless there are some, and all are in 0..1.

    >>> require_probabilities([0, Fraction(1, 2), 1])
    """
    require(len(probabilities) > 0, "name the straggling probability of every worker, got none")
    for w, p in enumerate(probabilities):
        require(
            isinstance(p, int | Fraction) and 0 <= p <= 1,
            f"a straggling probability must be a rational in 0..1, got {p!s:.40} for worker {w}",
        )


def chained(portions: Sequence[Rational], lasts: Sequence[int]) -> list[tuple[Rational, ...]]:
    """The chain in which worker w ends with partition ``lasts[w]``, where the next one begins.

    Row sums are the portions, column sums 1, and that leaves no choice: with partial sums S of the
    portions, worker w has ``S_w - lasts[w]`` of its last partition, of its first what the workers
    before it have left, and all of those between. Every entry is in [0, 1] exactly if
    ``lasts[w] <= S_w <= lasts[w] + 1`` for all w.

    Raises:
        BadInput: the ends decrease, or the last of them is not the last partition.

    Complexity: O(n k).
    Source: derived in docs/unbiased.md.

    >>> chained([Fraction(3, 2), Fraction(1, 2)], [1, 1])
    [(1, Fraction(1, 2)), (0, Fraction(1, 2))]
    """
    k = plain(sum(map(Fraction, portions)))
    ordered = len(lasts) == len(portions) and sorted([0, *lasts, k - 1]) == [0, *lasts, k - 1]
    require(
        ordered and lasts[-1] == k - 1,
        f"the workers' last partitions must not decrease and must end with {k} - 1, got "
        f"{list(lasts)}",
    )
    before, first = Fraction(0), 0
    rows = []
    for share, last in zip(portions, lasts, strict=True):
        after = before + share
        row: list[Rational] = [int(first < j < last) for j in range(int(k))]
        row[first] = share if first == last else first + 1 - before
        row[last] = share if first == last else after - last
        rows.append(tuple(map(plain, row)))
        before, first = after, last
    return rows


def _filled(
    portions: Sequence[Rational], k: int, allocation: Allocation
) -> list[Sequence[Rational]]:
    """The rows of the workers that have a share."""
    m = len(portions)
    if allocation == "stick-breaking":
        ends = accumulate(map(Fraction, portions))
        return list(chained(portions, [min(floor(end), k - 1) for end in ends]))
    parts = [(k - 1) // m + (w < (k - 1) % m) for w in range(m)]
    if allocation == "chain":
        return list(chained(portions, list(accumulate(parts))))
    starts = accumulate(parts, initial=1)
    return [
        [share - own, *(int(start <= j < start + own) for j in range(1, k))]
        for share, own, start in zip(portions, parts, starts, strict=False)
    ]


def _symmetries(portions: Sequence[Rational], k: int) -> list[Symmetry]:
    """Reversal if the shares are a palindrome; rotation if they are all equal."""
    n, found = len(portions), []
    if list(portions) == list(reversed(portions)):
        found.append(Symmetry(tuple(reversed(range(n))), tuple(reversed(range(k)))))
    period = gcd(n, k)
    if len(set(portions)) == 1 and period > 1:
        found.append(Symmetry(_shift(n, n // period), _shift(k, k // period)))
    return found


def _shift(size: int, by: int) -> tuple[int, ...]:
    return tuple((i + by) % size for i in range(size))
