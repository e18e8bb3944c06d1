"""Convergence of gradient descent with decoded gradients: unbiased, or biased by an adversary."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from bounds.expectation.latency.order_statistics import harmonic
from designs.algebra.linear import Rational, plain
from designs.errors import require

_DIGITS = 1 << 40


def strongly_convex(second_moment: Rational, convexity: Rational, steps: int) -> Rational:
    """The bound ``4 G^2/(l^2 T)`` on ``E |b_T - b*|^2`` for step sizes 1/(l t).

    For an l-strongly convex loss and unbiased gradients with ``E |g^|^2 <= G^2`` at every iterate.
    `strongly_convex_sharp` is four times better.

    Raises:
        BadInput: convexity not above 0, a negative second moment, or no steps.

    Complexity: constant.
    Source: the rate is that of H. Song and J. Choi (2025); the constant is the standard one.

    >>> strongly_convex(3, 2, 6)
    Fraction(1, 2)
    """
    _require(second_moment, convexity, steps)
    return plain(Fraction(4 * second_moment) / (Fraction(convexity) ** 2 * steps))


def strongly_convex_sharp(second_moment: Rational, convexity: Rational, steps: int) -> Rational:
    """The bound ``G^2/l^2 (T - H_T)/(T (T - 1))`` after T >= 2 steps, H_T = 1 + 1/2 + ... + 1/T.

    Under the conditions of `strongly_convex`, for the parameters after the T-th step. It is below
    ``G^2/(l^2 T)``. After one step it is ``G^2/l^2``.

    Raises:
        BadInput: convexity not above 0, a negative second moment, or no steps.

    Complexity: O(T) exact operations.
    Source: the recursion behind the standard bound, solved exactly; docs/unbiased.md.

    >>> strongly_convex_sharp(1, 1, 1), strongly_convex_sharp(1, 1, 2)
    (1, Fraction(1, 4))
    """
    _require(second_moment, convexity, steps)
    scale, T = Fraction(second_moment) / Fraction(convexity) ** 2, steps
    if T == 1:
        return plain(scale)
    return plain(scale * (T - harmonic(T)) / (T * (T - 1)))


def smooth(
    gap: Rational, smoothness: Rational, variance: Rational, rate: Rational, steps: int
) -> Rational:
    """The bound ``2 (L_0 - L*)/(rate T) + m rate V`` on the mean ``E |grad L|^2`` of T iterates.

    For an m-smooth loss, convex or not, bounded below by L*, with ``gap`` at least L_0 - L*,
    unbiased gradients of variance at most V at every iterate, and a constant rate of at most 1/m.

    Raises:
        BadInput: a rate outside 0 < rate <= 1/m, negative gap or variance, or no steps.

    Complexity: O(T) exact operations.
    Source: the standard argument, derived in docs/unbiased.md; with V of `aligned_optimum` for the
    codes of Song and Choi (2025).

    >>> smooth(1, 2, Fraction(1, 2), Fraction(1, 4), 16)
    Fraction(3, 4)
    """
    return smooth_decaying(gap, smoothness, variance, [rate] * steps)


def smooth_decaying(
    gap: Rational, smoothness: Rational, variance: Rational, rates: Sequence[Rational]
) -> Rational:
    """The bound of `smooth` for any rates: ``(2 (L_0 - L*) + m V sum rate^2) / sum rate``.

    Rates of at most 1/m. The mean of ``E |grad L|^2`` is weighted by the rates; the bound tends to
    0 if the sum of the rates diverges and that of their squares does not, like for 1/(m t).

    Raises:
        BadInput: no rates, one outside 0 < rate <= 1/m, or a negative gap or variance.

    Complexity: O(T) exact operations.
    Source: the standard argument, derived in docs/unbiased.md.

    >>> smooth_decaying(1, 2, Fraction(1, 2), [Fraction(1, 4)] * 16)
    Fraction(3, 4)
    """
    require(gap >= 0, f"the gap L_0 - L* must not be negative, got {gap}")
    _require(variance, smoothness, len(rates))
    least, most = min(rates), max(rates)
    fits = least > 0 and most * smoothness <= 1
    require(fits, f"rates must be above 0 and at most 1/{smoothness}, got {least} to {most}")
    squares = sum((Fraction(rate) ** 2 for rate in rates), Fraction(0))
    return plain((2 * gap + smoothness * variance * squares) / sum(map(Fraction, rates)))


def constant_rate(
    distance: Rational,
    convexity: Rational,
    smoothness: Rational,
    variance: Rational,
    rate: Rational,
    steps: int,
) -> Rational:
    """A bound on ``E |b_T - b*|^2`` after T steps with a constant rate.

    ``(1 - l rate)^(2T) D_0 + rate V (1 - (1 - l rate)^(2T))/(l (2 - l rate))`` for an
    l-strongly convex, m-smooth loss, unbiased gradients of variance at most V, a constant rate
    of at most 2/(l + m), and ``|b_0 - b*|^2`` at most D_0: linear down to a floor in proportion to
    rate and variance.

    Raises:
        BadInput: not 0 < l <= m, a rate outside 0 < rate <= 2/(l + m), or negative numbers.

    Complexity: O(log T) exact operations.
    Source: derived in docs/unbiased.md; it is attained by a quadratic with independent noise.

    >>> constant_rate(1, 1, 1, 0, Fraction(1, 2), 2), constant_rate(0, 1, 1, 3, 1, 9)
    (Fraction(1, 16), 3)
    """
    require(distance >= 0, f"a squared distance must not be negative, got {distance}")
    _require(variance, convexity, steps)
    _require_rate(convexity, smoothness, rate)
    shrink = (1 - Fraction(convexity) * rate) ** (2 * steps)
    floor = rate * Fraction(variance) / (convexity * (2 - Fraction(convexity) * rate))
    return plain(shrink * distance + (1 - shrink) * floor)


def adversarial_distance(
    error: Rational,
    spread: Rational,
    gradient_smoothness: Sequence[Rational],
    convexity: Rational,
    smoothness: Rational,
    rate: Rational,
    distance: Rational,
    steps: int,
) -> Rational:
    """A bound on ``|b_T - b*|`` when an adversary chooses the stragglers of every step.

    The loss is the sum of k losses with M_j-Lipschitz gradients g_j, l-strongly convex and
    m-smooth. ``error`` is a worst-case decode error e(s), ``spread`` at least
    ``sum |g_j(b*)|^2``, ``distance`` at least ``|b_0 - b*|``. Decoded gradients are off by at most
    ``sqrt(e) (A + M |b - b*|)``, A^2 = spread and M^2 = sum M_j^2, so the distance obeys
    ``x' <= (1 - l rate + rate sqrt(e) M) x + rate sqrt(e) A``. Square roots are rounded up: the
    bound is proved for every sequence of straggler sets. For T to infinity it becomes
    `adversarial_floor`.

    Raises:
        BadInput: not 0 < l <= m, a rate outside 0 < rate <= 2/(l + m), or negative numbers.

    Complexity: O(T) exact operations on numbers that grow with T.
    Source: derived in docs/unbiased.md.

    >>> float(adversarial_distance(0, 1, [1], 1, 1, Fraction(1, 2), 8, 3))
    1.0
    """
    require(distance >= 0, f"a distance must not be negative, got {distance}")
    _require_rate(convexity, smoothness, rate)
    a, m = _roots(error, spread, gradient_smoothness)
    _require(0, convexity, steps)
    factor = 1 - rate * Fraction(convexity) + rate * m
    x = Fraction(distance)
    for _ in range(steps):
        x = factor * x + rate * a
    return plain(x)


def adversarial_floor(
    error: Rational,
    spread: Rational,
    gradient_smoothness: Sequence[Rational],
    convexity: Rational,
) -> Rational | None:
    """An upper bound on the limit of ``|b_T - b*|`` when an adversary chooses the stragglers.

    ``sqrt(e) A/(l - sqrt(e) M)`` for the numbers of `adversarial_distance`, square roots rounded
    up, whatever the rate up to 2/(l + m). None if ``sqrt(e) M >= l``: then nothing is claimed.

    Raises:
        BadInput: convexity not above 0, or negative numbers.

    Complexity: O(k).
    Source: derived in docs/unbiased.md; `attained_floor` is a floor that an adversary reaches.

    >>> float(adversarial_floor(Fraction(1, 4), 1, [1], 1))
    1.0
    """
    _require(0, convexity, 1)
    a, m = _roots(error, spread, gradient_smoothness)
    return plain(a / (convexity - m)) if m < convexity else None


def attained_floor(
    error: Rational, partitions: int, spread: Rational, convexity: Rational
) -> Rational:
    """The square of a distance from the optimum at which an adversary does keep gradient descent.

    For every code with e(s) = e < k under optimal decoding there are k quadratic losses whose sum
    is l-strongly convex, with ``sum |g_j(b*)|^2 = spread``, for which silencing the worst set in
    every step makes gradient descent converge to a point at squared distance
    ``(A^2/l^2) e k/(k - e)`` from b*: no analysis can prove less.

    Raises:
        BadInput: e not in 0 <= e < k, convexity not above 0, or a negative spread.

    Complexity: constant.
    Source: derived in docs/unbiased.md, where the losses are written down.

    >>> attained_floor(1, 7, 6, 1)
    7
    """
    _require(spread, convexity, 1)
    k = partitions
    require(0 <= error < k, f"the error must be at least 0 and below {k} partitions, got {error}")
    return plain(Fraction(spread) / Fraction(convexity) ** 2 * error * k / (k - error))


def root_above(square: Rational) -> Fraction:
    """A rational number at least the square root, too large by at most 2^-40 of it or of 1.

    Exact for squares of fractions with a power of two up to 2^40 as denominator.

    Raises:
        BadInput: a negative number.

    Complexity: one integer square root.

    >>> root_above(Fraction(9, 4)), root_above(2) ** 2 > 2
    (Fraction(3, 2), True)
    """
    require(square >= 0, f"only numbers that are not negative have a square root, got {square}")
    scaled = -(-Fraction(square) * _DIGITS**2 // 1)
    root = isqrt(scaled)
    return Fraction(root + (root**2 < scaled), _DIGITS)


def _roots(
    error: Rational, spread: Rational, gradient_smoothness: Sequence[Rational]
) -> tuple[Fraction, Fraction]:
    """Upper bounds of sqrt(e) A and sqrt(e) M."""
    least = min(error, spread, *gradient_smoothness)
    require(least >= 0, f"error, spread and Lipschitz constants must not be negative, got {least}")
    total = sum((Fraction(x) ** 2 for x in gradient_smoothness), Fraction(0))
    return root_above(Fraction(error) * spread), root_above(error * total)


def _require(square: Rational, convexity: Rational, steps: int) -> None:
    require(square >= 0, f"moments and variances must not be negative, got {square}")
    require(convexity > 0, f"convexity and smoothness must be above 0, got {convexity}")
    require(steps >= 1, f"there must be at least one step, got {steps}")


def _require_rate(convexity: Rational, smoothness: Rational, rate: Rational) -> None:
    ordered = 0 < convexity <= smoothness
    require(ordered, f"convexity must be in 0 < l <= m, got l={convexity}, m={smoothness}")
    most = plain(Fraction(2) / (Fraction(convexity) + smoothness))
    require(
        0 < rate <= most, f"the rate must be above 0 and at most 2/(l + m) = {most}, got {rate}"
    )
