"""Certified against measured: train on real processes while chosen workers really straggle."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from adversary.cluster.engine import Collected, Engine
from adversary.cluster.processes import Processes
from adversary.decode import Decoder, decode
from adversary.error import error
from adversary.training import Task, Vector
from adversary.worst_case import WorstCase, worst_case
from designs.codes import GradientCode
from designs.errors import BadInput, require, show
from designs.linear import Rational

Attack = Literal["worst", "random", "none"]
Fault = Literal["stop", "kill"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
FAULTS: tuple[Fault, ...] = get_args(Fault)
_GIVE_UP = 3
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Round:
    """One round: who answered, who did not and why, and the decode error, exact and measured.

    ``exact`` is the rational error of the set that answered; ``measured`` is what the probe says
    arrived through the real data path. A round with a ``failure`` takes no step: too few answers at
    the deadline, a measured error that is not the exact one, or parameters that are not finite.
    """

    number: int
    survivors: tuple[int, ...]
    missing: dict[int, str]
    exact: Rational | None
    measured: float | None
    seconds: float
    failure: str = ""

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
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """A training run under an attack, round by round, beside its certificate."""

    code: str
    task: str
    attack: Attack
    fault: Fault
    decoder: Decoder
    certified: WorstCase
    silenced: tuple[int, ...]
    rounds: tuple[Round, ...]
    loss: float
    accuracy: float
    wall_seconds: float
    start_seconds: float

    @property
    def failures(self) -> tuple[Round, ...]:
        """The rounds that took no step."""
        return tuple(r for r in self.rounds if r.failure)

    @property
    def worst_measured(self) -> float | None:
        """The largest measured decode error of any round, or None if no round succeeded."""
        return max((r.measured for r in self.rounds if r.measured is not None), default=None)

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman run --json`` prints."""
        return {
            "format": "kirkman-run/1",
            "code": self.code,
            "data": self.task,
            "engine": "processes",
            "attack": self.attack,
            "fault": self.fault,
            "decoder": self.decoder,
            "certified": self.certified.to_json(),
            "silenced": list(self.silenced),
            "worst_measured_error": self.worst_measured,
            "failed_rounds": len(self.failures),
            "loss": self.loss,
            "accuracy": self.accuracy,
            "wall_seconds": self.wall_seconds,
            "sum_of_round_seconds": sum(r.seconds for r in self.rounds),
            "start_seconds": self.start_seconds,
            "rounds": [r.to_json() for r in self.rounds],
        }


def trial(
    code: GradientCode,
    task: Task,
    stragglers: int,
    *,
    attack: Attack = "worst",
    fault: Fault = "stop",
    decoder: Decoder = "optimal",
    rounds: int = 100,
    deadline: float = 10.0,
    seed: int = 0,
    certified: WorstCase | None = None,
    certify_seconds: float | None = None,
    silence: Sequence[int] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Trial:
    """Train with gradient descent, the server waiting each round for the first n - s answers.

    The attack silences s workers for real before the first round: the certified worst set, a random
    set, or none; ``silence`` names other workers instead. The certificate is computed first, in at
    most ``certify_seconds``, unless it is given. Every round the server decodes what arrived and
    takes a step; a failed round (see `Round`; the deadline is in seconds) takes none, and after
    three of those in a row the run ends. Workers, memory and sockets are gone when this returns or
    raises.

    Raises:
        BadInput: code, task and numbers do not fit together.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: one certification, then rounds of n - s gradients and one decoding.
    Source: docs/harness.md.

    >>> from adversary.training import tiny
    >>> from designs import block_design
    >>> t = trial(block_design(3, 2, 1), tiny(3), 1, rounds=3)
    >>> t.certified.error, t.rounds[0].exact, round(t.rounds[0].measured, 9)
    (Fraction(1, 3), Fraction(1, 3), 0.333333333)
    """
    n = code.workers
    require(0 <= stragglers < n, f"stragglers must be 0..{n - 1}, got {stragglers}")
    require(attack in ATTACKS, f"the attack must be one of {', '.join(ATTACKS)}, got {attack!r}")
    require(fault in FAULTS, f"the fault must be one of {', '.join(FAULTS)}, got {fault!r}")
    require(rounds >= 1, f"rounds must be at least 1, got {rounds}")
    require(deadline > 0, f"the deadline must be above 0 seconds, got {deadline}")
    require(seed >= 0, f"a seed must be at least 0, got {seed}")
    known = certified or worst_case(code, stragglers, decoder=decoder, time_limit=certify_seconds)
    silenced = _silenced(attack, known, seed) if silence is None else tuple(sorted(silence))
    begin = time.monotonic()
    with Processes(code, task) as engine:
        ready = time.monotonic()
        for w in silenced:
            (engine.stop if fault == "stop" else engine.kill)(w)
        run = _Descent(engine, code, task, decoder)
        for number in range(rounds):
            run.round(n - stragglers, deadline)
            if progress is not None:
                progress(number)
            if run.hopeless():
                break
        wall = time.monotonic() - ready
    with np.errstate(all="ignore"):
        loss, accuracy = task.evaluate(run.parameters)
    return Trial(
        code.name, task.name, attack, fault, decoder, known, silenced, tuple(run.records),
        loss, accuracy, wall, ready - begin,
    )  # fmt: skip


def _silenced(attack: Attack, known: WorstCase, seed: int) -> tuple[int, ...]:
    """The workers that the attack silences."""
    if attack == "worst":
        return known.worst_set
    count = known.stragglers if attack == "random" else 0
    return tuple(sorted(np.random.default_rng(seed).permutation(known.workers)[:count].tolist()))


class _Descent:
    """Gradient descent over an engine: the parameters, and a record of every round."""

    def __init__(self, engine: Engine, code: GradientCode, task: Task, decoder: Decoder) -> None:
        self.engine, self.code, self.task, self.decoder = engine, code, task, decoder
        self.parameters = np.zeros(task.dimension)
        self.records: list[Round] = []
        self._known: dict[tuple[int, ...], tuple[Vector, Rational]] = {}

    def hopeless(self) -> bool:
        """Whether the last rounds have all failed."""
        last = self.records[-_GIVE_UP:]
        return len(last) == _GIVE_UP and all(record.failure for record in last)

    def round(self, needed: int, deadline: float) -> None:
        """One round: broadcast, collect, decode, check, step."""
        begin = time.monotonic()
        self.engine.broadcast(self.parameters)
        brought = self.engine.collect(needed, deadline)
        survivors, number = tuple(sorted(brought.answers)), len(self.records)
        exact = measured = None
        if len(survivors) < needed:
            failure = _too_few(brought, needed)
        else:
            weights, exact = self._weights(survivors)
            with np.errstate(all="ignore"):
                total = weights @ np.stack([brought.answers[w] for w in survivors])
                measured = float(np.sum((total[self.task.dimension :] - 1) ** 2))
                failure = self._step(total[: self.task.dimension], measured, exact)
        seconds = time.monotonic() - begin
        record = Round(number, survivors, brought.missing, exact, measured, seconds, failure)
        self.records.append(record)

    def _step(self, gradient: Vector, measured: float, exact: Rational) -> str:
        """Take the step, or say why not."""
        if not abs(measured - float(exact)) <= _TOLERANCE * max(1.0, float(exact)):
            return f"the decode error measured is {measured:.6g}, the exact one {float(exact):.6g}"
        stepped = self.parameters - self.task.rate * gradient / self.task.rows
        if not np.isfinite(stepped).all():
            return "the training has diverged: the next parameters would not be finite"
        self.parameters = stepped
        return ""

    def _weights(self, survivors: tuple[int, ...]) -> tuple[Vector, Rational]:
        """The decoding weights of a survivor set and its exact error, remembered."""
        if survivors not in self._known:
            exact = decode(self.code, survivors, self.decoder)
            silent = sorted(set(range(self.code.workers)) - set(survivors))
            found = error(self.code, silent, self.decoder)
            try:
                self._known[survivors] = np.array([float(x) for x in exact]), found
            except OverflowError:
                raise BadInput("a decoding weight is beyond the range of float64") from None
        return self._known[survivors]


def _too_few(brought: Collected, needed: int) -> str:
    """Why a round cannot be decoded, in words."""
    reasons = ", ".join(f"worker {w} {reason}" for w, reason in brought.missing.items())
    return f"{len(brought.answers)} of {needed} answers; {reasons}"
