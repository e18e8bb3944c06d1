"""Codes side by side at one number of workers and one redundancy, each with its certified curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from adversary.worst_case import WorstCase, curve
from designs.answers import Exists
from designs.arithmetic import least_lambda
from designs.codes import (
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.errors import BadInput, VerificationError, require
from designs.existence import exists

_MOST_PARTITIONS_PER_WORKER = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code worth comparing, and what is not quite as asked about it."""

    code: GradientCode
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One code of a comparison with its certified curve e(0), ..., e(n)."""

    code: GradientCode
    curve: tuple[WorstCase, ...]
    remark: str

    def relative(self, s: int) -> tuple[Fraction, Fraction] | None:
        """The proved interval of e(s)/k, or None beyond the code's own number of workers."""
        if s >= len(self.curve):
            return None
        point = self.curve[s]
        k = point.partitions
        return Fraction(point.lower) / k, Fraction(point.upper) / k

    @property
    def proved(self) -> bool:
        """Whether every point of the curve is exact."""
        return all(point.proved for point in self.curve)

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this row."""
        return {
            "name": self.code.name,
            "remark": self.remark,
            "workers": self.code.workers,
            "partitions": self.code.partitions,
            "load": [min(self.code.load()), max(self.code.load())],
            "redundancy": str(self.code.redundancy()),
            "recipe": self.code.recipe,
            "identity": self.code.identity(),
            "proved": self.proved,
            "curve": [point.to_json() for point in self.curve],
        }


def candidates(workers: int, redundancy: int, seed: int = 0) -> Iterator[Candidate]:
    """Every family at n workers and redundancy d, or its nearest member, and the uncoded baseline.

    Block designs in both orientations where one is known, fractional and cyclic repetition, one
    random biregular code with k = n.

    Raises:
        BadInput: not ``1 <= d <= n``.

    Complexity: that of building the codes.

    >>> [c.remark for c in candidates(13, 4)][1]
    '12 workers: 4 must divide their number'
    """
    n, d = workers, redundancy
    require(1 <= d <= n, f"redundancy must be 1..workers, got redundancy={d}, workers={n}")
    if d == 1:
        yield Candidate(uncoded(n))
        return
    yield from _designs(n, d)
    even = n - n % d
    remark = "" if even == n else f"{even} workers: {d} must divide their number"
    yield Candidate(fractional_repetition(even, d), remark)
    with suppress(BadInput, VerificationError):  # no member proved exact at this size
        yield Candidate(cyclic_repetition(n, d, seed))
    if d < n:
        yield Candidate(random_biregular(n, n, d, seed))
    yield Candidate(uncoded(n), "no redundancy: the baseline")


def _designs(n: int, d: int) -> Iterator[Candidate]:
    """Block-design codes with n workers and redundancy d: points first, then blocks as workers."""
    if 2 <= d < n:
        step, most = least_lambda(n, d), _MOST_PARTITIONS_PER_WORKER * d * (d - 1) // (n - 1)
        for lam in range(step, most + 1, step):
            if isinstance(exists(n, d, lam), Exists):
                yield Candidate(block_design(n, d, lam, "points"))
                break
    for v in range(3, n):
        k, rest = divmod(v * d, n)
        lam, odd = divmod(d * (k - 1), v - 1)
        if rest == odd == 0 and 2 <= k < v and lam and isinstance(exists(v, k, lam), Exists):
            yield Candidate(block_design(v, k, lam, "blocks"))


def compare(
    workers: int,
    redundancy: int,
    *,
    seed: int = 0,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Row, ...]:
    """Certify the whole curve of every candidate; the time limit in seconds is for each code.

    Raises:
        BadInput: not ``1 <= d <= n``.

    Complexity: that of `adversary.worst_case.curve` for every candidate.

    >>> [row.code.name for row in compare(4, 1)]
    ['uncoded']
    """
    rows = []
    for candidate in candidates(workers, redundancy, seed):
        if progress is not None:
            progress(candidate.code.name)
        points = curve(candidate.code, time_limit=time_limit)
        rows.append(Row(candidate.code, points, candidate.remark))
    return tuple(rows)
