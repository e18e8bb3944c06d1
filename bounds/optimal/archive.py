"""The best codes met of one shape, for each number of stragglers, by certified curves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from adversary.worst_case import curve
from bounds.optimal.quick_attack import attacked_curve
from bounds.optimal.spelling import spelled
from designs.algebra.linear import Rational

_TRIES = 3
_TOLERANCE = 2e-3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code as it is spelled, and estimates that its curve does not fall below.

    >>> Proposal("3:0,1", (0.0, 0.33, 1.0, 3.0)).text
    '3:0,1'
    """

    text: str
    least: tuple[float, ...]


@dataclass(slots=True)
class Archive:
    """For each s the best code certified so far with n workers, n partitions and sums d.

    ``best[s]`` is its value and its spelling, ``curves`` has e(0), ..., e(n) of all certified.

    >>> archive = Archive(3, 2)
    >>> archive.offer([proposed("3:0,1", [0])])
    >>> archive.best[1]
    (Fraction(1, 3), '3:0,1')
    """

    workers: int
    redundancy: int
    best: dict[int, tuple[Rational, str]] = field(default_factory=dict)
    curves: dict[str, tuple[Rational, ...]] = field(default_factory=dict)

    def offer(self, proposals: Iterable[Proposal], tries: int = _TRIES) -> None:
        """Certify the codes that may be better: for each s so many, those of least estimates first.

        Complexity: that of `adversary.worst_case.curve` for each code certified.
        """
        several = list(proposals)
        for s in range(1, self.workers):
            several.sort(key=lambda one: round(one.least[s], 3))
            tried = 0
            for one in several:
                if tried == tries or not self.may_be_better(one, s):
                    break
                if one.text not in self.curves:
                    self.certify(one.text)
                    tried += 1

    def may_be_better(self, one: Proposal, s: int) -> bool:
        """Whether the estimate at s is clearly below the best value, which there may not be yet."""
        return s not in self.best or one.least[s] < self.best[s][0] - _TOLERANCE

    def certify(self, text: str) -> None:
        """Certify the curve of a code, and keep the code where it is better.

        Complexity: that of `adversary.worst_case.curve`.
        """
        values = tuple(point.lower for point in curve(spelled(text)))
        self.curves[text] = values
        for s, value in enumerate(values):
            if s not in self.best or value < self.best[s][0]:
                self.best[s] = value, text

    def kept(self) -> list[tuple[str, tuple[Rational, ...]]]:
        """The codes that are best for some s, with their curves.

        >>> Archive(3, 2).kept()
        []
        """
        texts = dict.fromkeys(text for _, text in self.best.values())
        return [(text, self.curves[text]) for text in texts]


def proposed(text: str, first: Iterable[int]) -> Proposal:
    """A code with its estimates by attacks from these workers, one of each orbit.

    >>> proposed("7:0,1,3", [0]).least[3] > 0.99
    True
    """
    rows = np.array(spelled(text).encoding, dtype=np.float64)
    return Proposal(text, tuple(attacked_curve(rows, np.array(list(first))).tolist()))


def side_by_side(one: tuple[Rational, ...], two: tuple[Rational, ...]) -> tuple[Fraction, ...]:
    """The curve of two codes side by side: the largest sums of two values.

    >>> [str(x) for x in side_by_side((0, 1), (0, 2))]
    ['0', '2', '3']
    """
    total = len(one) + len(two) - 1
    return tuple(
        max(
            Fraction(one[t] + two[s - t])
            for t in range(max(0, s - len(two) + 1), min(s, len(one) - 1) + 1)
        )
        for s in range(total)
    )
