"""Adversarial threshold: the fewest stragglers that force a given error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from adversary.worst_case import WorstCase
from designs.errors import BadInput, require
from designs.linear import Rational
from designs.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Threshold:
    """The proved interval of ``T(E) = min {s : e(s) >= E}``.

    ``at_least`` is proved: with fewer stragglers the error stays below E. ``at_most`` is shown by a
    straggler set, or is None if no set met so far reaches E.

    >>> Threshold(3, 3).proved
    True
    """

    at_least: int
    at_most: int | None

    @property
    def proved(self) -> bool:
        """Whether the threshold is known exactly."""
        return self.at_least == self.at_most


def threshold(curve: Sequence[WorstCase], error: Rational) -> Threshold:
    """The threshold of an un-normalised error, read off a proved curve e(0), ..., e(n).

    With optimal decoding the curve never decreases; with others it may, and the threshold is still
    the least s as defined.

    Raises:
        BadInput: the error is not above 0, or the curve does not start at s = 0.

    Complexity: O(n).
    Source: S. Kadhe et al. (2019) for the notion.

    >>> from adversary import curve
    >>> from designs import block_design
    >>> threshold(curve(block_design(7, 3, 1)), 1)
    Threshold(at_least=3, at_most=3)
    """
    require(error > 0, f"the error of a threshold must be above 0, got {error}")
    whole = [point.stragglers for point in curve] == list(range(len(curve)))
    require(whole and len(curve) > 0, "a threshold is read off a whole curve e(0), e(1), ...")
    unsafe = next((p.stragglers for p in curve if p.upper >= error), len(curve))
    broken = next((p.stragglers for p in curve if p.lower >= error), None)
    return Threshold(unsafe, broken)


def block_design_threshold(v: int, k: int, lam: int, error: Rational) -> int:
    """The threshold of the code of a 2-(v, k, lambda) design with workers = points, in closed form.

    With b partitions, load r and redundancy k it is ``ceil(E r k / (r (r - lambda)/k + lambda E))``
    while that is below v, and v for larger errors up to b; for a symmetric design
    ``ceil(E k^2 / (k - lambda + lambda E))``.

    Raises:
        BadInput: no such parameters, or the error is not above 0 and at most b.

    Complexity: constant.
    Source: e(s) solved for s; derived in docs/why-it-is-true.md.

    >>> [block_design_threshold(13, 4, 1, Fraction(13, x)) for x in (20, 10, 5)]
    [3, 5, 8]
    """
    p = Parameters(v, k, lam)
    if p.r.denominator != 1 or p.b.denominator != 1:
        raise BadInput(f"r and b must be integers, got r={p.r}, b={p.b} for {p}")
    require(0 < error <= p.b, f"the error must be above 0 and at most b={p.b}, got {error}")
    e = Fraction(error)
    bottom = p.r * (p.r - lam) / k + lam * e
    return min(v, ceil(e * p.r * k / bottom)) if bottom else v
