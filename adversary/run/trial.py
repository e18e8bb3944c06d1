"""Certified against measured: train on real processes while chosen workers really straggle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from adversary.cluster.engine import Policy, Rule
from adversary.decoding.online import Decoding
from adversary.run.certified import Case, completing, covering, promised
from adversary.run.certified import certified as worst_of
from adversary.run.history import Evaluation, History, Round
from adversary.run.nested import Levels, Trained, policy_of
from adversary.run.rules import FirstLevel
from adversary.run.run_log import RunLog, check_log, read_log
from adversary.run.session import train
from adversary.run.settings import Attack, Fault, Settings
from adversary.run.straggler_names import named_delays
from adversary.run.stragglers import Delays, Stragglers
from adversary.tasks.task import Task
from adversary.worst_case import WorstCase
from designs.codes import GradientCode
from designs.errors import BadInput, require


@dataclass(frozen=True, slots=True)
class Trial:
    """A training run under an attack, round by round, beside its certificates.

    ``certificates`` has a worst case for every number of missing workers that a round was decoded
    without and that ``certified`` does not cover. With a nested scheme ``promises`` has those of
    its levels, by level and number of missing workers. ``wall_seconds`` is the clock of all rounds
    together; evaluations come after it.
    """

    code: str
    task: str
    attack: Attack
    fault: Fault
    decoder: str
    certified: WorstCase | None
    silenced: tuple[int, ...]
    rounds: tuple[Round, ...]
    loss: float
    accuracy: float
    wall_seconds: float
    start_seconds: float
    engine: str = "processes"
    evaluations: tuple[Evaluation, ...] = ()
    certificates: dict[int, WorstCase] = field(default_factory=dict)
    promises: dict[Case, WorstCase] = field(default_factory=dict)
    interrupted: bool = False
    header: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def failures(self) -> tuple[Round, ...]:
        """The rounds that took no step."""
        return self.history.failures

    @property
    def worst_measured(self) -> float | None:
        """The largest measured decode error of any round, or None if no round succeeded."""
        return self.history.worst_measured

    @property
    def history(self) -> History:
        """The run as its log would tell it."""
        return History(
            self.header, self.rounds, self.evaluations, self.wall_seconds, not self.interrupted
        )

    @property
    def known(self) -> tuple[WorstCase, ...]:
        """The worst cases that were to be proved before the first round."""
        promises = (w for (level, s), w in self.promises.items() if level == s)
        return (*(() if self.certified is None else (self.certified,)), *promises)

    def certificate(self, record: Round) -> WorstCase | None:
        """The worst case that covers a round: of as many missing workers, or of more."""
        known: dict[Case, WorstCase] = {(None, s): w for s, w in self.certificates.items()}
        return covering(record, self.certified, {**known, **self.promises})

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman run --json`` prints."""
        return {
            "format": "kirkman-run/1",
            "code": self.code,
            "data": self.task,
            "engine": self.engine,
            "attack": self.attack,
            "fault": self.fault,
            "decoder": self.decoder,
            "certified": None if self.certified is None else self.certified.to_json(),
            "certificates": [
                *(w.to_json() for w in self.certificates.values()),
                *({"level": level, **w.to_json()} for (level, _), w in self.promises.items()),
            ],
            "rounds_at_level": {str(level): count for level, count in self.history.levels.items()},
            "settings": self.header,
            "silenced": list(self.silenced),
            "worst_measured_error": self.worst_measured,
            "failed_rounds": len(self.failures),
            "interrupted": self.interrupted,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "evaluations": [e.to_json() for e in self.evaluations],
            "wall_seconds": self.wall_seconds,
            "sum_of_round_seconds": self.history.round_seconds,
            "gap_seconds": self.history.gap_seconds,
            "void": self.history.void or None,
            "start_seconds": self.start_seconds,
            "rounds": [r.to_json() for r in self.rounds],
        }


def trial(
    code: Trained,
    task: Task,
    stragglers: int,
    *,
    attack: Attack = "worst",
    fault: Fault = "stop",
    decoder: str = "optimal",
    rounds: int = 100,
    deadline: float = 10.0,
    seed: int = 0,
    certified: WorstCase | None = None,
    certify_seconds: float | None = None,
    silence: Sequence[int] | None = None,
    progress: Callable[[int], None] | None = None,
    optimiser: str = "gd",
    rate: float | None = None,
    probabilities: Sequence[int | Fraction] | None = None,
    policy: Policy | None = None,
    delays: Stragglers | Delays | None = None,
    every_partition: bool = False,
    enough: int | Rule | None = None,
    accept_fewer: bool = False,
    engine: str = "processes",
    evaluate_every: int = 0,
    log: Path | None = None,
    resume: bool = False,
    keep_on_interrupt: bool = False,
) -> Trial:
    """Train with gradient descent, the server waiting each round for the first n - s answers.

    The attack silences s workers for real before the first round: the certified worst set, a random
    set, or none; ``silence`` names other workers instead. The certificate is computed first, in at
    most ``certify_seconds``, unless it is given. Every round the server decodes what arrived and
    takes a step; a failed round (see `Round`; the deadline is in seconds) takes none, and after
    three of those in a row the run ends. Workers, memory and sockets are gone when this returns or
    raises.

    ``enough`` is another number of answers to wait for, or a stopping rule; with ``accept_fewer`` a
    round that has too few at its deadline is decoded all the same, and the certificate for so many
    missing workers is computed after the run. ``delays`` are injected, once a round or before
    ``every_partition``, and ``policy`` is what late workers do, see
    `adversary.cluster.processes.Processes`: they take the newest round if nothing is said. Other
    optimisers are in `adversary.run.optimisers`; two-track decoding needs ``probabilities``, see
    `adversary.decoding.online.Decoding`. A ``log`` is written as the run goes on, and ``resume``
    takes up an interrupted one, whose ``rounds`` count; see `adversary.run.run_log`. With
    ``keep_on_interrupt`` Ctrl-C ends the run and keeps what is done.

    A nested scheme is trained with level by level: a round ends with the first feasible level,
    whose code decodes it, and every level is certified first, see `adversary.run.nested.Levels`.
    Late workers then abandon their round if nothing is said, and rules are `FirstLevel` and others
    that are told how many levels each worker has completed.

    Raises:
        BadInput: code, task and numbers do not fit together, or a level is not exact.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: one certification, then rounds of n - s gradients and one decoding.
    Source: docs/harness.md.

    >>> from adversary.tasks.task import tiny
    >>> from designs import block_design
    >>> t = trial(block_design(3, 2, 1), tiny(3), 1, rounds=3)
    >>> t.certified.error, t.rounds[0].exact, round(t.rounds[0].measured, 9)
    (Fraction(1, 3), Fraction(1, 3), 0.333333333)
    """
    settings = Settings(
        stragglers, attack, fault, decoder, rounds, deadline, seed, optimiser, rate,
        policy_of(code, policy), enough, accept_fewer, engine, evaluate_every, every_partition,
    )  # fmt: skip
    settings.require_fit(code)
    decoding = _decoding(code, settings, probabilities)
    if log is not None:
        check_log(log, resume=resume)
    known = certified or worst_of(code, settings, decoding, certify_seconds)
    promises = promised(code, certify_seconds)
    silenced = _silenced(settings, code.workers, known) if silence is None else silence
    silenced = tuple(sorted(silenced))
    header = settings.header(code, task) | _named(delays, settings)
    header |= {
        "silenced": list(silenced),
        "certified": None if known is None else known.to_json(),
    }
    with nullcontext() if log is None else RunLog(log, header, resume=resume) as journal:
        done = train(
            code, task, settings, decoding, silenced=silenced, delays=delays, journal=journal,
            progress=progress, keep_on_interrupt=keep_on_interrupt,
        )  # fmt: skip
        evaluations = done.descent.evaluations()
        loss, accuracy = evaluations[-1].loss, evaluations[-1].accuracy
        if journal is not None:
            for evaluation in evaluations:
                journal.evaluation(evaluation)
            journal.end({"loss": loss, "accuracy": accuracy, "interrupted": done.interrupted})
    past = read_log(log) if log is not None else None
    result = Trial(
        code.name, task.name, attack, fault, decoder, known, silenced,
        past.rounds if past else done.descent.finished(), loss, accuracy, done.wall_seconds,
        done.start_seconds, engine, past.evaluations if past else evaluations,
        interrupted=done.interrupted, header=header,
    )  # fmt: skip
    more = completing(code, decoding, result.rounds, known, promises, certify_seconds)
    more = promises | more
    return replace(
        result,
        certificates={s: w for (level, s), w in more.items() if level is None},
        promises={(level, s): w for (level, s), w in more.items() if level is not None},
    )


def _decoding(
    code: Trained, settings: Settings, probabilities: Sequence[int | Fraction] | None
) -> Decoding | Levels:
    """The decoder of the run, checked."""
    if isinstance(code, GradientCode):
        return Decoding(code, settings.decoder, probabilities)
    require(probabilities is None, "probabilities go with two-track decoding of a code")
    rule = settings.enough
    return Levels(code, decodable=isinstance(rule, FirstLevel) and rule.decodable)


def _named(delays: Stragglers | Delays | None, settings: Settings) -> dict[str, Any]:
    """The delays as a log names them."""
    named = named_delays(delays)
    if settings.every_partition and named["delays"]:
        named["delays"] += " before every partition"
    return named


def _silenced(settings: Settings, workers: int, known: WorstCase | None) -> Sequence[int]:
    """The workers that the attack silences."""
    if settings.attack == "worst":
        if known is None:
            raise BadInput(
                f"there is no worst set for {settings.decoder} decoding: choose the random attack"
            )
        return known.worst_set
    count = settings.stragglers if settings.attack == "random" else 0
    order: list[int] = np.random.default_rng(settings.seed).permutation(workers).tolist()
    return order[:count]
