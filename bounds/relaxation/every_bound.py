"""Every bound on the worst case of one code, beside its exact value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from adversary.decoding.error import error
from adversary.worst_case import WorstCase, worst_case
from adversary.worst_case.attacks import local_search
from bounds.relaxation.common_weight import common_weight_bound, spectral_bound
from bounds.relaxation.perspective import big_m_bound, perspective_bound
from bounds.relaxation.proof import UpperBound
from bounds.relaxation.semidefinite import semidefinite_bound
from bounds.universal.biregular import biregular
from bounds.universal.every import bounds_of_shape
from bounds.universal.shape import LowerBound, shape_of
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, KirkmanError, integer, require, show

METHODS: dict[str, Callable[[GradientCode, int], UpperBound]] = {
    "classical spectral": partial(spectral_bound, classical=True),
    "spectral": spectral_bound,
    "semidefinite": semidefinite_bound,
    "perspective": perspective_bound,
    "big-m": big_m_bound,
}


@dataclass(frozen=True, slots=True)
class Attack:
    """A lower bound: these stragglers have this error, exactly."""

    method: str
    stragglers: tuple[int, ...]
    error: Rational


@dataclass(frozen=True, slots=True)
class Report:
    """All bounds on e(s), and what the exact search proves; why some upper bounds are missing.

    ``any_code`` is the best lower bound that holds for every code of the same shape, ``biregular``
    that of docs/optimal-codes.md, for codes of as many partitions as workers and constant sums.
    """

    stragglers: int
    partitions: int
    lower: tuple[Attack, ...]
    exact: WorstCase
    upper: tuple[UpperBound, ...]
    refused: dict[str, str]
    any_code: LowerBound
    biregular: LowerBound | None = None

    def gap(self, bound: UpperBound) -> Fraction | None:
        """The relative gap of an upper bound to the exact value; None without a value."""
        if not self.exact.proved or not self.exact.lower:
            return None
        return Fraction(bound.value) / Fraction(self.exact.lower) - 1

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this report."""
        return {
            "stragglers": self.stragglers,
            "lower": [
                {"method": a.method, "error": show(a.error), "set": list(a.stragglers)}
                for a in self.lower
            ],
            "exact": self.exact.to_json(),
            "upper": [{"method": b.method, "error": show(b.value)} for b in self.upper],
            "refused": self.refused,
            "any code": _of_shape(self.any_code),
            "biregular": self.biregular
            and _of_shape(self.biregular) | {"because": self.biregular.why},
        }


def _of_shape(bound: LowerBound) -> dict[str, str]:
    return {"method": bound.name, "error": show(bound.value)}


def every_bound(
    code: CodeLike, s: int, *, time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:  # fmt: skip
    """All lower and upper bounds on e(s) with optimal decoding, and the exact value or interval.

    Every upper bound has a proof that `adversary.check` has accepted, every lower bound a straggler
    set with its exact error. A method that does not apply, or whose proof is refused, is listed
    with the reason. The time limit in seconds is for the exact search.

    Raises:
        BadInput: not ``0 < s < n``.

    Complexity: the sum of all methods; the exact search dominates for large n.
    Source: docs/bounds.md.

    >>> from designs import block_design
    >>> report = every_bound(block_design(7, 3, 1), 2)
    >>> report.exact.error, [b.value for b in report.upper][:2]
    (Fraction(4, 7), [Fraction(28, 45), Fraction(4, 7)])
    """
    code, s = as_code(code), integer(s, "s")
    require(0 < s < code.workers, f"stragglers must be 1..{code.workers - 1}, got {s}")
    tell = progress or (lambda _: None)
    upper, refused = [], {}
    for name, method in METHODS.items():
        tell(name)
        try:
            upper.append(method(code, s))
        except KirkmanError as why:
            if isinstance(why, BadInput) and "pip install" in str(why):
                raise
            refused[name] = str(why).rstrip(".")
    tell("the exact search")
    exact = worst_case(code, s, time_limit=time_limit)
    attacks = tuple(_attacks(code, s))
    shape = shape_of(code)
    best, special = bounds_of_shape(shape, s)[0], biregular(shape, s)
    return Report(s, code.partitions, attacks, exact, tuple(upper), refused, best, special)


def _attacks(code: GradientCode, s: int) -> Iterator[Attack]:
    """Straggler sets from simple rules, and from exchanges, with their exact errors."""
    for name, chosen in (("holders", _holders(code, s)), ("exchanges", local_search(code, s))):
        silent = tuple(sorted(chosen))
        yield Attack(name, silent, error(code, silent))


def _holders(code: GradientCode, s: int) -> Sequence[int]:
    """All holders of partitions, the ones that need fewest further stragglers first."""
    holders = [{w for w, row in enumerate(code.encoding) if row[j]} for j in range(code.partitions)]
    silent: set[int] = set()
    while len(silent) < s:
        open_sets = [h - silent for h in holders if h - silent]
        more = min(open_sets, key=len, default=set(range(code.workers)) - silent)
        silent |= set(sorted(more)[: s - len(silent)])
    return sorted(silent)


def per_set(report: Report, code: GradientCode) -> Rational:
    """The common-weight bound for the worst set found, which takes no solve.

    >>> from designs import block_design
    >>> code = block_design(7, 3, 1)
    >>> per_set(every_bound(code, 2), code)
    Fraction(4, 7)
    """
    return common_weight_bound(code, report.exact.worst_set)
