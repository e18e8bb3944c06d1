"""ErasureHead on average: moments of its gradient, convergence down to a noise floor.

n workers in groups of c, each holding the c partitions of its group; the master takes the first r
messages, or fewer if all groups have answered. All orders of arrival are equally likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from adversary.decoding.erasure_head import seen_probability
from bounds.expectation.sparse import require_groups
from designs.algebra.linear import Rational, plain
from designs.errors import require, show


@dataclass(frozen=True, slots=True)
class Moments:
    """Probabilities that a group is seen (``first``) and that two given groups are (``second``).

    >>> Moments(1, 1).first
    1
    """

    first: Rational
    second: Rational


def moments(workers: int, replication: int, collect: int) -> Moments:
    """The moments ``q1 = 1 - rho1`` and ``q2 = 1 - 2 rho1 + rho2`` of the groups that are seen.

    ``rho1 = C(n - c, r)/C(n, r)`` is the probability that a group is missed, ``rho2 = C(n - 2c, r)
    /C(n, r)`` that two are. The decoded gradient of `erasure_head` without rescaling then has mean
    ``q1 g``, and mean square as in `mean_square`. q1 is also the mean fraction of the partitions
    that are recovered.

    Raises:
        BadInput: c does not divide n (with the nearest n), or collect is not 1..n.

    Complexity: constant.
    Source: H. Wang, Z. Charles and D. Papailiopoulos, ErasureHead (2019), for the first and second
    moment; the formulas are derived and compared with all orders of arrival in the tests.

    >>> moments(4, 2, 2)
    Moments(first=Fraction(5, 6), second=Fraction(2, 3))
    """
    n, c, r = workers, replication, collect
    require_groups(n, c)
    seen = Fraction(seen_probability(n, c, r))
    both_missed = Fraction(comb(max(n - 2 * c, 0), r), comb(n, r))
    return Moments(plain(seen), plain(2 * seen - 1 + both_missed))


def mean_square(chances: Moments, gradients: Sequence[Sequence[Rational]]) -> Rational:
    """The mean of ``|g^|^2``: ``q2 |g|^2 + (q1 - q2) sum_b |G_b|^2`` for the groups' gradients G_b.

    Raises:
        BadInput: gradients of different lengths, or none.

    Complexity: O(groups x dimensions).
    Source: derived; H. Wang, Z. Charles and D. Papailiopoulos (2019) for the idea.

    >>> mean_square(moments(4, 2, 2), [[1, 0], [0, 1]])
    Fraction(5, 3)
    """
    q1, q2 = Fraction(chances.first), Fraction(chances.second)
    same = len({len(g) for g in gradients}) == 1
    require(same, "the groups need gradients of the same length")
    whole = [
        sum((Fraction(x) for x in column), Fraction(0)) for column in zip(*gradients, strict=True)
    ]
    own = sum((Fraction(x) ** 2 for g in gradients for x in g), Fraction(0))
    return plain(q2 * sum((x * x for x in whole), Fraction(0)) + (q1 - q2) * own)


def largest_step(chances: Moments, smoothness: Rational, polyak: Rational) -> Rational:
    """The largest step size for which `convergence_bound` is proved.

    It is the smaller of ``q1/(beta q2)`` and ``1/(mu q1)``. The second keeps ``1 - gamma mu q1``
    from being negative, which it can be because q2 may be below q1^2; without it the bound
    ``(1 - gamma mu q1)^T gap + floor`` is false, as the tests show on two parabolas.

    Raises:
        BadInput: not ``0 < mu <= beta``.

    Complexity: constant.
    Source: derived.

    >>> largest_step(moments(4, 2, 2), 1, Fraction(1, 2)), largest_step(moments(4, 2, 2), 1, 1)
    (Fraction(5, 4), Fraction(6, 5))
    """
    require(0 < polyak <= smoothness, "polyak must be above 0 and at most smoothness")
    q1, q2 = Fraction(chances.first), Fraction(chances.second)
    steady = 1 / (polyak * q1)
    return plain(min(steady, q1 / (smoothness * q2)) if q2 else steady)


def convergence_bound(
    chances: Moments,
    smoothness: Rational,
    polyak: Rational,
    *,
    step: Rational,
    gap: Rational,
    noise: Rational,
    iterations: int,
) -> Rational:
    """A bound on the mean of ``f(x_T) - f*`` after T steps of gradient descent without rescaling.

    f is beta-smooth and satisfies ``|grad f|^2 >= 2 mu (f - f*)``; gap is ``f(x_0) - f*`` and noise
    at least ``sum_b |G_b|^2`` wherever the method comes. With ``c = 1 - gamma mu q1`` the bound is
    ``c^T gap + (1 - c^T) beta gamma (q1 - q2) noise/(2 mu q1)``. One step: by smoothness the mean
    of f(x') is at most ``f - gamma q1 |g|^2 + (beta gamma^2/2)(q2 |g|^2 + (q1 - q2) noise)``, and
    ``beta gamma q2 <= q1`` leaves half of the second term; the rest is a geometric sum, since c is
    not negative.

    Raises:
        BadInput: not ``0 < mu <= beta``, the step is not above 0 and at most `largest_step`, or a
            negative gap, noise or number of iterations.

    Complexity: one power.
    Source: H. Wang, Z. Charles and D. Papailiopoulos (2019) for the kind of statement, whose own
    constants are not known to us; derived here, with the factor 1 - c^T on the noise.

    >>> convergence_bound(Moments(1, 1), 1, 1, step=Fraction(1, 2), gap=8, noise=9, iterations=3)
    1
    """
    beta, mu, gamma = Fraction(smoothness), Fraction(polyak), Fraction(step)
    q1, q2 = Fraction(chances.first), Fraction(chances.second)
    most = largest_step(chances, beta, mu)
    require(0 < gamma <= most, f"step must be above 0 and at most {show(most)}, got {show(gamma)}")
    require(gap >= 0 and noise >= 0 and iterations >= 0, "gap, noise, iterations: at least 0")
    rate = (1 - gamma * mu * q1) ** iterations
    floor = beta * gamma * (q1 - q2) * noise / (2 * mu * q1)
    return plain(rate * gap + (1 - rate) * floor)
