"""Stochastic gradient codes: the variance of the plain sum of all messages that arrive."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from adversary.decoding.unbiased import Products, square_length
from designs.algebra.linear import Rational, plain
from designs.codes.coerce import CodeLike, as_code
from designs.errors import require


def expected_variance(
    counts: Sequence[int], probabilities: Sequence[int | Fraction], products: Products
) -> Rational:
    """The variance of `stochastic_gradient_coding`, in the mean over its random placements.

    It is ``D (sum |g_j|^2 (1/d_j - 1/n) + |g|^2/n)`` with d_j = counts[j], ``products`` the inner
    products <g_i, g_j>, and D the mean of ``p_w/(1-p_w)`` over the n workers, whose messages get
    the weights ``1/(1-p_w)``; with equal probabilities D = p/(1-p). It holds in the mean for
    independent uniformly random holders, as two partitions then share d_i d_j/n workers in the
    mean; and, if the probabilities are equal, for every placement in which they share exactly so
    many. Random placements of constant load have less: `constant_overlap_variance`.

    Raises:
        BadInput: counts that are not 1..n or not as many as products, or p not in 0 <= p < 1.

    Complexity: O(n + k^2).
    Source: R. Bitar, M. Wootters, S. El Rouayheb (2019) for the scheme; re-derived, with the
    conditions under which it holds, in docs/unbiased.md.

    >>> expected_variance([2, 2], [Fraction(1, 2)] * 4, [[1, 0], [0, 1]])
    1
    """
    n, k = len(probabilities), len(counts)
    for p in probabilities:
        _require(n, counts, p, products)
    mean = sum((Fraction(p) / (1 - Fraction(p)) for p in probabilities), Fraction(0)) / n
    own = sum(products[j][j] * (Fraction(1, d) - Fraction(1, n)) for j, d in enumerate(counts))
    return plain(mean * (own + Fraction(square_length([1] * k, products)) / n))


def constant_overlap_variance(
    replication: int, overlap: Rational, probability: int | Fraction, products: Products
) -> Rational:
    """The variance if each partition is on d workers and any two share c workers, sent as 1/d.

    It is ``p/(1-p) (sum |g_j|^2 (1/d - c/d^2) + |g|^2 c/d^2)``: for block designs with workers =
    blocks, d is r and c is lambda. For random placements of constant load ``kd/n`` it holds in the
    mean with ``c = d (kd/n - 1)/(k - 1)``, which is less than ``d^2/n`` if d < n.

    Raises:
        BadInput: d below 1, c not in 0..d, or p not in 0 <= p < 1.

    Complexity: O(k^2).
    Source: derived in docs/unbiased.md.

    >>> constant_overlap_variance(3, 1, Fraction(1, 2), [[1] * 7] * 7)
    7
    """
    d, c = replication, Fraction(overlap)
    _require(d, [d] * len(products), probability, products)
    require(0 <= c <= d, f"the overlap must be 0..{d}, got {overlap}")
    own = sum(row[j] for j, row in enumerate(products)) * (Fraction(1, d) - c / d**2)
    whole = square_length([1] * len(products), products) * c / d**2
    return plain(Fraction(probability) / (1 - Fraction(probability)) * (own + whole))


def is_pairwise_balanced(code: CodeLike) -> bool:
    """Whether any two partitions i, j share exactly ``d_i d_j / n`` workers.

    Raises:
        Nothing: any code will do.

    Complexity: O(n k^2).
    Source: the condition of Bitar, Wootters, El Rouayheb (2019).

    >>> from designs.codes import block_design, pairwise_balanced
    >>> is_pairwise_balanced(pairwise_balanced(9, 4, 3))
    True
    >>> is_pairwise_balanced(block_design(7, 3, 1, "blocks"))
    False
    """
    code = as_code(code)
    holders = [{w for w, x in enumerate(c) if x} for c in zip(*code.encoding, strict=True)]
    pairs = combinations(holders, 2)
    return all(len(a & b) * code.workers == len(a) * len(b) for a, b in pairs)


def _require(
    workers: int, counts: Sequence[int], probability: int | Fraction, products: Products
) -> None:
    fits = len(products) == len(counts) and all(len(row) == len(counts) for row in products)
    require(fits, f"the inner products of {len(counts)} partial gradients are a square of numbers")
    for d in counts:
        require(1 <= d <= workers, f"counts must be 1..workers, got {d} and {workers}")
    sound = isinstance(probability, int | Fraction) and 0 <= probability < 1
    require(sound, f"the straggling probability must be in 0 <= p < 1, got {probability!s:.40}")
