"""Exact expected times of gradient codes when workers need exponential times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from math import comb, factorial

from designs.algebra.linear import Rational
from designs.errors import require, show

_MOST_TASKS = 1000


@dataclass(frozen=True, slots=True)
class TimeModel:
    """The time of a worker for one partition: ``shift`` + Exp(``rate``).

    The worker draws this once and needs it for each of its partitions, or, ``per_task``, draws it
    anew for each. Time zero is when all begin.

    Raises:
        BadInput: a rate that is not above 0, or a negative shift.

    >>> TimeModel(rate=2, shift=1).mean
    Fraction(3, 2)
    """

    rate: Rational = 1
    shift: Rational = 0
    per_task: bool = False

    def __post_init__(self) -> None:
        require(self.rate > 0, f"the rate must be above 0, got {self.rate}")
        require(self.shift >= 0, f"the shift must be at least 0, got {self.shift}")

    @property
    def mean(self) -> Fraction:
        """Mean time of one partition."""
        return Fraction(self.shift) + 1 / Fraction(self.rate)


@cache
def harmonic(n: int) -> Fraction:
    """The harmonic number ``H_n = 1 + 1/2 + ... + 1/n``.

    Complexity: O(n) additions; the result is cached.

    >>> harmonic(4)
    Fraction(25, 12)
    """
    return sum((Fraction(1, i) for i in range(1, n + 1)), Fraction(0))


def expected_order_statistic(workers: int, answers: int, rate: Rational = 1) -> Fraction:
    """Mean of the r-th smallest of n independent Exp(rate) times: ``(H_n - H_(n-r)) / rate``.

    Raises:
        BadInput: not ``0 <= r <= n``, or a rate that is not above 0.

    Complexity: O(n).
    Source: A. Renyi (1953): the gaps are independent exponentials of rates n, n - 1, ...

    >>> expected_order_statistic(3, 2)
    Fraction(5, 6)
    """
    n, r = workers, answers
    require(0 <= r <= n, f"answers must be 0..{n} of {n} workers, got {r}")
    require(rate > 0, f"the rate must be above 0, got {rate}")
    return (harmonic(n) - harmonic(n - r)) / Fraction(rate)


def expected_erlang_order_statistic(
    workers: int, answers: int, tasks: int, rate: Rational = 1
) -> Fraction:
    """Mean of the r-th smallest of n independent sums of m independent Exp(rate) times.

    The least of j such sums exceeds t with probability ``Q(t)^j``, Q(t) = exp(-t) sum_(i<m) t^i/i!
    at rate 1; its mean is a sum of ``integral t^q exp(-j t) = q!/j^(q+1)``, and the r-th smallest
    is an alternating sum of least ones, over j = n - r + 1, ..., n, with the coefficients
    ``(-1)^(j-n+r-1) C(j-1, n-r) C(n, j)``.

    Raises:
        BadInput: not ``0 <= r <= n``, no task, a rate that is not above 0, or n m above 1,000.

    Complexity: O(n^2 m^2) operations on integers.
    Source: inclusion and exclusion; derived in docs/why-it-is-true.md.

    >>> expected_erlang_order_statistic(2, 1, 2), expected_erlang_order_statistic(3, 2, 1)
    (Fraction(5, 4), Fraction(5, 6))
    """
    n, r = workers, answers
    require(0 <= r <= n, f"answers must be 0..{n} of {n} workers, got {r}")
    require(tasks >= 1, f"tasks must be at least 1, got {tasks}")
    require(rate > 0, f"the rate must be above 0, got {rate}")
    if tasks == 1:
        return expected_order_statistic(n, r, rate)
    require(
        n * tasks <= _MOST_TASKS,
        f"the exact mean is worked out for at most {_MOST_TASKS:,} tasks of all workers, got "
        f"{n} * {tasks}; simulate instead",
    )
    terms = (
        (-1) ** (j - n + r - 1) * comb(j - 1, n - r) * comb(n, j) * _least_of(j, tasks)
        for j in range(n - r + 1, n + 1)
    )
    return sum(terms, Fraction(0)) / Fraction(rate)


@lru_cache(maxsize=4096)
def _least_of(j: int, tasks: int) -> Fraction:
    """Mean of the least of j sums of ``tasks`` exponentials of rate 1."""
    scale = factorial(tasks - 1)
    powers = _power(j, tasks)
    terms = (Fraction(c * factorial(q), j ** (q + 1)) for q, c in enumerate(powers))
    return sum(terms, Fraction(0)) * Fraction(1, scale**j)


@lru_cache(maxsize=4096)
def _power(j: int, tasks: int) -> tuple[int, ...]:
    """Coefficients of the j-th power of (tasks - 1)! times sum of t^i/i!, i < tasks."""
    if j == 0:
        return (1,)
    base = [factorial(tasks - 1) // factorial(i) for i in range(tasks)]
    before = _power(j - 1, tasks)
    product = [0] * (len(before) + tasks - 1)
    for q, c in enumerate(before):
        for i, b in enumerate(base):
            product[q + i] += c * b
    return tuple(product)


def failure_probability(workers: int, stragglers: int, dead: Rational) -> Fraction:
    """Probability that more than s workers are dead, each being so independently.

    Then a code for s stragglers never ends, nor a nested one with greatest tolerance s.

    Raises:
        BadInput: not ``0 <= s < n``, or a probability outside 0..1.

    Complexity: O(n).
    Source: the binomial distribution.

    >>> failure_probability(3, 1, Fraction(1, 2))
    Fraction(1, 2)
    """
    n, s = workers, stragglers
    _require_level(n, s)
    return sum((_alive(n, m, dead) for m in range(n - s)), Fraction(0))


def expected_level_time(
    model: TimeModel, workers: int, stragglers: int, dead: Rational = 0
) -> Fraction:
    """Exact mean time of a gradient code for s stragglers, given that it ends.

    It ends when n - s workers have finished their s + 1 partitions. Each worker is dead with
    probability ``dead``; with m alive that is the (n-s)-th smallest of m times.

    Raises:
        BadInput: not ``0 <= s < n``, or a probability outside 0 <= p < 1.

    Complexity: O(n) order statistics.
    Source: derived here from the protocol; see `expected_order_statistic`.

    >>> round(float(expected_level_time(TimeModel(shift=1), 20, 0)), 9)
    4.597739657
    """
    n, s = workers, stragglers
    _require_level(n, s)
    require(dead < 1, f"some worker must be alive, got probability {dead} of being dead")
    _alive(n, n, dead)
    of = _order_statistic(model, s + 1)
    counts = range(n - s, n + 1) if dead else (n,)
    total = sum((_alive(n, m, dead) * of(m, n - s) for m in counts), Fraction(0))
    return (s + 1) * Fraction(model.shift) + total / (1 - failure_probability(n, s, dead))


def _order_statistic(model: TimeModel, tasks: int) -> Callable[[int, int], Fraction]:
    """Mean of the r-th smallest of m random parts of the time of so many tasks, for (m, r)."""
    if model.per_task:
        return lambda m, r: expected_erlang_order_statistic(m, r, tasks, model.rate)
    return lambda m, r: tasks * expected_order_statistic(m, r, model.rate)


def _alive(n: int, m: int, dead: Rational) -> Fraction:
    """Probability that exactly m of n workers are alive."""
    require(0 <= dead <= 1, f"a probability must be 0..1, got {show(dead)}")
    p = Fraction(dead)
    return comb(n, m) * p ** (n - m) * (1 - p) ** m


def _require_level(n: int, s: int) -> None:
    require(0 <= s < n, f"stragglers must be 0..{n - 1} for {n} workers, got {s}")
