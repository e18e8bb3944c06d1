"""Reports of runs: summaries over repetitions, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from rich.markup import escape
from rich.table import Table

from adversary.run.log_checks import KEY
from adversary.run.rounds import History

# Repetitions of a run agree in the header keys that a report shows.


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a worker: how many were asked for, how many counted, and their seconds.

    >>> Answers(2, 1, 0.5) + Answers(1, 1, 0.25)
    Answers(asked=3, counted=2, seconds=0.75)
    """

    asked: int = 0
    counted: int = 0
    seconds: float = 0.0

    def __add__(self, other: Answers) -> Answers:
        return Answers(
            self.asked + other.asked, self.counted + other.counted, self.seconds + other.seconds
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of all repetitions of a run: sums, and the largest measured error.

    ``a + b`` of two summaries of the same key is the summary of all their runs: seconds are sums,
    ``worst_measured`` is a maximum, losses and accuracies are lists. ``levels`` counts the rounds
    decoded at each level of a nested scheme, ``voids`` the runs whose times are void, see
    `adversary.run.rounds.History.void`. ``messages`` and ``bytes`` are those that the server
    received, 0 for logs that do not tell.

    >>> history = History({"code": "a"}, (), (), 1.0, ended=True)
    >>> (Summary.of(history) + Summary.of(history)).wall_seconds
    2.0
    """

    key: tuple[Any, ...]
    runs: int
    rounds: int
    failures: int
    wall_seconds: float
    round_seconds: float
    worst_measured: float | None
    losses: tuple[float, ...] = ()
    accuracies: tuple[float, ...] = ()
    workers: Mapping[int, Answers] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)
    voids: int = 0
    messages: int = 0
    bytes: int = 0

    @classmethod
    def of(cls, history: History) -> Self:
        """The summary of one run."""
        last = history.evaluations[-1] if history.evaluations else None
        workers: dict[int, Answers] = {}
        for record in history.rounds:
            for w in (*record.survivors, *record.missing):
                seconds = record.arrivals.get(w, 0.0)
                one = Answers(1, int(w in record.survivors), seconds)
                workers[w] = workers.get(w, Answers()) + one
        return cls(
            tuple(history.header.get(name) for name in KEY),
            1,
            len(history.rounds),
            len(history.failures),
            history.wall_seconds,
            history.round_seconds,
            history.worst_measured,
            (last.loss,) if last else (),
            (last.accuracy,) if last else (),
            workers,
            history.levels,
            int(bool(history.void)),
            history.messages,
            history.bytes,
        )

    def __add__(self, other: Summary) -> Summary:
        worst = [x for x in (self.worst_measured, other.worst_measured) if x is not None]
        both = {*self.workers, *other.workers}
        nothing = Answers()
        return Summary(
            self.key,
            self.runs + other.runs,
            self.rounds + other.rounds,
            self.failures + other.failures,
            self.wall_seconds + other.wall_seconds,
            self.round_seconds + other.round_seconds,
            max(worst, default=None),
            self.losses + other.losses,
            self.accuracies + other.accuracies,
            {w: self.workers.get(w, nothing) + other.workers.get(w, nothing) for w in sorted(both)},
            dict(sorted((Counter(self.levels) + Counter(other.levels)).items())),
            self.voids + other.voids,
            self.messages + other.messages,
            self.bytes + other.bytes,
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this summary."""
        return {
            **dict(zip(KEY, self.key, strict=True)),
            "runs": self.runs,
            "rounds": self.rounds,
            "failed_rounds": self.failures,
            "wall_seconds": self.wall_seconds,
            "sum_of_round_seconds": self.round_seconds,
            "void_runs": self.voids,
            "rounds_at_level": {str(level): count for level, count in self.levels.items()},
            "messages": self.messages,
            "bytes": self.bytes,
            "worst_measured_error": self.worst_measured,
            "losses": list(self.losses),
            "accuracies": list(self.accuracies),
            "workers": {
                str(w): {"asked": a.asked, "counted": a.counted, "seconds": a.seconds}
                for w, a in self.workers.items()
            },
        }


def summaries(histories: Iterable[History]) -> tuple[Summary, ...]:
    """The summaries of runs, one for all with the same code, task and settings, in order.

    Complexity: O(rounds workers).

    >>> one = History({"code": "a"}, (), (), 1.0, ended=True)
    >>> other = History({"code": "b"}, (), (), 1.0, ended=True)
    >>> [summary.runs for summary in summaries([one, other, one])]
    [2, 1]
    """
    found: dict[tuple[Any, ...], Summary] = {}
    for history in histories:
        one = Summary.of(history)
        found[one.key] = found[one.key] + one if one.key in found else one
    return tuple(found.values())


def table(rows: Iterable[Summary]) -> Table:
    """The summaries as a table; levels are written as level:rounds.

    What was received has columns if a log tells it.
    """
    shown = list(rows)
    told = any(row.messages for row in shown)
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("code", "task", "decoder", "s", "optimiser", "engine"):
        drawn.add_column(name)
    for name in ("runs", "void", "rounds", "failed", "levels",
                 *(("messages/round", "kB/round") if told else ()), "ms/round", "wall s",
                 "rounds s", "worst error", "loss", "accuracy"):  # fmt: skip
        drawn.add_column(name, justify="right")
    for row in shown:
        facts = dict(zip(KEY, row.key, strict=True))
        mean = 1000 * row.round_seconds / row.rounds if row.rounds else 0.0
        drawn.add_row(
            *(escape(str(facts[name])) for name in
              ("code", "data", "decoder", "stragglers", "optimiser", "engine")),
            str(row.runs),
            str(row.voids or "-"),
            str(row.rounds),
            str(row.failures),
            " ".join(f"{level}:{count}" for level, count in row.levels.items()) or "-",
            *(_received(row) if told else ()),
            f"{mean:.3g}",
            f"{row.wall_seconds:.3f}",
            f"{row.round_seconds:.3f}",
            "-" if row.worst_measured is None else f"{row.worst_measured:.9g}",
            _mean(row.losses, "{:.4f}"),
            _mean(row.accuracies, "{:.1%}"),
        )  # fmt: skip
    return drawn


def _received(row: Summary) -> tuple[str, str]:
    """Messages and kilobytes received in a round."""
    if not row.messages:
        return "-", "-"
    return f"{row.messages / row.rounds:.3g}", f"{row.bytes / 1000 / row.rounds:.4g}"


def _mean(values: tuple[float, ...], form: str) -> str:
    return form.format(sum(values) / len(values)) if values else "-"
