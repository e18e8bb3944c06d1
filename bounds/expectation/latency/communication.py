"""Round times if workers compute and send at random speeds, and the best trade-off."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial

from designs.algebra.linear import Rational, plain
from designs.errors import require


@dataclass(frozen=True, slots=True)
class Speeds:
    """Shifted exponential times of one partition's computation and of one whole gradient's sending.

    Computing takes ``compute_shift`` plus an exponential time of rate ``compute_rate``, sending
    ``send_shift`` plus one of rate ``send_rate``.

    Raises:
        BadInput: a rate is not above 0, or a shift is below 0.

    >>> Speeds(Fraction(8, 5), Fraction(4, 5), 6, Fraction(1, 10)).send_shift
    6
    """

    compute_shift: Rational
    compute_rate: Rational
    send_shift: Rational
    send_rate: Rational

    def __post_init__(self) -> None:
        rates, shifts = (self.compute_rate, self.send_rate), (self.compute_shift, self.send_shift)
        require(min(rates) > 0, f"rates must be above 0, got {self.compute_rate}, {self.send_rate}")
        require(min(shifts) >= 0, f"shifts must be at least 0, got {shifts[0]}, {shifts[1]}")


def round_time(workers: int, load: int, reduction: int, speeds: Speeds) -> Rational:
    """The exact mean time until n - s workers have answered, s = d - m, in the exact scheme.

    A worker takes d times the time of a partition and 1/m of the time of sending, so a shift plus
    two exponentials of rates a = compute_rate/d and b = m send_rate. The mean of the (n-s)-th of n
    is an alternating sum of means of minima: ``sum_{q > s} (-1)^(q-s-1) C(q-1, s) C(n, q) M_q``;
    and M_q integrates a power of ``(b e^(-at) - a e^(-bt))/(b - a)``, or ``(1 + at) e^(-at)`` if
    a = b. With rational rates all of this is rational.

    Raises:
        BadInput: not ``1 <= m <= d <= n``.

    Complexity: O(n^2) rational operations.
    Source: the model of M. Ye, E. Abbe (2018); the closed form is derived here.

    >>> speeds = Speeds(Fraction(8, 5), Fraction(4, 5), 6, Fraction(1, 10))
    >>> [round(float(round_time(8, d, m, speeds)), 2) for d, m in ((1, 1), (8, 1), (4, 3))]
    [36.11, 24.11, 21.37]
    """
    n, d, m = workers, load, reduction
    require(
        1 <= m <= d <= n,
        f"1 <= reduction <= load <= workers must hold, got reduction={m}, load={d}, workers={n}",
    )
    a, b = Fraction(speeds.compute_rate) / d, Fraction(speeds.send_rate) * m
    s = d - m
    shift = d * Fraction(speeds.compute_shift) + Fraction(speeds.send_shift) / m
    terms = (
        (-1) ** (q - s - 1) * comb(q - 1, s) * comb(n, q) * mean_of_least(q, a, b)
        for q in range(s + 1, n + 1)
    )
    return plain(shift + sum(terms, Fraction(0)))


@lru_cache(maxsize=4096)
def mean_of_least(q: int, a: Fraction, b: Fraction) -> Fraction:
    """The mean of the least of q sums of two exponential times of rates a and b.

    Complexity: O(q) rational operations.
    Source: derived here: the integral of the q-th power of the survival function.

    >>> mean_of_least(1, Fraction(1, 2), Fraction(1, 3)), mean_of_least(1, Fraction(1), Fraction(1))
    (Fraction(5, 1), Fraction(2, 1))
    """
    if a == b:
        terms = (comb(q, i) * factorial(i) / (Fraction(q) ** (i + 1) * a) for i in range(q + 1))
        return sum(terms, Fraction(0))
    terms = (comb(q, i) * b**i * (-a) ** (q - i) / (a * i + b * (q - i)) for i in range(q + 1))
    return sum(terms, Fraction(0)) / (b - a) ** q


def best_tradeoff(
    workers: int, speeds: Speeds, most_reduction: int | None = None
) -> tuple[int, int, Rational]:
    """The load d and reduction m of least mean round time, and that time: ``(d, m, time)``.

    All 1 <= m <= d <= n are compared; ``most_reduction`` = 1 asks for whole gradients only.

    Raises:
        BadInput: fewer than one worker, or a largest reduction that is not 1..n.

    Complexity: O(n^4) rational operations.
    Source: as `round_time`.

    >>> best_tradeoff(8, Speeds(Fraction(8, 5), Fraction(4, 5), 6, Fraction(1, 10)))[:2]
    (4, 3)
    """
    n = workers
    require(n >= 1, f"workers must be at least 1, got {n}")
    top = n if most_reduction is None else most_reduction
    require(1 <= top <= n, f"the largest reduction must be 1..{n}, got {top}")
    pairs = [(d, m) for d in range(1, n + 1) for m in range(1, min(d, top) + 1)]
    times = {(d, m): round_time(n, d, m, speeds) for d, m in pairs}
    d, m = min(times, key=times.__getitem__)
    return d, m, times[d, m]
