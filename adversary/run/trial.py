"""Certified against measured: train on real processes while chosen workers really straggle."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from adversary.cluster.start import open_engine
from adversary.run.certified import Case, certified, completing, covering, promised
from adversary.run.rounds import Evaluation, History, Round
from adversary.run.run_log import RunLog, check_log, read_log
from adversary.run.settings import Settings
from adversary.run.training import Training
from adversary.tasks.task import Task
from adversary.worst_case import WorstCase
from designs.codes.scheme import Levels
from designs.errors import BadInput

if TYPE_CHECKING:
    from adversary.run.stragglers import Delays, Stragglers


@dataclass(frozen=True, slots=True)
class Trial:
    """A training run under an attack, round by round, beside its certificates.

    ``settings`` are those of the run, fitted to its code.

    ``certificates`` has a worst case for every number of missing workers that a round was decoded
    without and that ``certified`` does not cover. With a nested scheme ``promises`` has those of
    its levels, by level and number of missing workers. ``wall_seconds`` is the clock of all rounds
    together; evaluations come after it.
    """

    code: str
    task: str
    settings: Settings
    certified: WorstCase | None
    silenced: tuple[int, ...]
    rounds: tuple[Round, ...]
    loss: float
    accuracy: float
    wall_seconds: float
    start_seconds: float
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
            "engine": self.settings.engine,
            "attack": self.settings.attack,
            "fault": self.settings.fault,
            "decoder": self.settings.decoder,
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
    code: Levels,
    task: Task,
    settings: Settings,
    *,
    known: WorstCase | None = None,
    log: Path | None = None,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> Trial:
    """Train with a code, the server waiting each round for the first n - s answers.

    The attack silences workers for real before the first round. The certificate is computed first,
    unless it is ``known``. Every round the server decodes what arrived and takes a step; a failed
    round (see `Round`) takes none, and after three of those in a row the run ends. Certificates of
    rounds that were decoded without more workers are computed after it. Workers, memory and sockets
    are gone when this returns or raises.

    A ``log`` is written as the run goes on, and ``resume`` takes up an interrupted one, whose
    rounds count; see `adversary.run.run_log`. With ``keep_on_interrupt`` Ctrl-C ends the run and
    keeps what is done.

    A nested scheme is trained with level by level: a round ends with the first feasible level,
    whose code decodes it, and every level is certified first, see `adversary.run.nested`.

    Raises:
        BadInput: code, task and settings do not fit together, or a level is not exact.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: one certification, then rounds of n - s gradients and one decoding.
    Source: docs/harness.md.

    >>> from adversary.tasks.task import tiny
    >>> from designs import block_design
    >>> t = trial(block_design(3, 2, 1), tiny(3), Settings(stragglers=1, rounds=3))
    >>> t.certified.error, t.rounds[0].exact, round(t.rounds[0].measured, 9)
    (Fraction(1, 3), Fraction(1, 3), 0.333333333)
    """
    settings = settings.fitted(code)
    decoder, limit = settings.decoder_of(code), settings.time_limit
    if log is not None:
        check_log(log, resume=resume)
    known = known or certified(code, settings.stragglers, decoder, limit)
    promises = promised(code, limit)
    silenced = _silenced(settings, code.workers, known)
    header = settings.header(code, task) | {
        "silenced": list(silenced),
        "certified": None if known is None else known.to_json(),
    }
    with _journal(log, header, resume=resume) as journal:
        done = train(
            code, task, settings, silenced=silenced, journal=journal, progress=progress,
            keep_on_interrupt=keep_on_interrupt,
        )  # fmt: skip
        rounds, evaluations = _told(done, journal)
    more = completing(code, decoder, rounds, known, promises, limit)
    return Trial(
        code.name, task.name, settings, known, silenced, rounds, done.evaluations[-1].loss,
        done.evaluations[-1].accuracy, done.wall_seconds, done.start_seconds, evaluations,
        {s: w for (level, s), w in more.items() if level is None},
        promises | {case: w for case, w in more.items() if case[0] is not None},
        done.interrupted, header,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trained:
    """A training that has come to its end: its records, its evaluations, and its clocks."""

    rounds: tuple[Round, ...]
    evaluations: tuple[Evaluation, ...]
    wall_seconds: float
    start_seconds: float
    interrupted: bool


def train(
    code: Levels,
    task: Task,
    settings: Settings,
    *,
    silenced: Sequence[int] = (),
    journal: RunLog | None = None,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> Trained:
    """Start the workers, silence some, and train until the rounds are done or three have failed.

    The settings must be fitted to the code. With a journal whose state is not None training goes on
    from there: optimiser, number of the round, clock and delays. A round that an interrupt cuts off
    counts neither as a round nor in the clock.

    Raises:
        BadInput: settings that do not fit.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: that of the rounds.

    >>> from adversary.tasks.task import tiny
    >>> from designs import uncoded
    >>> settings = Settings(stragglers=1, rounds=2).fitted(uncoded(2))
    >>> [record.survivors for record in train(uncoded(2), tiny(2), settings, silenced=[0]).rounds]
    [(1,), (1,)]
    """
    begin, interrupted, over = time.monotonic(), False, False
    state = journal.state if journal else None
    optimiser = settings.start(task)
    first = state.rounds if state else 0
    with open_engine(
        settings.engine, code, task, policy=settings.policy,
        delays=_table(settings, code.workers, first), for_every_partition=settings.every_partition,
    ) as engine:  # fmt: skip
        for w in silenced:
            (engine.stop if settings.fault == "stop" else engine.kill)(w)
        start_seconds = time.monotonic() - begin
        training = Training(
            engine, task, settings.decoder_of(code), state.into(optimiser) if state else optimiser,
            evaluate_every=settings.evaluate_every, rounds_done=first,
            seconds=state.seconds if state else 0.0,
        )  # fmt: skip
        try:
            training.run(settings.rounds, settings.wait(), journal, progress)
            over = True
        except KeyboardInterrupt:
            if not keep_on_interrupt:
                raise
            interrupted = True
        finally:
            wall = training.seconds if over else training.counted_seconds
            if journal is not None:
                journal.catch_up(training.records, training.done[0])
                journal.save(training.done[0], wall, training.done[1])
    evaluations = training.evaluations()
    return Trained(training.finished(), evaluations, wall, start_seconds, interrupted)


def _table(settings: Settings, workers: int, first: int) -> Delays | None:
    """The delays of all rounds as a table that begins with the first round of this training."""
    if settings.delays is None:
        return None
    delays = cast("Stragglers | Delays", settings.delays)
    table = delays if isinstance(delays, np.ndarray) else delays.delays(settings.rounds, workers)
    return np.roll(table, -first, axis=0)


def _silenced(settings: Settings, workers: int, known: WorstCase | None) -> tuple[int, ...]:
    """The workers that are silenced: those named, or those of the attack."""
    if settings.silence is not None:
        return tuple(sorted(settings.silence))
    if settings.attack == "worst":
        if known is None:
            raise BadInput(
                f"there is no worst set for {settings.decoder} decoding: choose the random attack"
            )
        return tuple(sorted(known.worst_set))
    count = settings.stragglers if settings.attack == "random" else 0
    order: list[int] = np.random.default_rng(settings.seed).permutation(workers).tolist()
    return tuple(sorted(order[:count]))


def _journal(
    log: Path | None, header: Mapping[str, Any], *, resume: bool
) -> RunLog | nullcontext[None]:
    """The log of a run, to be written as it goes on; nothing if none is wanted."""
    if log is None:
        return nullcontext()
    return RunLog(log, header, resume=resume)


def _told(
    done: Trained, journal: RunLog | None
) -> tuple[tuple[Round, ...], tuple[Evaluation, ...]]:
    """The rounds and evaluations of the whole run, those before it was resumed included."""
    if journal is None:
        return done.rounds, done.evaluations
    for evaluation in done.evaluations:
        journal.evaluation(evaluation)
    last = done.evaluations[-1]
    end = {"loss": last.loss, "accuracy": last.accuracy, "interrupted": done.interrupted}
    journal.end(end)
    journal.close()
    past = read_log(journal.path)
    return past.rounds, past.evaluations
