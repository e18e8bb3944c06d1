"""Training on an engine: broadcast, collect, decode, check, step; and a record of every round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from adversary.cluster.engine import Engine, Vector
from adversary.cluster.start import open_engine
from adversary.run.optimisers import Optimiser
from adversary.run.rounds import Evaluation, Round
from adversary.run.rules import Answers, RoundDecoder, Sum, Wait
from adversary.run.settings import Settings
from adversary.tasks.task import Task
from designs.algebra.linear import Rational
from designs.codes.scheme import Messages
from designs.errors import show

if TYPE_CHECKING:
    from adversary.run.run_log import RunLog
    from adversary.run.sequential import Models
    from adversary.run.stragglers import Delays, Stragglers

_GIVE_UP = 3
_TOLERANCE = 1e-9


class Training:
    """A training over an engine: the optimiser, the rounds done, and a record of every round.

    ``done`` holds the number of rounds done and the optimiser after them, in one value, so that an
    interrupt never separates them. Every ``evaluate_every`` rounds the
    parameters are copied, and evaluated when training has ended, so that late workers gain no time
    by an evaluation.

    >>> from adversary.cluster.processes import Processes
    >>> from adversary.decoding.online import Decoding
    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> from adversary.run.rules import OneLevel
    >>> from adversary.tasks.task import tiny
    >>> from designs import block_design
    >>> code = block_design(3, 2, 1)
    >>> start = GradientDescent(np.zeros(1), constant(1.0))
    >>> with Processes(code, tiny(3)) as engine:
    ...     training = Training(engine, tiny(3), OneLevel(Decoding(code)), start)
    ...     training.round(Wait(3, 10.0)).survivors, training.parameters.tolist()
    ((0, 1, 2), [1.0])
    """

    def __init__(
        self,
        engine: Engine,
        task: Task,
        decoder: RoundDecoder,
        optimiser: Optimiser,
        *,
        evaluate_every: int = 0,
        rounds_done: int = 0,
        seconds: float = 0.0,
    ) -> None:
        self.engine, self.task, self.decoder = engine, task, decoder
        self.done: tuple[int, Optimiser] = rounds_done, optimiser
        self.records: list[Round] = []
        self._every, self._before = evaluate_every, seconds
        self._copies: list[tuple[int, float, Vector]] = []
        self._begin = time.monotonic()
        if evaluate_every and not rounds_done:
            self._copies.append((0, 0.0, optimiser.parameters))

    @property
    def parameters(self) -> Vector:
        """The parameters found so far."""
        return self.done[1].parameters

    @property
    def seconds(self) -> float:
        """Seconds of training so far, those before a resumption included."""
        return self._before + time.monotonic() - self._begin

    @property
    def counted_seconds(self) -> float:
        """Seconds of training until the end of the last round that counts."""
        finished = self.finished()
        return finished[-1].at if finished else self._before

    def has_failed(self) -> bool:
        """Whether the last three rounds have all failed: then training ends."""
        last = self.records[-_GIVE_UP:]
        return len(last) == _GIVE_UP and all(record.failure for record in last)

    def run(
        self,
        rounds: int,
        wait: Wait,
        journal: RunLog | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Do and log all rounds up to this number; fewer if three in a row fail."""
        while self.done[0] < rounds and not self.has_failed():
            if journal is not None and journal.due(self.done[0]):
                journal.save(self.done[0], self.seconds, self.done[1])
            record = self.round(wait)
            if journal is not None:
                journal.round(record)
            if progress is not None:
                progress(record.number)

    def round(self, wait: Wait) -> Round:
        """Do one round: broadcast, collect, decode, check, step; its record."""
        begin = time.monotonic()
        number, optimiser = self.done
        self.engine.broadcast(self.decoder.broadcast(optimiser))
        found = self.decoder.collect(self.engine, wait)
        collected, survivors = found.collected, found.survivors
        exact = measured = None
        failure = found.failure
        if not failure:
            with np.errstate(all="ignore"):
                optimiser, exact, measured, failure = self._decoded(found)
        record = Round(
            number, survivors, collected.missing, exact, measured, time.monotonic() - begin,
            failure, collected.arrivals, self.seconds, found.level, collected.messages,
            collected.bytes, found.told,
        )  # fmt: skip
        self.records.append(record)
        self.done = number + 1, optimiser
        if self._every and (number + 1) % self._every == 0:
            self._copies.append((number + 1, record.at, optimiser.parameters))
        return record

    def _decoded(self, found: Answers) -> tuple[Optimiser, Rational | None, float | None, str]:
        """The optimiser after the steps, or unchanged; both errors, and the failure in words."""
        before = after = self.done[1]
        exact = measured = None
        for one in found.sums(self.task.dimension):
            exact, measured = (exact or 0) + one.exact, (measured or 0.0) + one.measured
            failure = self._objection(found, one)
            if failure:
                return before, exact, measured, failure
            after = self._stepped(after, one)
            if not np.isfinite(after.parameters).all():
                failure = "the training has diverged: the next parameters would not be finite"
                return before, exact, measured, failure
        return after, exact, measured, ""

    def _objection(self, found: Answers, one: Sum) -> str:
        """Why a decoded sum must not be used, in words; "" if it may be."""
        if not agrees(one.measured, one.exact):
            exact = float(one.exact)
            return f"the decode error measured is {one.measured:.6g}, the exact {exact:.6g}"
        if found.must_be_exact and one.exact > 0:
            what = "the scheme" if found.level is None else f"level {found.level}"
            return f"{what} promises an exact sum, and its error is {show(one.exact)}"
        return ""

    def _stepped(self, before: Optimiser, one: Sum) -> Optimiser:
        """The optimiser after the step of a decoded sum."""
        rows = self.task.rows
        second = None if one.second is None else one.second / rows
        if one.model is None:
            return before.step(one.vector / rows, second)
        return cast("Models", before).stepped(one.model, one.vector / rows, second)

    def finished(self) -> tuple[Round, ...]:
        """The rounds of this training, without one that was interrupted before its step."""
        return tuple(record for record in self.records if record.number < self.done[0])

    def evaluations(self) -> tuple[Evaluation, ...]:
        """Loss and accuracy at the copied parameters and at the last; to be called at the end."""
        last = self.records[-1].at if self.records else self._before
        copies = [copy for copy in self._copies if copy[0] < self.done[0]]
        copies.append((self.done[0], last, self.parameters))
        with np.errstate(all="ignore"):
            return tuple(
                Evaluation(number, at, *self.task.evaluate(parameters))
                for number, at, parameters in copies
            )


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The result of a training: its records, its evaluations, and its times."""

    rounds: tuple[Round, ...]
    evaluations: tuple[Evaluation, ...]
    wall_seconds: float
    start_seconds: float
    interrupted: bool


def train(
    code: Messages,
    task: Task,
    settings: Settings,
    *,
    silenced: Sequence[int] = (),
    journal: RunLog | None = None,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> TrainingResult:
    """Start the workers, silence some, and train until the rounds are done or three fail in a row.

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
    models = 1 if code.sending is None else code.sending.models
    optimiser = settings.start(task, models)
    first = state.rounds if state else 0
    with open_engine(
        settings.engine, code, task, policy=settings.policy,
        delays=_table(settings, code.workers, first), for_every_partition=settings.every_partition,
        bandwidth=settings.bandwidth, start_limit=settings.start_limit,
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
    return TrainingResult(training.finished(), evaluations, wall, start_seconds, interrupted)


def _table(settings: Settings, workers: int, first: int) -> Delays | None:
    """The delays of all rounds as a table that begins with the first round of this training."""
    if settings.delays is None:
        return None
    delays = cast("Stragglers | Delays", settings.delays)
    table = delays if isinstance(delays, np.ndarray) else delays.delays(settings.rounds, workers)
    return np.roll(table, -first, axis=0)


def agrees(measured: float, exact: Rational) -> bool:
    """Whether a measured decode error is the exact one, to 1e-9: relative, absolute below 1.

    >>> agrees(0.1, 0), agrees(1e-12, 0), agrees(float("nan"), 0)
    (False, True, False)
    """
    return abs(measured - float(exact)) <= _TOLERANCE * max(1.0, float(exact))
