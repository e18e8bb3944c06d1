"""The exact mean time of a nested gradient code with exponential workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb, lcm

from designs.algebra.linear import Rational
from designs.errors import require

Exponentials = dict[int, int]
_MOST_TERMS = 20_000


def expected_nested_time(
    workers: int, levels: Sequence[int], rate: Rational = 1, dead: Rational = 0
) -> Fraction:
    """Exact mean of ``min over s of (s+1) X_(n-s)``, given that it is finite, for Exp(rate) X.

    Each worker needs its time X for every partition, and is dead with probability ``dead``. The
    time exceeds t if at each level s fewer than n - s workers have X at most t/(s+1). These are
    conditions on how many of n independent times lie below each of finitely many thresholds; adding
    the workers threshold by threshold gives the probability as a sum of exponentials exp(-c t) with
    rational c and integer coefficients, and its integral term by term.

    Raises:
        BadInput: no levels or one that is not 0..n-1, a rate not above 0, a probability outside
            0 <= p < 1, or n times the least common multiple of the s + 1 above 20,000.

    Complexity: O(L n^3) operations on each of at most n lcm(s + 1) terms, for L levels.
    Source: derived in docs/why-it-is-true.md.

    >>> expected_nested_time(2, [0, 1]), expected_nested_time(2, [1]), expected_nested_time(2, [0])
    (Fraction(5, 6), Fraction(1, 1), Fraction(3, 2))
    """
    require(rate > 0, f"the rate must be above 0, got {rate}")
    require(0 <= dead < 1, f"the probability of being dead must be 0 <= p < 1, got {dead}")
    scale, survival = nested_survival(workers, levels, dead)
    unit = lcm(*(s + 1 for s in levels))
    total = sum((Fraction(c * unit, e) for e, c in survival.items() if e), Fraction(0))
    return total / (scale - survival.get(0, 0)) / Fraction(rate)


def nested_survival(
    workers: int, levels: Sequence[int], dead: Rational = 0
) -> tuple[int, Mapping[int, int]]:
    """P(T > t) of a nested code at rate 1: a scale, and the coefficient of each exp(-e t/unit).

    ``unit`` is the least common multiple of the s + 1. The coefficient at e = 0, over the scale, is
    the probability that the iteration never ends: that more than s_max workers are dead.

    Raises:
        BadInput: see `expected_nested_time`.

    Complexity: see `expected_nested_time`.
    Source: derived in docs/why-it-is-true.md.

    >>> nested_survival(1, [0]), nested_survival(2, [0, 1])
    ((1, {1: 1}), (1, {3: 2, 4: -1}))
    """
    n, chosen = workers, sorted(set(levels))
    fits = bool(chosen) and chosen[0] >= 0 and chosen[-1] < n
    require(fits, f"levels must be straggler tolerances 0..{n - 1}, got {list(levels)}")
    unit = lcm(*(s + 1 for s in chosen))
    require(
        n * unit <= _MOST_TERMS,
        f"workers times the least common multiple of the s + 1 must be at most {_MOST_TERMS:,}, "
        f"got {n} * {unit}; take fewer levels, or simulate",
    )
    share = Fraction(dead)
    alive, whole = share.denominator - share.numerator, share.denominator
    below: dict[int, Exponentials] = {0: {0: 1}}
    previous = 0
    for s in reversed(chosen):
        power = unit // (s + 1)
        steps = [_power(alive, previous, -alive, power, m) for m in range(n + 1)]
        below = _add_workers(below, steps, n, n - s - 1)
        previous = power
    parts = (
        _product(poly, _power(alive, previous, share.numerator, 0, n - j))
        for j, poly in below.items()
    )
    return whole**n, _sum(parts)


def _add_workers(
    below: Mapping[int, Exponentials], steps: Sequence[Exponentials], n: int, most: int
) -> dict[int, Exponentials]:
    """Let m more of the n workers fall below the next threshold, at most ``most`` in all."""
    found: dict[int, list[Exponentials]] = {}
    for j, poly in below.items():
        for m in range(most - j + 1):
            ways = {e: comb(n - j, m) * c for e, c in steps[m].items()}
            found.setdefault(j + m, []).append(_product(poly, ways))
    return {j: _sum(polys) for j, polys in found.items()}


def _power(a: int, e: int, b: int, f: int, m: int) -> Exponentials:
    """The m-th power of ``a y^e + b y^f``."""
    terms = ({e * (m - i) + f * i: comb(m, i) * a ** (m - i) * b**i} for i in range(m + 1))
    return _sum(terms)


def _product(left: Exponentials, right: Exponentials) -> Exponentials:
    found: Exponentials = {}
    for e, c in left.items():
        for f, d in right.items():
            found[e + f] = found.get(e + f, 0) + c * d
    return found


def _sum(polys: Iterable[Exponentials]) -> Exponentials:
    """The sum, without terms that vanish, exponents ascending."""
    found: Exponentials = {}
    for poly in polys:
        for e, c in poly.items():
            found[e] = found.get(e, 0) + c
    return {e: found[e] for e in sorted(found) if found[e]}
