"""Decoding with fixed weights under random stragglers: unbiased, shrunken, and both for Adam."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from adversary.decoding.decoder import decoder
from designs.algebra.linear import Rational, common_denominator, independent_rows, plain, solve
from designs.codes import GradientCode
from designs.codes.heterogeneous import require_probabilities
from designs.errors import BadInput, require

Products = Sequence[Sequence[Rational]]


def answer_weights(probabilities: Sequence[int | Fraction]) -> tuple[Rational, ...]:
    """The weights ``1/(1 - p_w)`` of the workers' messages; 0 for a worker that never answers.

    With them the expected sum of what arrives is the sum of all messages: unbiased for every code
    whose columns sum to 1, such as `heterogeneous`.

    Raises:
        BadInput: a probability outside 0..1.

    Complexity: O(n).
    Source: H. Song and J. Choi, Approximate gradient coding with heterogeneous stragglers (2025).

    >>> answer_weights([0, Fraction(1, 3), 1])
    (1, Fraction(3, 2), 0)
    """
    require_probabilities(probabilities)
    return tuple(plain(1 / (1 - Fraction(p))) if p < 1 else 0 for p in probabilities)


def aligned(partitions: int) -> list[list[int]]:
    """The inner products of k equal partial gradients of length 1.

    >>> aligned(2)
    [[1, 1], [1, 1]]
    """
    return [[1] * partitions for _ in range(partitions)]


def orthonormal(partitions: int) -> list[list[int]]:
    """The inner products of k orthogonal partial gradients of length 1.

    >>> orthonormal(2)
    [[1, 0], [0, 1]]
    """
    return [[int(i == j) for j in range(partitions)] for i in range(partitions)]


def moments(
    code: GradientCode,
    weights: Sequence[Rational],
    probabilities: Sequence[int | Fraction],
    products: Products,
) -> tuple[Rational, Rational]:
    """Squared bias and variance of the decoded gradient: their sum is the expected squared error.

    Worker w is silent with probability p_w, independently; the server adds a_w times each message
    that arrives. With ``products`` the inner products <g_i, g_j> of the partial gradients and
    ``|x|^2`` the squared length of ``sum_j x_j g_j``, the bias is ``|sum (1-p_w) a_w B_w - 1|^2``
    and the variance ``sum p_w (1-p_w) a_w^2 |B_w|^2``.

    Raises:
        BadInput: shapes that do not fit, or a probability outside 0..1.

    Complexity: O(n k^2) exact operations.
    Source: independent workers, derived in docs/unbiased.md.

    >>> code = GradientCode([[1, 0], [0, 1]])
    >>> moments(code, [1, 1], [Fraction(1, 4), 0], orthonormal(2))
    (Fraction(1, 16), Fraction(3, 16))
    """
    _require_shapes(code, probabilities, products)
    n, k = code.workers, code.partitions
    require(len(weights) == n, f"there must be a weight for each of {n} workers, got {weights}")
    chances = [1 - Fraction(p) for p in probabilities]
    mean = [
        sum((q * a * row[j] for q, a, row in zip(chances, weights, code.encoding, strict=True)))
        for j in range(k)
    ]
    lengths = [square_length(row, products) for row in code.encoding]
    variance = [q * (1 - q) * a * a * x for q, a, x in zip(chances, weights, lengths, strict=True)]
    bias = square_length([x - 1 for x in mean], products)
    return bias, plain(Fraction(sum(variance)))


def square_length(row: Sequence[Rational], products: Products) -> Rational:
    """The squared length of the combination of vectors with these inner products.

    >>> square_length([1, 2], aligned(2)), square_length([1, 2], orthonormal(2))
    (9, 5)
    """
    used = [j for j, x in enumerate(row) if x]
    return plain(Fraction(sum(row[i] * row[j] * products[i][j] for i in used for j in used)))


def unbiased_weights(
    code: GradientCode,
    probabilities: Sequence[int | Fraction],
    products: Products | None = None,
) -> tuple[Rational, ...]:
    """The unbiased fixed weights of least variance, for any code that has unbiased ones.

    They minimise the variance of `moments` under ``sum (1-p_w) a_w B_w = 1``: a quadratic program
    whose optimality conditions are one symmetric linear system, solved exactly on a maximal
    independent set of its rows. For a code with the row and column sums of `heterogeneous` and
    aligned gradients they are `answer_weights`. The default products are `orthonormal`.

    Raises:
        BadInput: shapes that do not fit, a probability outside 0..1, or no fixed weights are
            unbiased: the all-ones vector is not in the span of the rows that ever answer.

    Complexity: O((n + k)^3) exact operations.
    Source: derived in docs/unbiased.md.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> unbiased_weights(code, [Fraction(1, 2)] * 3)
    (1, 1, 1)
    """
    n, k = code.workers, code.partitions
    form = orthonormal(k) if products is None else products
    _require_shapes(code, probabilities, form)
    system = _optimality(code, [1 - Fraction(p) for p in probabilities], form)
    scale, rows = common_denominator(system)
    right = [0] * n + [scale] * k
    basis = independent_rows(rows)
    found = solve([[rows[i][j] for j in basis] for i in basis], [right[i] for i in basis])
    values = [Fraction(0)] * (n + k)
    for i, x in zip(basis, found, strict=True):
        values[i] = x
    reached = [sum((x * y for x, y in zip(values, row, strict=True)), Fraction(0)) for row in rows]
    if reached != right:
        raise BadInput(
            "no fixed weights are unbiased for this code: the all-ones vector must be in the span "
            "of the rows of the workers that answer sometimes"
        )
    return tuple(map(plain, values[:n]))


def _optimality(
    code: GradientCode, chances: Sequence[Fraction], products: Products
) -> list[list[Rational]]:
    """The matrix [[D, C], [C^T, 0]]: D of the variance, C of unbiasedness."""
    n, k = code.workers, code.partitions
    upper: list[list[Rational]] = []
    for w, (q, row) in enumerate(zip(chances, code.encoding, strict=True)):
        diagonal = q * (1 - q) * square_length(row, products)
        upper.append([diagonal if v == w else 0 for v in range(n)] + [q * x for x in row])
    lower = [[upper[w][n + j] for w in range(n)] + [0] * k for j in range(k)]
    return upper + lower


def shrinkage(signal: Rational, variance: Rational) -> Rational:
    """The factor c for which ``|c x - g|^2`` is least in expectation: ``|g|^2 / (|g|^2 + V)``.

    Here x is an unbiased estimate of g with variance V, and ``signal`` is ``|g|^2``. The expected
    error falls from V to c V, and ``E |c x|^2`` from ``|g|^2 / c`` to ``c |g|^2``.

    Raises:
        BadInput: a negative number, or both zero.

    Complexity: constant.
    Source: derived in docs/unbiased.md.

    >>> shrinkage(3, 1)
    Fraction(3, 4)
    """
    require(
        signal >= 0 and variance >= 0 and signal + variance > 0,
        f"signal and variance must not be negative and not both 0, got {signal} and {variance}",
    )
    return plain(Fraction(signal) / (signal + variance))


def two_tracks(
    code: GradientCode,
    probabilities: Sequence[int | Fraction],
    products: Products | None = None,
) -> tuple[tuple[Rational, ...], tuple[Rational, ...]]:
    """Two sets of fixed weights for Adam: unbiased for the first moment, shrunken for the second.

    The first are `unbiased_weights`, the others those times `shrinkage`. For a `heterogeneous` code
    and aligned gradients (the default here) the factor is ``Q/(1 + Q)`` with Q the sum of the odds
    ``(1-p)/p``, and the shrunken weights have the least error of all fixed weights.

    Raises:
        BadInput: see `unbiased_weights`; or the whole gradient has length 0.

    Complexity: that of `unbiased_weights`.
    Source: Song and Choi (2025) for the idea and for `heterogeneous`; else derived here.

    >>> from designs.codes import GradientCode
    >>> two_tracks(GradientCode([[1, 0], [0, 1]]), [Fraction(1, 2), Fraction(1, 2)])
    ((2, 2), (Fraction(4, 3), Fraction(4, 3)))
    """
    form = aligned(code.partitions) if products is None else products
    first = unbiased_weights(code, probabilities, form)
    signal = square_length([1] * code.partitions, form)
    require(signal > 0, "the gradient must not have length 0 for a shrunken decoder")
    factor = shrinkage(signal, moments(code, first, probabilities, form)[1])
    return first, tuple(plain(Fraction(factor * a)) for a in first)


@decoder("unbiased")
def least_variance(
    code: GradientCode,
    survivors: Sequence[int],
    probabilities: Sequence[int | Fraction],
    products: Products | None = None,
) -> tuple[Rational, ...]:
    """The survivors' part of `unbiased_weights`; they do not depend on which others answer.

    Raises:
        BadInput: see `unbiased_weights`.

    Complexity: that of `unbiased_weights`.

    >>> least_variance(GradientCode([[1, 0], [0, 1]]), [1], [0, Fraction(1, 2)])
    (2,)
    """
    weights = unbiased_weights(code, probabilities, products)
    return tuple(weights[w] for w in survivors)


def _require_shapes(
    code: GradientCode, probabilities: Sequence[int | Fraction], products: Products
) -> None:
    n, k = code.workers, code.partitions
    require_probabilities(probabilities)
    require(
        len(probabilities) == n,
        f"there must be a probability for each of {n} workers, got {len(probabilities)}",
    )
    square = len(products) == k and all(len(row) == k for row in products)
    require(square, f"the inner products of {k} partial gradients are {k} x {k} numbers")
