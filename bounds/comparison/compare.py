"""Codes side by side at one number of workers and one redundancy, each with its certified curve."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from adversary.certificate import Certificate, certified
from adversary.worst_case import WorstCase, curve
from bounds.comparison.candidates import Candidate, candidates
from bounds.comparison.decode_cost import decode_cost
from bounds.comparison.picture import figure
from bounds.expectation.mean import Mean, mean_error, random_error
from bounds.threshold import Threshold, threshold_on
from bounds.universal.every import bounds_of_shape
from bounds.universal.shape import LowerBound, shape_of
from designs.answers.discovery import make_callable
from designs.codes import GradientCode
from designs.errors import KirkmanError, integer, require, show
from designs.picture import frame, html_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMAT = "kirkman-comparison/2"
_TOLD_AGAIN = 10.0
LEVELS = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 5))


@dataclass(frozen=True, slots=True)
class Question:
    """The settings of a comparison.

    ``random`` is the probability with which each worker straggles, if its mean error is wanted;
    ``certificates`` are the numbers of stragglers whose certificates are kept. The best code known
    for ``at`` stragglers takes part; by default those known for fewer than d.
    """

    random: float | None = None
    certificates: tuple[int, ...] = ()
    time_limit: float | None = None
    seed: int = 0
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One code of a comparison with its certified curve e(0), ..., e(n) and its mean errors.

    ``any_code`` are the best lower bounds on e(0), ..., e(n) for every code of the same shape.
    """

    code: GradientCode
    curve: tuple[WorstCase, ...]
    remark: str
    means: tuple[Mean, ...] = ()
    random: Mean | None = None
    certificates: dict[int, Certificate] = field(default_factory=dict)
    any_code: tuple[LowerBound, ...] = ()

    def relative(self, s: int) -> tuple[Fraction, Fraction] | None:
        """The proved interval of e(s)/k, or None beyond the code's own number of workers."""
        if s >= len(self.curve):
            return None
        point = self.curve[s]
        k = point.partitions
        return Fraction(point.lower) / k, Fraction(point.upper) / k

    def mean(self, s: int) -> float | None:
        """The mean error over all sets of s stragglers divided by k, or None beyond n."""
        return self.means[s].value / self.code.partitions if s < len(self.means) else None

    def least(self, s: int) -> Fraction | None:
        """A lower bound on e(s)/k for every code of this shape, or None beyond n."""
        return self.any_code[s].value / self.code.partitions if s < len(self.any_code) else None

    def intervals(self) -> list[tuple[Fraction, Fraction]]:
        """The proved intervals of e(0)/k, ..., e(n)/k."""
        return [ends for s in range(len(self.curve)) if (ends := self.relative(s)) is not None]

    def threshold(self, level: Fraction) -> Threshold:
        """Fewest stragglers that force a relative error, as a proved interval."""
        return threshold_on(self.curve, level * self.code.partitions)

    @property
    def proved(self) -> bool:
        """Whether every point of the curve is exact."""
        return all(point.proved for point in self.curve)

    @property
    def exact_below(self) -> int:
        """The largest number of stragglers up to which the gradient is proved exact, or -1."""
        return next((s - 1 for s, p in enumerate(self.curve) if p.upper), len(self.curve) - 1)

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this row."""
        marks = {str(level): self.threshold(level) for level in LEVELS}
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
            "exact_below": self.exact_below,
            "decode_cost": decode_cost(self.code),
            "thresholds": {x: [t.at_least, t.at_most] for x, t in marks.items()},
            "curve": [point.to_json() for point in self.curve],
            "means": [mean.to_json() for mean in self.means],
            "shape": shape_of(self.code).words(),
            "any_code": [_any_code(bound) for bound in self.any_code],
            "random": None if self.random is None else self.random.to_json(),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Sequence[Row]):
    """The codes of a comparison at one number of workers and one redundancy.

    >>> compare(4, 1)
    <Comparison at 4 workers, redundancy 1: uncoded>
    """

    workers: int
    redundancy: int
    codes: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return self.codes[place]

    def __repr__(self) -> str:
        names = ", ".join(row.code.name for row in self)
        return f"<Comparison at {self.workers} workers, redundancy {self.redundancy}: {names}>"

    def to_json(self) -> dict[str, Any]:
        """The JSON object ``kirkman-comparison/2``."""
        return {
            "format": FORMAT,
            "workers": self.workers,
            "redundancy": self.redundancy,
            "codes": [row.to_json() for row in self],
        }

    def rows(self) -> list[dict[str, object]]:
        """A row a code: its size, and the proved e(s)/k for s = 1, ..., 2d as decimals.

        >>> compare(4, 1).rows()[0]["e(2)/k"]
        '0.5000'
        """
        most = min(2 * self.redundancy, self.workers)
        return [
            {"code": row.code.name, "n": row.code.workers, "k": row.code.partitions}
            | {f"e({s})/k": _between(row.relative(s)) for s in range(1, most + 1)}
            for row in self
        ]

    def _repr_html_(self) -> str:
        return html_table(self.rows(), f"{self.workers} workers, redundancy {self.redundancy}")

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`.

        Raises:
            Unavailable: pandas is not installed.
        """
        return frame(self.rows())

    def plot(self) -> Figure:
        """The curves e(s)/k over s/n, proved intervals as bands.

        Raises:
            BadInput: matplotlib is not installed.
        """
        return figure([(row.code.name, row.intervals()) for row in self])


def _between(ends: tuple[Fraction, Fraction] | None) -> str:
    """A proved interval as decimals."""
    low_high = dict.fromkeys(f"{float(end):.4f}" for end in ends or ())
    return "..".join(low_high) or "-"


def _any_code(bound: LowerBound) -> dict[str, str]:
    return {"error": show(bound.value), "method": bound.name, "because": bound.why}


def compare(
    workers: int,
    redundancy: int,
    *,
    question: Question | None = None,
    executor: Executor | None = None,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Certify the whole curve of every candidate, and estimate its mean errors.

    The time limit of the question in seconds is for each code; an executor of processes shares the
    codes out.

    Raises:
        BadInput: not ``1 <= d <= n``.

    Complexity: that of `adversary.worst_case.curve` for every candidate.

    >>> [row.code.name for row in compare(4, 1)]
    ['uncoded']
    """
    asked = question or Question()
    tell = progress or (lambda _: None)
    workers, redundancy = integer(workers, "workers"), integer(redundancy, "redundancy")
    found = list(candidates(workers, redundancy, asked.seed, asked.at))
    if executor is None:
        rows = []
        for candidate in found:
            tell(candidate.code.name)
            rows.append(examined(candidate, asked))
        return Comparison(workers, redundancy, tuple(rows))
    waiting = [executor.submit(examined, candidate, asked) for candidate in found]
    pairs = zip(found, waiting, strict=True)
    return Comparison(workers, redundancy, tuple(_result(x, y, tell) for x, y in pairs))


def _result(candidate: Candidate, future: Future[Row], tell: Callable[[str], None]) -> Row:
    while True:
        tell(candidate.code.name)
        with suppress(TimeoutError):
            return future.result(_TOLD_AGAIN)


def examined(candidate: Candidate, asked: Question) -> Row:
    """The row of one candidate: its certified curve and its mean errors.

    >>> from designs import block_design
    >>> row = examined(Candidate(block_design(7, 3, 1)), Question(random=0.1))
    >>> row.exact_below, row.threshold(Fraction(1, 10)).at_least, row.random.kind
    (0, 3, 'enumerated')
    """
    code, begin = candidate.code, time.monotonic()
    points = list(curve(code, time_limit=asked.time_limit))
    kept = {}
    for s in asked.certificates:
        if s <= code.workers and points[s].proved:
            left = _left(asked.time_limit, begin)
            with suppress(KirkmanError):  # a proof that the checker finds too long is not kept
                point, certificate = certified(code, s, time_limit=left)
                # a search that was stopped proves less than is known
                if certificate is not None and not certificate.unchecked:
                    points[s], kept[s] = point, certificate
    means = tuple(mean_error(code, s, samples=2000) for s in range(code.workers + 1))
    mixed = None if asked.random is None else random_error(code, asked.random)
    shape = shape_of(code)
    least = tuple(bounds_of_shape(shape, s)[0] for s in range(code.workers + 1))
    return Row(code, tuple(points), candidate.remark, means, mixed, kept, least)


def _left(limit: float | None, begin: float) -> float | None:
    return None if limit is None else max(1.0, limit - (time.monotonic() - begin))


def ordered(
    rows: Sequence[Row], at: int | None = None, level: Fraction | None = None
) -> tuple[Row, ...]:
    """The rows, best first: by e(at)/k, by the threshold of a relative error, or by random error.

    Without both, rows with a random error are ordered by it, others keep their order.

    Raises:
        BadInput: both are given.

    >>> rows = compare(7, 3)
    >>> ordered(rows, at=3)[0].code.name
    '2-(7,3,1), workers = points'
    """
    require(at is None or level is None, "order by stragglers or by a threshold, not by both")
    if at is not None:
        return tuple(sorted(rows, key=lambda row: (row.relative(at) or (9, 9))[1]))
    if level is not None:
        share = {id(row): Fraction(row.threshold(level).at_least, row.code.workers) for row in rows}
        return tuple(sorted(rows, key=lambda row: -share[id(row)]))
    if all(row.random is not None for row in rows):
        return tuple(sorted(rows, key=_random_share))
    return tuple(rows)


def _random_share(row: Row) -> float:
    return (row.random.value if row.random else 0.0) / row.code.partitions


def pareto(rows: Sequence[Row], at: int) -> tuple[bool, ...]:
    """The Pareto-optimal rows at s = at: in e(s)/k, mean error/k, and load/k together.

    A row is beaten by one that is at least as good in all three and better in one.

    >>> rows = compare(7, 3)
    >>> [row.code.name for row, best in zip(rows, pareto(rows, 3)) if best][-2:]
    ['circulant 0, 1, 2 mod 7', 'uncoded']
    """
    points = [_point(row, at) for row in rows]
    return tuple(
        not any(all(x <= y for x, y in zip(q, p, strict=True)) and q != p for q in points)
        for p in points
    )


def _point(row: Row, at: int) -> tuple[float, float, float]:
    k = row.code.partitions
    worst, mean = row.relative(at), row.mean(at)
    if worst is None or mean is None:
        return 9.0, 9.0, 9.0
    return float(worst[1]), round(mean, 9), max(row.code.load()) / k


make_callable(__name__, __name__, "compare")
