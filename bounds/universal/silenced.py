"""Partitions that lose all their holders: the bounds that hold for any coefficients."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, floor

from bounds.universal.shape import LowerBound, Shape
from designs.algebra.linear import Rational, plain
from designs.errors import require


def chance(n: int, copies: int, s: int) -> Fraction:
    """The chance ``C(s, c)/C(n, c)`` that s random workers of n hold all c copies of a partition.

    Complexity: O(c) integer operations.

    >>> chance(7, 3, 4)
    Fraction(4, 35)
    """
    return Fraction(comb(s, copies), comb(n, copies))


def least_mean_error(n: int, k: int, d: Rational, s: int) -> Rational:
    """A lower bound on the mean error over all sets of s stragglers, for every code.

    A partition without holders left has error 1, whatever the coefficients. With d copies of each
    partition the mean is at least ``k C(s, d)/C(n, d)``, which fractional repetition attains; for a
    mean redundancy the chance is convex in the copies, so equal copies are least.

    Raises:
        BadInput: not ``0 <= s <= n`` and ``0 <= d <= n``.

    Complexity: O(d) integer operations.
    Source: derived in docs/bounds.md.

    >>> least_mean_error(6, 6, 2, 3), least_mean_error(6, 6, Fraction(5, 2), 3)
    (Fraction(6, 5), Fraction(3, 4))
    """
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    require(0 <= d <= n, f"redundancy must be 0..workers, got {d} and {n}")
    low, part = floor(d), Fraction(d) - floor(d)
    more = chance(n, low + 1, s) if part else Fraction(0)
    return plain(k * ((1 - part) * chance(n, low, s) + part * more))


def chain(n: int, k: int, d: int, s: int) -> list[int]:
    """Lower bounds on the most partitions that n, n - 1, ..., s workers silence.

    Of t workers that are all holders of m partitions, one holds at most ``floor(m d/t)`` of them;
    without it ``ceil(m (t - d)/t)`` are left. Where `given_one` is more, the chain goes on from it.

    Raises:
        BadInput: not ``0 <= s <= n`` and ``1 <= d <= n``.

    Complexity: O(n d).
    Source: the first step as in J. Schonheim (1964) and G. Katona, T. Nemetz and M. Simonovits
    (1964), for multisets of blocks; the rest is derived in docs/bounds.md.

    >>> chain(7, 7, 3, 3)
    [7, 4, 2, 1, 1]
    """
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    require(1 <= d <= n, f"redundancy must be 1..workers, got {d} and {n}")
    steps = [k]
    for t in range(n, s, -1):
        left = -(-steps[-1] * (t - d) // t) if t > d else 0
        again = ceil(given_one(n, k, d, t - 1)) if t > d else 0
        steps.append(max(left, again))
    return steps


def given_one(n: int, k: int, d: int, s: int) -> Fraction:
    """Partitions silenced by s random workers on average, given that a random one is silenced.

    With X their number ``max X >= E X^2/E X``, and that is this mean. Two partitions that share o
    workers have 2d - o holders; the chance of C(s, 2d - o)/C(n, 2d - o) is convex in o, and the
    loads, whose squares sum to at least what equal loads would give, fix the least mean of o.

    Raises:
        BadInput: not ``1 <= d <= s <= n``.

    Complexity: O(d).
    Source: derived in docs/bounds.md.

    >>> given_one(7, 3, 3, 5)
    Fraction(11, 9)
    """
    require(1 <= d <= s <= n, f"redundancy must be 1..stragglers, got {d} and {s} of {n}")
    if k == 1:
        return Fraction(1)
    low, larger = divmod(k * d, n)
    squares = n * low * low + larger * (2 * low + 1)
    shared = max(Fraction(squares - k * d, k * (k - 1)), Fraction(2 * d - n))
    copies = 2 * d - shared
    part = copies - floor(copies)
    joint = (1 - part) * chance(n, floor(copies), s)
    joint += part * chance(n, floor(copies) + 1, s) if part else 0
    return 1 + (k - 1) * joint / chance(n, d, s)


def silenced_in_turn(shape: Shape, s: int) -> LowerBound | None:
    """The last number of `chain`: never below ``floor(s/d)`` and the mean, rounded up.

    Complexity: O(n d).
    Source: derived in docs/bounds.md.

    >>> silenced_in_turn(Shape(13, 13, 4), 8).value
    Fraction(2, 1)
    """
    if not shape.constant_replication or not shape.redundancy:
        return None
    n, k, d = shape.workers, shape.partitions, int(shape.redundancy)
    steps = chain(n, k, d, s)
    why = f"some {s} workers are all the holders of {steps[-1]} partitions: drop the idlest in turn"
    return LowerBound(Fraction(steps[-1]), "silenced in turn", {"chain": steps}, why)


def silenced_on_average(shape: Shape, s: int) -> LowerBound:
    """The mean number of silenced partitions over all straggler sets, rounded up.

    Complexity: O(d).
    Source: derived in docs/bounds.md.

    >>> silenced_on_average(Shape(6, 6, Fraction(5, 2), constant_replication=False), 4).value
    Fraction(2, 1)
    """
    mean = least_mean_error(shape.workers, shape.partitions, shape.redundancy, s)
    why = f"random sets of {s} workers silence {float(mean):.4g} partitions on average"
    return LowerBound(Fraction(ceil(mean)), "silenced on average", {"mean": str(mean)}, why)


def least_loads(shape: Shape, s: int) -> LowerBound:
    """The n - s workers of least load cover at most ``floor((n - s) k d/n)`` partitions.

    Complexity: constant.
    Source: derived in docs/bounds.md.

    >>> least_loads(Shape(13, 13, 4), 11).value
    Fraction(5, 1)
    """
    left = shape.workers - s
    most = floor(left * shape.load)
    why = f"the {left} workers of least load hold at most {most} of {shape.partitions} partitions"
    value = Fraction(max(0, shape.partitions - most))
    return LowerBound(value, "least loads", {"covered": most}, why)
