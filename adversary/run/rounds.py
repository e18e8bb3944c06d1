"""The rounds of a run and their measurements: who answered when, errors, loss against time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import Rational, plain
from designs.errors import BadInput, show

# What may lie between the rounds of a run whose times are used, see `History.void`.
GAP_SHARE, GAP_A_ROUND, GAP_SECONDS = 0.05, 0.002, 0.5


@dataclass(frozen=True, slots=True)
class Round:
    """A round: who answered, who did not and why, and the decode error, exact and measured.

    ``exact`` is the rational error of the set that answered, which is its certificate; ``measured``
    is that of the probe, which took the same path as the gradient. A round with a ``failure`` makes
    no step: too few answers at the deadline, a measured error that is not the exact one, or
    parameters that are not finite. ``arrivals`` are seconds since the broadcast, of the answers
    that counted; ``at`` is the time of training when the round ended. With a nested scheme,
    survivors, errors and arrivals are those of the ``level`` at which the round was decoded; errors
    of a sequential one are sums over the jobs that were decoded. ``messages`` and ``bytes`` are
    what the server received, see `adversary.cluster.engine.Collected`; ``told`` is what a scheme
    tells of its round: its ``jobs``, or its ``clusters``.

    >>> Round(0, (0, 2), {1: "late"}, Fraction(1, 3), 0.333, 0.01).to_json()["exact_error"]
    '1/3'
    """

    number: int
    survivors: tuple[int, ...]
    missing: dict[int, str]
    exact: Rational | None
    measured: float | None
    seconds: float
    failure: str = ""
    arrivals: dict[int, float] = field(default_factory=dict)
    at: float = 0.0
    level: int | None = None
    messages: int = 0
    bytes: int = 0
    told: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this round."""
        return {
            "round": self.number,
            "survivors": list(self.survivors),
            "missing": {str(w): reason for w, reason in self.missing.items()},
            "exact_error": None if self.exact is None else show(self.exact),
            "measured_error": self.measured,
            "seconds": self.seconds,
            "failure": self.failure or None,
            "arrivals": {str(w): x for w, x in self.arrivals.items()},
            "at": self.at,
            "level": self.level,
            "messages": self.messages,
            "bytes": self.bytes,
            **({"scheme": dict(self.told)} if self.told else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`.

        Raises:
            BadInput: it is no such object.

        >>> one = Round(0, (0, 2), {1: "late"}, Fraction(1, 3), 0.333, 0.01, "", {0: 0.1}, 0.5)
        >>> Round.from_json(one.to_json()) == one
        True
        """
        try:
            exact = value["exact_error"]
            return cls(
                int(value["round"]),
                tuple(map(int, value["survivors"])),
                {int(w): str(reason) for w, reason in value["missing"].items()},
                None if exact is None else plain(Fraction(exact)),
                value["measured_error"],
                float(value["seconds"]),
                value["failure"] or "",
                {int(w): float(x) for w, x in value["arrivals"].items()},
                float(value["at"]),
                None if value.get("level") is None else int(value["level"]),
                int(value.get("messages", 0)),
                int(value.get("bytes", 0)),
                dict(value.get("scheme", {})),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"a round of a log is incomplete: {error!r:.60}") from None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Loss and accuracy after so many rounds and so many seconds of training.

    >>> Evaluation(10, 0.5, 2.0, 0.25).to_json()
    {'round': 10, 'seconds': 0.5, 'loss': 2.0, 'accuracy': 0.25}
    """

    round: int
    seconds: float
    loss: float
    accuracy: float

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this evaluation."""
        return {
            "round": self.round,
            "seconds": self.seconds,
            "loss": self.loss,
            "accuracy": self.accuracy,
        }


@dataclass(frozen=True, slots=True)
class History:
    """A whole run as its log holds it: header, rounds, evaluations, and times.

    ``wall_seconds`` is the time of the whole training, start-up and evaluations left out;
    ``ended`` says whether the log was closed in order.

    >>> History({"code": "a"}, (), (), 0.0, ended=True).round_seconds
    0
    """

    header: Mapping[str, Any]
    rounds: tuple[Round, ...]
    evaluations: tuple[Evaluation, ...]
    wall_seconds: float
    ended: bool

    @property
    def round_seconds(self) -> float:
        """The sum of the times of the rounds."""
        return sum(r.seconds for r in self.rounds)

    @property
    def gap_seconds(self) -> float:
        """The wall clock less the rounds: the time between the rounds."""
        return self.wall_seconds - self.round_seconds

    @property
    def void(self) -> str:
        """Why the times of this run must not be used, in words; "" if they may be.

        They are void if more than 5 % of the wall clock lies between the rounds, and more than 2 ms
        a round, and more than half a second: less may be a log on a slow disk, or a busy machine.

        >>> rounds = tuple(Round(i, (0,), {}, 0, 0.0, 0.1) for i in range(30))
        >>> History({}, rounds, (), 3.4, ended=True).void
        ''
        >>> History({}, rounds, (), 10.0, ended=True).void
        'void: 7.000 s of 10.000 s (70 %) lie between the rounds, not in them'
        """
        gap, wall = self.gap_seconds, self.wall_seconds
        least = max(GAP_SHARE * wall, GAP_A_ROUND * len(self.rounds), GAP_SECONDS)
        if gap <= least:
            return ""
        share = f"{gap:.3f} s of {wall:.3f} s ({gap / wall:.0%})".replace("%", " %")
        return f"void: {share} lie between the rounds, not in them"

    @property
    def levels(self) -> dict[int, int]:
        """The number of rounds decoded at each level of a nested scheme, ascending.

        >>> one = Round(0, (0,), {}, 0, 0.0, 0.1, level=2)
        >>> History({}, (one, one), (), 0.2, ended=True).levels
        {2: 2}
        """
        counts = Counter(r.level for r in self.rounds if r.level is not None)
        return dict(sorted(counts.items()))

    @property
    def messages(self) -> int:
        """The number of messages received in all rounds."""
        return sum(r.messages for r in self.rounds)

    @property
    def bytes(self) -> int:
        """The bytes of the coded gradients received in all rounds."""
        return sum(r.bytes for r in self.rounds)

    @property
    def failures(self) -> tuple[Round, ...]:
        """The rounds that made no step."""
        return tuple(r for r in self.rounds if r.failure)

    @property
    def worst_measured(self) -> float | None:
        """The largest measured decode error of any round, or None if no round was decoded."""
        return max((r.measured for r in self.rounds if r.measured is not None), default=None)


def arrival_matrix(rounds: Sequence[Round], workers: int) -> NDArray[np.float64]:
    """Seconds from the broadcast to each answer, shape (rounds, workers); NaN where it is missing.

    Complexity: O(rounds workers).

    >>> one = Round(0, (0,), {1: "late"}, 0, 0.0, 0.1, arrivals={0: 0.05})
    >>> arrival_matrix([one], 2).tolist()
    [[0.05, nan]]
    """
    table = np.full((len(rounds), workers), np.nan)
    for row, record in zip(table, rounds, strict=True):
        for w, seconds in record.arrivals.items():
            row[w] = seconds
    return table


def arrival_table(rounds: Sequence[Round], workers: int) -> list[list[float | str]]:
    """Seconds from the broadcast to each answer, a row a round; the reason where one is missing.

    Complexity: O(rounds workers).

    >>> arrival_table([Round(0, (0,), {1: "late"}, 0, 0.0, 0.1, arrivals={0: 0.05})], 2)
    [[0.05, 'late']]
    """
    return [[r.arrivals.get(w, r.missing.get(w, "")) for w in range(workers)] for r in rounds]
