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
from designs.errors import require, show
from designs.linear import Rational

Attack = Literal["worst", "random", "none"]
Fault = Literal["stop", "kill"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
FAULTS: tuple[Fault, ...] = get_args(Fault)
_GIVE_UP = 3


@dataclass(frozen=True, slots=True)
class Round:
    """One round: who answered, who did not and why, and the decode error, exact and measured.

    ``exact`` is the rational error of the set that answered; ``measured`` is what the probe says
    arrived through the real data path. A failed round decodes nothing and has neither.
    """

    number: int
    survivors: tuple[int, ...]
    missing: dict[int, str]
    exact: Rational | None
    measured: float | None
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The JSON object of this round."""
        return {
            "round": self.number,
            "survivors": list(self.survivors),
            "missing": {str(w): reason for w, reason in self.missing.items()},
            "exact_error": None if self.exact is None else show(self.exact),
            "measured_error": self.measured,
            "seconds": self.seconds,
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
        """The rounds that ended without enough answers."""
        return tuple(r for r in self.rounds if r.exact is None)

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
    takes a step; a round that has too few answers at the deadline (seconds) takes none, and after
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
    known = certified or worst_case(code, stragglers, decoder=decoder, time_limit=certify_seconds)
    silenced = _silenced(attack, known, seed) if silence is None else tuple(sorted(silence))
    begin = time.monotonic()
    with Processes(code, task) as engine:
        ready = time.monotonic()
        for w in silenced:
            (engine.stop if fault == "stop" else engine.kill)(w)
        records, parameters = _descend(
            engine, code, task, n - stragglers, decoder, rounds, deadline, progress
        )
        wall = time.monotonic() - ready
    loss, accuracy = task.evaluate(parameters)
    return Trial(
        code.name, task.name, attack, fault, decoder, known, silenced, tuple(records),
        loss, accuracy, wall, ready - begin,
    )  # fmt: skip


def _silenced(attack: Attack, known: WorstCase, seed: int) -> tuple[int, ...]:
    """The workers that the attack silences."""
    if attack == "worst":
        return known.worst_set
    count = known.stragglers if attack == "random" else 0
    return tuple(sorted(np.random.default_rng(seed).permutation(known.workers)[:count].tolist()))


def _descend(
    engine: Engine,
    code: GradientCode,
    task: Task,
    needed: int,
    decoder: Decoder,
    rounds: int,
    deadline: float,
    progress: Callable[[int], None] | None,
) -> tuple[list[Round], Vector]:
    """Gradient descent; the records of the rounds and the parameters reached."""
    server = _Server(code, task, decoder)
    parameters, failed = np.zeros(task.dimension), 0
    records: list[Round] = []
    for number in range(rounds):
        begin = time.monotonic()
        engine.broadcast(parameters)
        brought = engine.collect(needed, deadline)
        enough = len(brought.answers) >= needed
        failed = 0 if enough else failed + 1
        exact, measured, gradient = server.decode(brought) if enough else (None, None, None)
        if gradient is not None:
            parameters = parameters - task.rate * gradient / task.rows
        survivors = tuple(sorted(brought.answers))
        seconds = time.monotonic() - begin
        records.append(Round(number, survivors, brought.missing, exact, measured, seconds))
        if progress is not None:
            progress(number)
        if failed == _GIVE_UP:
            break
    return records, parameters


class _Server:
    """Decodes what a round brought; remembers the weights and the exact error of each set."""

    def __init__(self, code: GradientCode, task: Task, decoder: Decoder) -> None:
        self.code, self.task, self.decoder = code, task, decoder
        self._known: dict[tuple[int, ...], tuple[Vector, Rational]] = {}

    def decode(self, brought: Collected) -> tuple[Rational, float, Vector]:
        """Exact error of the set that answered, measured error, decoded sum of gradients."""
        survivors = tuple(sorted(brought.answers))
        weights, exact = self._weights(survivors)
        total = weights @ np.stack([brought.answers[w] for w in survivors])
        gradient, probe = np.split(total, [self.task.dimension])
        return exact, float(np.sum((probe - 1) ** 2)), gradient

    def _weights(self, survivors: tuple[int, ...]) -> tuple[Vector, Rational]:
        if survivors not in self._known:
            exact = decode(self.code, survivors, self.decoder)
            silent: Sequence[int] = sorted(set(range(self.code.workers)) - set(survivors))
            found = error(self.code, silent, self.decoder)
            self._known[survivors] = np.array([float(x) for x in exact]), found
        return self._known[survivors]
