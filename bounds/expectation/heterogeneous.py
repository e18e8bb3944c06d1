"""Workers with known straggling probabilities: expected error, its optimum, and who attains it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from adversary.decoding.unbiased import Products, aligned, answer_weights, moments
from designs.algebra.linear import Rational, plain
from designs.codes.coerce import CodeLike, as_code
from designs.codes.heterogeneous import require_probabilities, shares
from designs.errors import require


def expected_error(
    code: CodeLike,
    probabilities: Sequence[int | Fraction],
    weights: Sequence[Rational] | None = None,
    products: Products | None = None,
) -> Rational:
    """The expected squared error ``E |g^ - g|^2`` of decoding with fixed weights, exactly.

    Squared bias plus variance, `adversary.decoding.unbiased.moments`. Default weights are
    ``1/(1-p_w)``, default partial gradients all equal and of length 1.

    Raises:
        BadInput: shapes that do not fit, or a probability outside 0..1.

    Complexity: O(n k^2) exact operations.
    Source: H. Song and J. Choi (2025); derived in docs/unbiased.md.

    >>> from designs.codes import heterogeneous
    >>> p = [Fraction(1, 4), Fraction(1, 2)]
    >>> expected_error(heterogeneous(p, 8), p), aligned_optimum(p, 8)
    (16, 16)
    """
    code = as_code(code)
    chosen = answer_weights(probabilities) if weights is None else weights
    form = aligned(code.partitions) if products is None else products
    return plain(Fraction(sum(moments(code, chosen, probabilities, form))))


def odds(probabilities: Sequence[int | Fraction]) -> Rational | None:
    """The sum Q of the odds of answering, ``(1-p)/p``; None, for infinite, if some p is 0.

    Raises:
        BadInput: a probability outside 0..1.

    Complexity: O(n).

    >>> odds([Fraction(1, 4), Fraction(1, 2), 1]), odds([0, 1])
    (4, None)
    """
    require_probabilities(probabilities)
    if any(p == 0 for p in probabilities):
        return None
    return plain(sum(((1 - Fraction(p)) / p for p in probabilities), Fraction(0)))


def aligned_optimum(probabilities: Sequence[int | Fraction], partitions: int) -> Rational:
    """The least expected error of unbiased fixed weights for k equal partial gradients: ``k^2/Q``.

    It is also the least, over all encodings with unbiased fixed weights, of the error for the worst
    partial gradients of length at most 1; see `is_minimax`. Times C if ``|g_j|^2 <= C``.

    Raises:
        BadInput: no partitions, a probability outside 0..1, or all of them 1.

    Complexity: O(n).
    Source: Song and Choi (2025), re-derived in docs/unbiased.md; the second sentence is derived
    there.

    >>> aligned_optimum([Fraction(1, 4), Fraction(1, 2)], 8), aligned_optimum([0, 1], 8)
    (16, 0)
    """
    shares(probabilities, partitions)
    total = odds(probabilities)
    return 0 if total is None else plain(Fraction(partitions**2) / total)


def shrunken_optimum(probabilities: Sequence[int | Fraction], partitions: int) -> Rational:
    """The least expected error of any fixed weights for equal partial gradients: ``k^2/(1 + Q)``.

    Raises:
        BadInput: no partitions, a probability outside 0..1, or all of them 1.

    Complexity: O(n).
    Source: re-derived in docs/unbiased.md.

    >>> shrunken_optimum([Fraction(1, 4), Fraction(1, 2)], 8)
    Fraction(64, 5)
    """
    shares(probabilities, partitions)
    total = odds(probabilities)
    return 0 if total is None else plain(Fraction(partitions**2) / (1 + Fraction(total)))


def second_moment(
    probabilities: Sequence[int | Fraction], partitions: int, square: Rational
) -> Rational:
    """A bound G^2 on ``E |g^|^2`` if all ``|g_j|^2`` are at most ``square``: ``C k^2 (1 + 1/Q)``.

    Valid for the allocation stick-breaking and for every code that `is_minimax`; not in general for
    the other allocations, whose error can exceed ``C k^2/Q`` for partial gradients that differ.

    Raises:
        BadInput: no partitions, a negative square, a probability outside 0..1, or all of them 1.

    Complexity: O(n).
    Source: derived in docs/unbiased.md.

    >>> second_moment([Fraction(1, 4), Fraction(1, 2)], 8, 1)
    80
    """
    require(square >= 0, f"a squared length must not be negative, got {square}")
    return plain(Fraction(square * (partitions**2 + aligned_optimum(probabilities, partitions))))


def is_minimax(code: CodeLike, probabilities: Sequence[int | Fraction]) -> bool:
    """Whether a code is minimax among unbiased codes, for partial gradients of length at most 1.

    With weights ``1/(1-p_w)`` the error is ``sum M_ij <g_i, g_j>`` for
    ``M = sum_w p_w/(1-p_w) B_w^T B_w``. The code is minimax exactly if its columns sum to 1, its
    rows to `shares`, and ``k/Q`` is the largest eigenvalue of M; and it is if the entries are not
    negative. Decided by exact elimination.

    Raises:
        BadInput: shapes that do not fit, a probability outside 0..1, or all of them 1.

    Complexity: O(n k^2 + k^3) exact operations.
    Source: derived in docs/unbiased.md.

    >>> from designs.codes import heterogeneous
    >>> p = [Fraction(1, 4), Fraction(1, 2), Fraction(2, 3)]
    >>> [is_minimax(heterogeneous(p, 3, a), p) for a in ("stick-breaking", "shared")]
    [True, False]
    """
    code = as_code(code)
    n, k = code.workers, code.partitions
    portions = shares(probabilities, k)
    require(len(portions) == n, f"there must be {n} probabilities, got {len(portions)}")
    whole = all(sum(column) == 1 for column in zip(*code.encoding, strict=True))
    if not whole or any(sum(r) != y for r, y in zip(code.encoding, portions, strict=True)):
        return False
    total = odds(probabilities)
    limit = Fraction(0) if total is None else Fraction(k) / total
    left = [[limit * (i == j) for j in range(k)] for i in range(k)]
    for p, row in zip(probabilities, code.encoding, strict=True):
        used = [j for j, x in enumerate(row) if x]
        if p == 1 and used:
            return False
        for i in used:
            for j in used:
                left[i][j] -= Fraction(p) / (1 - Fraction(p)) * row[i] * row[j]
    return _semidefinite(left)


def _semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Whether a symmetric matrix has no negative eigenvalue: elimination, in place."""
    for c, pivot in enumerate(matrix):
        rest = range(c + 1, len(matrix))
        if pivot[c] < 0 or (pivot[c] == 0 and any(pivot[j] for j in rest)):
            return False
        for i in rest:
            if pivot[i]:
                factor = pivot[i] / pivot[c]
                for j in rest:
                    matrix[i][j] -= factor * pivot[j]
    return True
