"""Shorter messages: error bounds for every scheme, and the variance of unbiased decoders."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, comb

from adversary.decoding.communication import decoded_error, decoding_matrix
from designs.algebra.linear import Rational, plain
from designs.codes.communication import MessageBlocks
from designs.errors import BadInput, require


def most_stragglers(replication: Sequence[int], m: int) -> int:
    """The most stragglers that any scheme of m blocks at these redundancies decodes exactly.

    It is the least redundancy minus m, or -1 if even without stragglers the error is positive: of
    a partition with fewer than m answers the rank bound takes its part. The bound d >= s + m.

    Complexity: O(k).
    Source: M. Ye, E. Abbe (2018), for the bound; re-derived by ranks in docs/why-it-is-true.md.

    >>> most_stragglers([4, 4, 5], 2), most_stragglers([4, 1], 2)
    (2, -1)
    """
    require(bool(replication), "replications are needed, one for each partition")
    return max(-1, min(replication) - m)


def mean_rank_bound(workers: int, replication: Sequence[int], m: int, s: int) -> Rational:
    """The least mean error of any scheme of m blocks when s random workers straggle.

    A partition of r copies has a hypergeometric number X of answers; the mean is the sum over
    partitions of the mean of ``(m - X)^+``.

    Raises:
        BadInput: s is not 0..n, or a redundancy is not 0..n.

    Complexity: O(k m).
    Source: derived here: the mean of the rank bound.

    >>> mean_rank_bound(10, [3] * 10, 2, 2), mean_rank_bound(12, [4] * 12, 2, 4)
    (Fraction(2, 3), Fraction(136, 165))
    """
    n = workers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    require(all(0 <= r <= n for r in replication), f"replications must be 0..{n}")
    total = sum(
        (m - x) * comb(r, x) * comb(n - r, n - s - x)
        for r in replication
        for x in range(min(m - 1, r, n - s) + 1)
    )
    return plain(Fraction(total, comb(n, s)))


def worst_rank_bound(workers: int, replication: Sequence[int], m: int, s: int) -> int:
    """A lower bound on the worst case of any scheme of m blocks at these redundancies.

    The adversary silences all copies of the partitions with fewest copies, one after the other,
    which costs m for each, and ``(s' - (r - m))^+`` for the next one with what is left; or it does
    no worse than the mean of random sets, rounded up: what a set costs is a sum of missing ranks.

    Raises:
        BadInput: s is not 0..n, or a redundancy is not 0..n.

    Complexity: O(k (m + log k)).
    Source: derived here.

    >>> worst_rank_bound(12, [4] * 12, 2, 6), worst_rank_bound(12, [4] * 12, 2, 2)
    (4, 0)
    """
    mean = mean_rank_bound(workers, replication, m, s)
    left, killed = s, 0
    for r in sorted(replication):
        killed += min(m, max(0, left - (r - m)))
        left = max(0, left - r)
    return max(ceil(mean), killed)


def fixed_decoder(scheme: MessageBlocks) -> tuple[tuple[Rational, ...], ...]:
    """The decoder of a scheme whose weights do not depend on who answered.

    The one that it was made for, else the shortest least-squares decoder of all workers.

    Complexity: that of `decoding_matrix`.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> fixed_decoder(repetition_mds(2, 2, 2))
    ((2, -1), (-1, 1))
    """
    return scheme.fixed_decoder or decoding_matrix(scheme, range(scheme.workers))


def unbiased_variance(scheme: MessageBlocks, p: Rational) -> Rational:
    """The mean error of the unbiased decoder R/(1-p), if each worker fails with probability p.

    R is the fixed decoder, exact if all answer, so that R/(1-p) on the answers is right in the
    mean. Failures being independent, the mean squared error is ``p/(1-p) sum_w |M_w|^2 |R_w|^2``,
    where M_w is all that worker w sends, of all blocks.

    Raises:
        BadInput: p is not 0 <= p < 1, or R is not exact without stragglers.

    Complexity: O(n m^2 k).
    Source: derived here, in docs/why-it-is-true.md; the setting is that of A. Munim, A.
    Ramamoorthy.

    >>> from designs.codes.communication_frame import communication_frame
    >>> unbiased_variance(communication_frame(12, 4, 2), Fraction(1, 5))
    3
    """
    p = require_failures(p)
    decoder, n = fixed_decoder(scheme), scheme.workers
    if decoded_error(scheme, range(n), decoder):
        raise BadInput(
            f"an unbiased decoder needs a scheme that is exact without stragglers; {scheme.name} "
            "is not"
        )
    squares = zip(scheme.stacked().encoding, decoder, strict=True)
    total = sum((_square(sent) * _square(weights) for sent, weights in squares), Fraction(0))
    return plain(p / (1 - p) * total)


def least_variance(replication: Sequence[int], m: int, p: Rational) -> Rational:
    """The least variance of any unbiased fixed decoder: ``p/(1-p) sum_i m^2/r_i``.

    Attained exactly if at the holders of each partition the decoder's vectors R_w, scaled to length
    1, are a tight frame and the coefficients are ``(m/r) R_w/|R_w|^2``: see `communication_frame`.

    Raises:
        BadInput: p is not 0 <= p < 1, or a partition has fewer than m copies.

    Complexity: O(k).
    Source: derived here, by Cauchy and Schwarz (docs/why-it-is-true.md).

    >>> least_variance([4] * 12, 2, Fraction(1, 5)), least_variance([3] * 12, 2, Fraction(1, 5))
    (3, 4)
    """
    p = require_failures(p)
    require(
        all(r >= m for r in replication),
        f"an unbiased decoder needs {m} copies of each partition, got {min(replication)}",
    )
    return plain(p / (1 - p) * sum((Fraction(m * m, r) for r in replication), Fraction(0)))


def require_failures(p: Rational) -> Fraction:
    """The probability as a fraction; `BadInput` unless it is at least 0 and below 1.

    >>> require_failures(Fraction(1, 2))
    Fraction(1, 2)
    """
    require(0 <= p < 1, f"the failure probability must be at least 0 and below 1, got {p}")
    return Fraction(p)


def sign_error(one_step: Rational, entries: int, m: int, weight: Rational) -> Rational:
    """The mean error of random signs with one-step decoding ``R = c [D_1 1, ..., D_m 1]``.

    It is ``m |c A_S 1 - 1|^2 + m (m-1) c^2 nnz(A_S)`` for the 0/1 placement A of the survivors S:
    ``one_step`` is the first squared distance, ``entries`` the number of non-zeros of A_S, and c
    the ``weight``.

    Complexity: constant.
    Source: derived here: a product of signs of different blocks is a sign of mean 0.

    >>> sign_error(0, 4, 2, 1), sign_error(0, 4, 1, 1)
    (8, 0)
    """
    return plain(Fraction(m * one_step + m * (m - 1) * weight**2 * entries))


def _square(row: Sequence[Rational]) -> Fraction:
    return sum((Fraction(x) ** 2 for x in row), Fraction(0))
