"""Adversarial threshold: the fewest stragglers that force a given error."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from adversary.worst_case import WorstCase, deadline_after, worst_case
from designs.algebra.linear import Rational
from designs.answers.discovery import make_callable
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, require
from designs.incidence.parameters import Parameters


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

    def to_json(self) -> dict[str, Any]:
        """The JSON object of the interval.

        >>> Threshold(3, 4).to_json()
        {'at_least': 3, 'at_most': 4, 'proved': False}
        """
        return {"at_least": self.at_least, "at_most": self.at_most, "proved": self.proved}


def threshold_on(curve: Sequence[WorstCase], error: Rational) -> Threshold:
    """The threshold of an un-normalised error, read off a proved curve e(0), ..., e(n).

    With optimal decoding the curve never decreases; with others it may, and the threshold is still
    the least s as defined.

    Raises:
        BadInput: the error is not above 0, or the curve does not start at s = 0.

    Complexity: O(n).
    Source: S. Kadhe et al. (2019) for the notion.

    >>> from adversary import curve
    >>> from designs import block_design
    >>> threshold_on(curve(block_design(7, 3, 1)), 1)
    Threshold(at_least=3, at_most=3)
    """
    require(error > 0, f"the error of a threshold must be above 0, got {error}")
    whole = [point.stragglers for point in curve] == list(range(len(curve)))
    require(whole and len(curve) > 0, "a threshold is read off a whole curve e(0), e(1), ...")
    unsafe = next((p.stragglers for p in curve if p.upper >= error), len(curve))
    broken = next((p.stragglers for p in curve if p.lower >= error), None)
    return Threshold(unsafe, broken)


def threshold(
    code: CodeLike,
    error: Rational,
    *,
    time_limit: float | None = None,
    progress: Callable[[Threshold], None] | None = None,
) -> Threshold:
    """The threshold of an un-normalised error with optimal decoding, without the whole curve.

    e never decreases, so halving finds the first s where it reaches the error. At each s it is
    enough to know on which side of the error e(s) is, which is much less work than its value. When
    the time limit in seconds passes the result is the interval proved so far; ``progress`` is told
    it every now and then.

    Raises:
        BadInput: the error is not above 0 and at most the number of partitions.

    Complexity: log2(n) searches, each stopped as soon as one side is shown.
    Source: S. Kadhe et al. (2019) for the notion.

    >>> from designs import fractional_repetition
    >>> threshold(fractional_repetition(12, 3), 4)
    Threshold(at_least=6, at_most=6)
    """
    code = as_code(code)
    k = code.partitions
    require(
        0 < error <= k, f"the error must be above 0 and at most the {k} partitions, got {error}"
    )
    below = Fraction(error) * (1 - Fraction(1, 1 << 40))
    deadline = deadline_after(time_limit)
    found = Threshold(0, code.workers)
    while found.at_most is not None and found.at_least < found.at_most:
        s = (found.at_least + found.at_most) // 2
        left = None if deadline is None else max(deadline - time.monotonic(), 0)
        tell = partial(_told, progress, found)
        point = worst_case(code, s, enough=below, time_limit=left, progress=tell)
        if point.lower >= error:
            found = Threshold(found.at_least, s)
        elif point.upper < error:
            found = Threshold(s + 1, found.at_most)
        else:
            break
        if progress is not None:
            progress(found)
    return found


def _told(progress: Callable[[Threshold], None] | None, found: Threshold, *_: object) -> None:
    if progress is not None:
        progress(found)


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


make_callable(__name__, __name__, "threshold")
