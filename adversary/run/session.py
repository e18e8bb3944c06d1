"""One session of training: workers up, some silenced, rounds, workers down."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from adversary.cluster.start import open_engine
from adversary.decoding.online import Decoding
from adversary.run.descent import Descent
from adversary.run.hearing import Wait
from adversary.run.nested import Levels, Trained, work_of
from adversary.run.run_log import RunLog
from adversary.run.settings import Settings
from adversary.run.stragglers import Delays, Stragglers
from adversary.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Session:
    """A training session that has come to its end: where it is, and its clocks."""

    descent: Descent
    wall_seconds: float
    start_seconds: float
    interrupted: bool


def train(
    code: Trained,
    task: Task,
    settings: Settings,
    decoding: Decoding | Levels,
    *,
    silenced: Sequence[int] = (),
    delays: Stragglers | Delays | None = None,
    journal: RunLog | None = None,
    progress: Callable[[int], None] | None = None,
    keep_on_interrupt: bool = False,
) -> Session:
    """Start the workers, silence some, and train until the rounds are done or there is no hope.

    A nested scheme is decoded by `adversary.run.nested.Levels`; its workers compute in its orders.
    With a journal whose state is not None the session goes on from there: optimiser, number of the
    round, clock and delays. A round that an interrupt cuts off counts neither as a round nor in the
    clock.

    Raises:
        BadInput: settings that do not fit.
        ClusterError: workers could not be started, or a fault had no effect.

    Complexity: that of the rounds.

    >>> from adversary.tasks.task import tiny
    >>> from designs import uncoded
    >>> settings, decoding = Settings(stragglers=1, rounds=2), Decoding(uncoded(2))
    >>> session = train(uncoded(2), tiny(2), settings, decoding, silenced=[0])
    >>> [record.survivors for record in session.descent.records]
    [(1,), (1,)]
    """
    begin, interrupted, over = time.monotonic(), False, False
    state = journal.state if journal else None
    optimiser = state.into(settings.start(task)) if state else settings.start(task)
    first = state.rounds if state else 0
    table = _table(delays, settings.rounds, code.workers, first)
    codes, order = work_of(code)
    with open_engine(
        settings.engine, codes, task, policy=settings.policy, delays=table, order=order,
        for_every_partition=settings.every_partition,
    ) as engine:  # fmt: skip
        for w in silenced:
            (engine.stop if settings.fault == "stop" else engine.kill)(w)
        start_seconds = time.monotonic() - begin
        descent = Descent(
            engine, task, decoding, optimiser, evaluate_every=settings.evaluate_every,
            rounds_done=first, seconds=state.seconds if state else 0.0,
        )  # fmt: skip
        try:
            _rounds(descent, settings, settings.wait(code), journal, progress)
            over = True
        except KeyboardInterrupt:
            if not keep_on_interrupt:
                raise
            interrupted = True
        finally:
            wall = descent.seconds if over else descent.counted_seconds
            if journal is not None:
                journal.catch_up(descent.records, descent.done[0])
                journal.save(descent.done[0], wall, descent.done[1])
    return Session(descent, wall, start_seconds, interrupted)


def _rounds(
    descent: Descent,
    settings: Settings,
    wait: Wait,
    journal: RunLog | None,
    progress: Callable[[int], None] | None,
) -> None:
    while descent.done[0] < settings.rounds and not descent.hopeless():
        if journal is not None and journal.due(descent.done[0]):
            journal.save(descent.done[0], descent.seconds, descent.done[1])
        record = descent.round(wait)
        if journal is not None:
            journal.round(record)
        if progress is not None:
            progress(record.number)


def _table(
    delays: Stragglers | Delays | None, rounds: int, workers: int, first: int
) -> Delays | None:
    """The delays of all rounds as a table that begins with the first round of this session."""
    if delays is None:
        return None
    table = delays if isinstance(delays, np.ndarray) else delays.delays(rounds, workers)
    return np.roll(table, -first, axis=0)
