"""Codes whose supports are coin flips: the Bernoulli gradient code, plain and regularised."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from designs.codes.base import GradientCode, generator, require_size
from designs.codes.family import family
from designs.errors import require, show

_LARGEST_DENOMINATOR = 1 << 62


@family(
    "bernoulli",
    example={"workers": 8, "partitions": 8, "replication": 3, "seed": 2},
    after="random-biregular",
)
def bernoulli(
    workers: int, partitions: int, replication: int | Fraction, seed: int = 0
) -> GradientCode:
    """The Bernoulli gradient code: every worker holds every partition with the same probability.

    The entries of the 0/1 encoding are independent and 1 with probability d/n, so d = replication
    is the mean number of workers that hold a partition, and the mean load is d k/n. The draws are
    exact: a uniform integer below the denominator of d/n is compared with its numerator. A
    partition may be on no worker at all, with probability ``(1 - d/n)^n``, about ``e^-d``.

    Raises:
        BadInput: d is not above 0 and at most n, no partition, or a negative seed.

    Complexity: O(n k).
    Source: Z. Charles, D. Papailiopoulos and J. Ellenberg, Approximate gradient coding via sparse
    random graphs (2017), where n = k.

    >>> bernoulli(4, 4, Fraction(3, 2), seed=1).encoding
    ((0, 0, 0, 0), (1, 1, 0, 0), (1, 1, 0, 0), (1, 0, 1, 0))
    """
    mask = _draw(workers, partitions, replication, generator(seed))
    return GradientCode(
        mask.astype(int).tolist(),
        f"Bernoulli, seed {seed}",
        {
            "family": "bernoulli",
            "workers": workers,
            "partitions": partitions,
            "replication": show(replication),
            "seed": seed,
        },
    )


@family(
    "regularised-bernoulli",
    example={"workers": 8, "partitions": 8, "replication": 2, "seed": 1},
    parameters={"threshold": ("", "heaviest load that is left, as a multiple of the mean load")},
    after="bernoulli",
)
def regularised_bernoulli(
    workers: int,
    partitions: int,
    replication: int | Fraction,
    threshold: int | Fraction = 2,
    seed: int = 0,
) -> GradientCode:
    """The regularised Bernoulli code: overloaded workers drop random partitions.

    A `bernoulli` code is drawn with the same seed; a worker that holds more than ``threshold``
    times the mean load ``L = d k/n`` then keeps a uniformly random choice of L of its partitions
    (rounded up). The paper's columns are its workers, so its truncated columns are our rows. That
    heavy workers are truncated is the paper's; the default threshold 2, and the number that is
    kept, are from memory: a reconstruction.

    Raises:
        BadInput: as `bernoulli`, or a threshold below 1.

    Complexity: O(n k).
    Source: Z. Charles, D. Papailiopoulos and J. Ellenberg (2017).

    >>> max(regularised_bernoulli(12, 12, 2, seed=3).load()) <= 4
    True
    """
    require(threshold >= 1, f"threshold must be at least 1, got {show(threshold)}")
    random = generator(seed)
    mask = _draw(workers, partitions, replication, random)
    load = Fraction(replication) * partitions / workers
    for row in mask:
        held = np.flatnonzero(row)
        if len(held) > threshold * load:
            row[random.permutation(held)[ceil(load) :]] = False
    return GradientCode(
        mask.astype(int).tolist(),
        f"regularised Bernoulli, seed {seed}",
        {
            "family": "regularised-bernoulli",
            "workers": workers,
            "partitions": partitions,
            "replication": show(replication),
            "threshold": show(threshold),
            "seed": seed,
        },
    )


def coin_flips(
    random: np.random.Generator, probability: Fraction, shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Independent flips, each True with exactly this probability.

    Raises:
        BadInput: no probability, or its denominator has more than 62 bits.

    Complexity: one 64-bit draw a flip.

    >>> coin_flips(generator(0), Fraction(1), (1, 2)).tolist()
    [[True, True]]
    """
    shown = f"{float(probability):.6g}"
    require(0 <= probability <= 1, f"a probability must be from 0 to 1, got {shown}")
    short = probability.denominator <= _LARGEST_DENOMINATOR
    require(short, f"a probability needs a denominator of at most 62 bits, got one near {shown}")
    draws = random.integers(0, probability.denominator, size=shape)
    flips: NDArray[np.bool_] = draws < probability.numerator
    return flips


def _draw(
    n: int, k: int, replication: int | Fraction, random: np.random.Generator
) -> NDArray[np.bool_]:
    require(n >= 1 and k >= 1, f"workers and partitions must be at least 1, got {n} and {k}")
    require(
        0 < replication <= n,
        f"replication must be above 0 and at most workers={n}, got {show(replication)}",
    )
    require_size(n, k)
    return coin_flips(random, Fraction(replication) / n, (n, k))
