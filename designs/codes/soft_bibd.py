"""Soft block designs: random encodings that are a block design in the mean."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from designs.algebra.linear import Rational, plain
from designs.codes.base import GradientCode, generator, require_size
from designs.codes.family import family
from designs.errors import require, show

Law = tuple[tuple[int, Fraction], ...]
_LARGEST_DENOMINATOR = 1 << 62


@family(
    "soft-bibd",
    example={"workers": 9, "partitions": 8, "load": "7/2", "overlap": "7/5", "seed": 1},
    parameters={
        "load": ("", "partitions that each worker holds, in the mean"),
        "overlap": (
            "",
            "partitions that two workers share, in the mean; default: the least possible",
        ),
    },
    after="uncoded",
)
def soft_bibd(
    workers: int,
    partitions: int,
    load: int | Fraction,
    overlap: int | Fraction | None = None,
    seed: int = 0,
) -> GradientCode:
    """A random 0/1 encoding in which loads and overlaps of workers are right in the mean.

    Each of the k partitions draws a number w of holders from `holders_law`, then goes to a
    uniformly random set of w workers, all draws independent. Every worker holds ``load`` partitions
    in the mean and every two share ``overlap``: ``E[B B^T] = (load - overlap) I + overlap J``, the
    identity that a block design has without the mean. Neither number need be an integer. Without an
    overlap the least feasible is taken; if every partition can have the same number d of holders
    that is the block design's ``load (d - 1)/(n - 1)``.

    This is a reconstruction: the paper's own law of a row is not known to us. Assumed are 0/1
    entries, independent partitions, and workers that are exchangeable.

    Raises:
        BadInput: no number of holders has these moments (with the nearest overlaps that work), a
            negative seed, or probabilities with a denominator beyond 2^62.

    Complexity: O(n k).
    Source: A. Sakorikar, L. Wang, Soft BIBD and product gradient codes (2022), for the idea.

    >>> soft_bibd(7, 7, 3, seed=1).replication()
    (3, 3, 3, 3, 3, 3, 3)
    >>> sorted(set(soft_bibd(7, 7, 3, Fraction(5, 4), seed=1).replication()))
    [1, 3, 4]
    """
    require_size(workers, partitions)
    shared = least_overlap(workers, partitions, load) if overlap is None else overlap
    law = holders_law(workers, partitions, load, shared)
    random = generator(seed)
    matrix = np.zeros((workers, partitions), dtype=np.int64)
    for j, count in enumerate(_draws(law, partitions, random)):
        matrix[random.choice(workers, size=count, replace=False), j] = 1
    recipe = {
        "family": "soft-bibd",
        "workers": workers,
        "partitions": partitions,
        "load": show(load),
        "overlap": show(shared),
        "seed": seed,
    }
    return GradientCode(matrix.tolist(), f"soft block design, seed {seed}", recipe)


def least_overlap(workers: int, partitions: int, load: Rational) -> Rational:
    """The least mean overlap that a mean load allows: all partitions about equally replicated.

    With mean redundancy ``d = n load/k`` the partitions have floor(d) or ceil(d) holders; for an
    integer d this is the block design's ``load (d - 1)/(n - 1)``. For one worker it is 0.

    Raises:
        BadInput: no workers or no partitions, or not ``0 < load <= k``.

    Complexity: constant.
    Source: the variance of an integer is least on two neighbours; derived here.

    >>> least_overlap(7, 7, 3), least_overlap(10, 20, 7)
    (1, 2)
    """
    mean = _mean_holders(workers, partitions, load)
    below = floor(mean)
    pairs = below * (below - 1) + (mean - below) * 2 * below
    return plain(pairs * partitions / (workers * (workers - 1))) if workers > 1 else 0


def holders_law(workers: int, partitions: int, load: Rational, overlap: Rational) -> Law:
    """The law of the number of holders of a partition: pairs (w, probability), as few as possible.

    The mean is ``n load/k`` and the mean of w (w - 1) is ``n (n - 1) overlap/k``; then a uniformly
    random set of w workers has each worker with probability load/k and each pair with overlap/k.
    Among the laws on equally few numbers that of the least spread is taken, then the one whose
    largest w is least. Three numbers are always enough.

    Raises:
        BadInput: there is no such law: the overlap is below `least_overlap` or above the load.

    Complexity: O(n).
    Source: derived in docs/why-it-is-true.md.

    >>> holders_law(7, 7, 3, 1)
    ((3, Fraction(1, 1)),)
    >>> [(w, str(p)) for w, p in holders_law(4, 4, 2, 1)]
    [(1, '1/2'), (3, '1/2')]
    """
    mean, least = _mean_holders(workers, partitions, load), least_overlap(workers, partitions, load)
    most = load if workers > 1 else 0
    require(
        least <= overlap <= most,
        f"a mean load of {show(load)} allows a mean overlap of {show(least)} (equal numbers of "
        f"holders) to {show(most)} (all or none), got overlap={show(overlap)}; "
        f"the nearest is {show(least if overlap < least else most)}",
    )
    pairs = Fraction(workers * (workers - 1)) * overlap / partitions
    square = pairs + mean
    if square == mean**2:
        return ((int(mean), Fraction(1)),)
    two = [ends for ends in _spans(workers, mean, square) if _on_chord(ends, mean, square)]
    low, high = min(two or _spans(workers, mean, square), key=lambda e: (e[1] - e[0], e[1]))
    if two:
        upper = (mean - low) / (high - low)
        return (low, 1 - upper), (high, upper)
    middle = low + 1 if floor(mean) == low else floor(mean)
    return _law_on((low, middle, high), mean, square)


def _mean_holders(workers: int, partitions: int, load: Rational) -> Fraction:
    require(
        workers >= 1 and partitions >= 1,
        f"workers and partitions must be at least 1, got {workers} and {partitions}",
    )
    require(
        0 < load <= partitions,
        f"the load must be above 0 and at most the {partitions} partitions, got {show(load)}",
    )
    return Fraction(workers) * load / partitions


def _spans(most: int, mean: Fraction, square: Fraction) -> Iterator[tuple[int, int]]:
    """For every low < mean the least high for which numbers in [low, high] have these moments.

    ``E (w - low)(high - w) >= 0`` means ``(mean - low)(high - mean) >= variance``, and conversely.
    """
    variance = square - mean**2
    for low in range(ceil(mean)):
        high = ceil(mean + variance / (mean - low))
        if high <= most:
            yield low, high


def _on_chord(ends: tuple[int, int], mean: Fraction, square: Fraction) -> bool:
    """Whether the two ends alone have these moments: ``E (w - low)(w - high) = 0``."""
    low, high = ends
    return square - (low + high) * mean + low * high == 0


def _law_on(numbers: tuple[int, int, int], mean: Fraction, square: Fraction) -> Law:
    """The law on three numbers with these moments, by Lagrange's formula."""
    law = []
    for w in numbers:
        a, b = (x for x in numbers if x != w)
        law.append((w, (square - (a + b) * mean + a * b) / ((w - a) * (w - b))))
    return tuple(law)


def _draws(law: Law, count: int, random: np.random.Generator) -> list[int]:
    """Independent draws from a law, with exactly its probabilities."""
    scale = lcm(*(p.denominator for _, p in law))
    require(
        scale <= _LARGEST_DENOMINATOR,
        f"the probabilities of the holders need a common denominator of at most 2^62, got {scale}; "
        "give the load and the overlap with smaller denominators",
    )
    steps = np.cumsum([int(p * scale) for _, p in law])
    drawn = np.searchsorted(steps, random.integers(0, scale, size=count), side="right")
    return [law[i][0] for i in drawn.tolist()]
