"""Expected error of weights that do not depend on the survivors: exact, for every code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb

from adversary.decoding.decode import common_weight
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import integer, require


def uniform_error(code: CodeLike, weights: Sequence[Rational], stragglers: int) -> Rational:
    """The mean of ``|a_F B_F - 1|^2`` over all straggler sets of this size, for fixed weights a.

    With m = n - s survivors, ``pi = m/n`` and the decoded vector ``a B`` it is bias plus variance:
    ``|pi a B - 1|^2 + pi (1 - pi) n/(n - 1) (sum_w a_w^2 |b_w|^2 - |a B|^2/n)``,
    because the survivors' indicators have variance ``pi (1 - pi)`` and covariance
    ``-pi (1 - pi)/(n - 1)``. No pair of workers needs to be looked at.

    Raises:
        BadInput: not one weight a worker, or stragglers are not 0..n.

    Complexity: O(n k) rational operations.
    Source: derived here; compared with all straggler sets in the tests.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> uniform_error(code, [Fraction(3, 4)] * 3, 1)
    Fraction(3, 8)
    """
    code, stragglers = as_code(code), integer(stragglers, "stragglers")
    n, s = code.workers, stragglers
    _check(code, weights)
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    alive = Fraction(n - s, n)
    whole = _combined(code, weights)
    variance = Fraction(0)
    if n > 1:
        squares = sum(_squares(code, weights), Fraction(0))
        spread = squares - sum((x * x for x in whole), Fraction(0)) / n
        variance = alive * (1 - alive) * n / (n - 1) * spread
    return plain(_bias(alive * x for x in whole) + variance)


def independent_error(
    code: CodeLike, weights: Sequence[Rational], alive: Sequence[Rational]
) -> Rational:
    """The mean of ``|a_F B_F - 1|^2`` if worker w survives with probability pi_w, independently.

    It is ``|sum_w pi_w a_w b_w - 1|^2 + sum_w pi_w (1 - pi_w) a_w^2 |b_w|^2``: bias plus variance.

    Raises:
        BadInput: not one weight and one probability from 0 to 1 a worker.

    Complexity: O(n k) rational operations.
    Source: derived here; compared with all straggler sets in the tests.

    >>> code = GradientCode([[1, 0], [0, 1]])
    >>> independent_error(code, [2, 2], [Fraction(1, 2)] * 2)
    2
    """
    code = as_code(code)
    n = code.workers
    _check(code, weights)
    fits = len(alive) == n and all(0 <= x <= 1 for x in alive)
    require(fits, f"each of the {n} workers needs one probability from 0 to 1 to survive")
    present = [Fraction(x) for x in alive]
    whole = _combined(code, [x * a for x, a in zip(present, weights, strict=True)])
    spread = zip(present, _squares(code, weights), strict=True)
    return plain(_bias(whole) + sum((x * (1 - x) * g for x, g in spread), Fraction(0)))


def one_step_error(code: CodeLike, stragglers: int) -> Rational:
    """The mean error of the one-step decoder over all straggler sets of this size.

    Raises:
        BadInput: stragglers are not 0..n, or the entries of the encoding sum to zero.

    Complexity: O(n k) rational operations.
    Source: the decoder of Z. Charles et al. (2017); the formula, for any code, is derived here.

    >>> one_step_error(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1)
    Fraction(3, 8)
    """
    code, stragglers = as_code(code), integer(stragglers, "stragglers")
    n, s = code.workers, stragglers
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    return uniform_error(code, [common_weight(code, n - s, "one-step")] * n, s)


def one_step_error_independent(code: CodeLike, straggling: Rational) -> Rational:
    """The mean error of the one-step decoder if each worker straggles with the same probability.

    The decoder's weight depends on the number of survivors, so this is the binomial mixture of
    `one_step_error`; without survivors the error is k.

    Raises:
        BadInput: no probability, or the entries of the encoding sum to zero.

    Complexity: O(n^2 k) rational operations.
    Source: derived here.

    >>> one_step_error_independent(GradientCode([[1, 0], [0, 1]]), Fraction(1, 2))
    Fraction(3, 2)
    """
    code = as_code(code)
    n, p = code.workers, Fraction(straggling)
    require(0 <= p <= 1, "the probability to straggle must be from 0 to 1")
    chances = [comb(n, s) * p**s * (1 - p) ** (n - s) for s in range(n + 1)]
    terms = [x * one_step_error(code, s) for s, x in enumerate(chances) if x]
    return plain(sum(terms, Fraction(0)))


def best_common_weight(code: CodeLike, stragglers: int) -> tuple[Rational, Rational]:
    """The common weight of least mean error over all straggler sets of this size, and that error.

    The mean error of a common weight a is ``k - 2 a Q + a^2 P`` with Q the mean sum of the
    survivors' entries and P the mean of ``|1 B_F|^2``; the best is Q/P, with error ``k - Q^2/P``.
    For a 0/1 code in which all partitions are on d workers this error is the worst case
    ``k mu s/(n - s + mu s)``, ``mu = (n - d)/(d (n - 1))``, of a block design: what a design
    guarantees for every set is what any such code has on average with its best common weight.

    Raises:
        BadInput: stragglers are not 0..n.

    Complexity: O(n k) rational operations.
    Source: derived here; docs/why-it-is-true.md.

    >>> best_common_weight(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1)
    (Fraction(2, 3), Fraction(1, 3))
    """
    code = as_code(code)
    n, k = code.workers, code.partitions
    with_one = Fraction(uniform_error(code, [1] * n, stragglers))
    total = sum((Fraction(x) for row in code.encoding for x in row), Fraction(0))
    mean = total * (n - stragglers) / n
    square = with_one - k + 2 * mean
    if square == 0:
        return 0, k
    return plain(mean / square), plain(k - mean * mean / square)


def _combined(code: GradientCode, weights: Sequence[Rational]) -> list[Fraction]:
    """The decoded vector a B."""
    return [
        sum((a * x for a, x in zip(weights, column, strict=True) if x), Fraction(0))
        for column in zip(*code.encoding, strict=True)
    ]


def _squares(code: GradientCode, weights: Sequence[Rational]) -> list[Fraction]:
    """The squared length of each weighted row."""
    return [
        Fraction(a) ** 2 * sum((Fraction(x) ** 2 for x in row if x), Fraction(0))
        for a, row in zip(weights, code.encoding, strict=True)
    ]


def _bias(decoded: Iterable[Fraction]) -> Fraction:
    return sum(((x - 1) ** 2 for x in decoded), Fraction(0))


def _check(code: GradientCode, weights: Sequence[Rational]) -> None:
    n = code.workers
    require(len(weights) == n, f"each of the {n} workers needs one weight, got {len(weights)}")
