"""Stochastic gradient codes: scaled so that adding up whatever arrives is unbiased."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.codes.base import GradientCode, generator, require_size
from designs.codes.family import family
from designs.errors import require, show


@family(
    "stochastic-gradient-coding",
    example={
        "workers": 8,
        "partitions": 8,
        "counts": [3, 3, 3, 3, 2, 2, 2, 2],
        "probability": "1/3",
        "seed": 1,
    },
    parameters={
        "counts": ("", "workers that hold each partition: one number for all, or one for each")
    },
    after="heterogeneous",
)
def stochastic_gradient_coding(
    workers: int,
    partitions: int,
    counts: Sequence[int],
    probability: int | Fraction = 0,
    seed: int = 0,
) -> GradientCode:
    """Each partition on d_j random workers, scaled so that adding up what arrives is unbiased.

    The d_j = counts[j] holders of partition j (one number stands for all partitions) are a
    uniformly random set, drawn independently of the other partitions; each sends it with the factor
    ``1 / (d_j (1 - p))``. If workers straggle independently with probability p, the expectation of
    the sum of what arrives is the gradient: no decoding. Unlike `random_biregular`, loads differ.

    Raises:
        BadInput: counts that are not 1..n or not one per partition, p not in 0 <= p < 1,
            or a negative seed.

    Complexity: O(n k).
    Source: R. Bitar, M. Wootters, S. El Rouayheb, Stochastic gradient coding for straggler
    mitigation in distributed learning (2019). The variance is in bounds/expectation/stochastic.py.

    >>> stochastic_gradient_coding(4, 3, [2], Fraction(1, 2), seed=1).encoding
    ((0, 1, 0), (1, 0, 0), (1, 1, 1), (0, 0, 1))
    """
    n, k = workers, partitions
    require(n >= 1 and k >= 1, f"a code needs a worker and a partition, got {n} and {k}")
    require_size(n, k)
    _require_probability(probability)
    require(
        len(counts) in {1, k},
        f"counts must be one number, or one for each of the {k} partitions, got {len(counts)}",
    )
    for d in counts:
        require(1 <= d <= n, f"counts must be 1..workers, got counts={d}, workers={n}")
    random, each = generator(seed), counts if len(counts) == k else [counts[0]] * k
    columns = []
    for d in each:
        column: list[Fraction | int] = [0] * n
        for w in random.choice(n, size=d, replace=False):
            column[w] = 1 / (d * (1 - Fraction(probability)))
        columns.append(column)
    recipe = {
        "family": "stochastic-gradient-coding",
        "workers": n,
        "partitions": k,
        "counts": list(counts),
        "probability": show(probability),
        "seed": seed,
    }
    return GradientCode(
        zip(*columns, strict=True), f"stochastic gradient coding, seed {seed}", recipe
    )


@family(
    "pairwise-balanced",
    example={"workers": 9, "partitions": 4, "replication": 3, "probability": "1/4"},
    after="stochastic-gradient-coding",
)
def pairwise_balanced(
    workers: int, partitions: int, replication: int, probability: int | Fraction = 0
) -> GradientCode:
    """A stochastic gradient code any two of whose partitions share exactly d^2/n workers.

    Workers are the n = q^m vectors over GF(q), the holders of a partition a hyperplane with
    d = n/q = replication of them, and no two hyperplanes are parallel. Entries are 1/(d (1 - p)).
    There are (n - 1)/(q - 1) classes of parallel hyperplanes, and no placement of any kind with
    d < n is pair-wise balanced in this sense for more than n - 1 partitions: proof in
    docs/unbiased.md.

    Raises:
        BadInput: q = n/d is no prime power or n no power of q, too many partitions, or p not in
            0 <= p < 1.

    Complexity: O(n k m).
    Source: the condition is that of Bitar, Wootters, El Rouayheb (2019); these placements and the
    bound are derived here.

    >>> [[int(x != 0) for x in row] for row in pairwise_balanced(4, 3, 2).encoding]
    [[1, 0, 1], [0, 0, 0], [1, 1, 0], [0, 1, 1]]
    """
    n, k, d = workers, partitions, replication
    _require_probability(probability)
    require(1 <= d <= n and n % d == 0, f"replication must divide the workers, got {d} and {n}")
    q = n // d
    sound = prime_power(q) is not None
    below = [x for x in range(q - 1, 1, -1) if prime_power(x)][:1]
    nearest = [*below, _prime_power_after(q)]
    require(
        sound,
        f"workers/replication must be a prime power, got {n}/{d} = {q}; the nearest prime powers "
        f"are {' and '.join(map(str, nearest))}",
    )
    powers = [q**m for m in range(1, n.bit_length() + 2)]
    above = next(x for x in powers if x >= n)
    require(
        n in powers,
        f"workers must be a power of workers/replication = {q}, got {n}; the nearest powers are "
        f"{above // q} and {above}",
    )
    most = (n - 1) // (q - 1)
    require(1 <= k <= most, f"partitions must be 1..{most} for {n} workers, d={d}, got {k}")
    require_size(n, k)
    scale = 1 / (d * (1 - Fraction(probability)))
    return GradientCode(
        [[scale if inside else 0 for inside in row] for row in _hyperplanes(n, q, k)],
        "pair-wise balanced stochastic gradient coding",
        {
            "family": "pairwise-balanced",
            "workers": n,
            "partitions": k,
            "replication": d,
            "probability": show(probability),
        },
    )


def _hyperplanes(n: int, q: int, k: int) -> list[list[bool]]:
    """Which of the n vectors over GF(q) lie on each of k hyperplanes of different directions.

    The j-th is ``a x = j mod q``, where the first non-zero coordinate of its normal a is 1.
    """
    width = next(m for m in range(1, n.bit_length() + 1) if q**m == n)
    vectors = np.array(list(product(range(q), repeat=width)), dtype=np.int64)
    normals = [a for a in vectors.tolist() if next((x for x in a if x), 0) == 1][:k]
    values = GF(q).matmul(vectors, np.array(normals, dtype=np.int64).T)
    inside: list[list[bool]] = (values == np.arange(k) % q).tolist()
    return inside


def _prime_power_after(number: int) -> int:
    return next(x for x in range(number + 1, 2 * number + 3) if prime_power(x))


def _require_probability(probability: int | Fraction) -> None:
    require(
        isinstance(probability, int | Fraction) and 0 <= probability < 1,
        f"the straggling probability must be a rational in 0 <= p < 1, got {probability!s:.40}",
    )
