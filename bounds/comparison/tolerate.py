"""The inverse question: the least redundancy that tolerates s stragglers with error at most E."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from adversary.worst_case import WorstCase, worst_case
from bounds.comparison.candidates import candidates
from designs.algebra.linear import Rational
from designs.answers.discovery import make_callable
from designs.codes import GradientCode
from designs.errors import require, show


@dataclass(frozen=True, slots=True)
class Tolerant:
    """A code with e(s)/k <= E, proved, and what was tried with less redundancy.

    ``needed`` is a lower bound on the redundancy of any code with this error, ``undecided`` names
    codes of less redundancy for which the time limit left it open.
    """

    code: GradientCode
    worst: WorstCase
    redundancy: int
    needed: int
    undecided: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this answer."""
        return {
            "format": "kirkman-tolerance/1",
            "redundancy": self.redundancy,
            "needed": self.needed,
            "undecided": list(self.undecided),
            "code": self.code.to_json(),
            "worst_case": self.worst.to_json(),
            "relative_error": show(Fraction(self.worst.upper) / self.code.partitions),
        }


def tolerate(
    workers: int,
    stragglers: int,
    error: Rational,
    *,
    seed: int = 0,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Tolerant | None:
    """The least redundancy at which a code known here has e(s)/k at most the error, and that code.

    Redundancies 1, 2, ... are tried; of the codes with exactly n workers at the first that works
    the one of least relative error, and then of least load, is taken. None if there is none below
    redundancy n; full redundancy always has error 0. Any code with e(s) = 0 needs redundancy
    above s: a partition on s workers or fewer can be lost.

    Raises:
        BadInput: not ``0 <= s < n``, or a negative error.

    Complexity: worst cases of all candidates up to the answer.
    Source: derived here.

    >>> tolerate(7, 3, Fraction(1, 7)).code.name
    '2-(7,3,1), workers = points'
    """
    n, s = workers, stragglers
    require(0 <= s < n, f"stragglers must be 0..{n - 1}, got {s}")
    require(error >= 0, f"the error must not be negative, got {error}")
    tell, undecided = progress or (lambda _: None), []
    needed = s + 1 if error == 0 else 1
    for d in range(needed, n + 1):
        good = []
        for candidate in candidates(n, d, seed):
            code = candidate.code
            if code.workers != n or max(code.replication()) > d:
                continue
            tell(f"redundancy {d}: {code.name}")
            enough = Fraction(error) * code.partitions
            point = worst_case(code, s, time_limit=time_limit)
            if point.upper <= enough:
                good.append((code, point))
            elif point.lower <= enough:
                undecided.append(code.name)
        if good:
            code, point = min(good, key=_merit)
            return Tolerant(code, point, d, needed, tuple(undecided))
    return None


def _merit(pair: tuple[GradientCode, WorstCase]) -> tuple[Fraction, Fraction]:
    code, point = pair
    k = code.partitions
    return Fraction(point.upper) / k, Fraction(max(code.load()), k)


make_callable(__name__, __name__, "tolerate")
