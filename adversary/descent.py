"""The training loop: broadcast, collect, decode, check, step; and a record of every round."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from adversary.cluster.engine import Collected, Engine, Rule, Vector
from adversary.decoding.online import Decoding
from adversary.history import Evaluation, Round
from adversary.optimisers import Optimiser
from adversary.training import Task
from designs.linear import Rational

_GIVE_UP = 3
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the server waits in a round, and whether it then makes do with what has come.

    ``enough`` is a number of answers or a stopping rule. With ``accept_fewer`` a round that is not
    content at the deadline is decoded all the same, from one answer on.

    >>> Wait(3, 10.0).failure(Collected(1, {0: np.zeros(2), 2: np.zeros(2)}, {1: "late"}, 10.0))
    '2 of 3 answers; worker 1 late'
    """

    enough: int | Rule
    deadline: float
    accept_fewer: bool = False

    def failure(self, brought: Collected) -> str:
        """Why a round cannot be decoded, in words; "" if it can."""
        if callable(self.enough):
            content = self.enough({w: len(vectors) for w, vectors in brought.levels.items()})
            wanted = "enough"
        else:
            content, wanted = len(brought.answers) >= self.enough, str(self.enough)
        if content or (self.accept_fewer and brought.answers):
            return ""
        reasons = ", ".join(f"worker {w} {reason}" for w, reason in brought.missing.items())
        return f"{len(brought.answers)} of {wanted} answers; {reasons}"


class Descent:
    """Training over an engine: the optimiser, how far it is, and a record of every round.

    ``done`` holds the number of rounds done and the optimiser after them, in one value, so that
    whatever interrupts the loop finds both or neither. Every ``evaluate_every`` rounds the
    parameters are copied, and evaluated when training has ended: evaluation takes no time from the
    rounds, and gives none to late workers.

    >>> from adversary.cluster.processes import Processes
    >>> from adversary.optimisers import GradientDescent, constant
    >>> from adversary.training import tiny
    >>> from designs import block_design
    >>> code = block_design(3, 2, 1)
    >>> start = GradientDescent(np.zeros(1), constant(1.0))
    >>> with Processes(code, tiny(3)) as engine:
    ...     descent = Descent(engine, tiny(3), Decoding(code), start)
    ...     descent.round(Wait(3, 10.0)).survivors, descent.parameters.tolist()
    ((0, 1, 2), [1.0])
    """

    def __init__(
        self,
        engine: Engine,
        task: Task,
        decoding: Decoding,
        optimiser: Optimiser,
        *,
        evaluate_every: int = 0,
        rounds_done: int = 0,
        seconds: float = 0.0,
    ) -> None:
        self.engine, self.task, self.decoding = engine, task, decoding
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

    def hopeless(self) -> bool:
        """Whether the last three rounds have all failed."""
        last = self.records[-_GIVE_UP:]
        return len(last) == _GIVE_UP and all(record.failure for record in last)

    def round(self, wait: Wait) -> Round:
        """One round: broadcast, collect, decode, check, step."""
        begin = time.monotonic()
        number, optimiser = self.done
        self.engine.broadcast(optimiser.point)
        brought = self.engine.collect(wait.enough, wait.deadline)
        survivors = tuple(sorted(brought.answers))
        exact = measured = None
        failure = wait.failure(brought)
        if not failure:
            with np.errstate(all="ignore"):
                optimiser, exact, measured, failure = self._decoded(brought, survivors)
        record = Round(
            number, survivors, brought.missing, exact, measured, time.monotonic() - begin, failure,
            brought.arrivals, self.seconds,
        )  # fmt: skip
        self.records.append(record)
        self.done = number + 1, optimiser
        if self._every and (number + 1) % self._every == 0:
            self._copies.append((number + 1, record.at, optimiser.parameters))
        return record

    def _decoded(
        self, brought: Collected, survivors: tuple[int, ...]
    ) -> tuple[Optimiser, Rational, float, str]:
        """The optimiser after the step, or as it was and why."""
        d, before = self.task.dimension, self.done[1]
        weights, exact, shrunken = self.decoding.of(survivors)
        answers = np.stack([brought.answers[w] for w in survivors])
        total = weights @ answers
        measured = float(np.sum((total[d:] - 1) ** 2))
        if not agrees(measured, exact):
            failure = f"the decode error measured is {measured:.6g}, the exact {float(exact):.6g}"
            return before, exact, measured, failure
        second = None if shrunken is None else shrunken @ answers[:, :d] / self.task.rows
        after = before.step(total[:d] / self.task.rows, second)
        if not np.isfinite(after.parameters).all():
            failure = "the training has diverged: the next parameters would not be finite"
            return before, exact, measured, failure
        return after, exact, measured, ""

    def finished(self) -> tuple[Round, ...]:
        """The rounds of this session, without one that was interrupted before its step counted."""
        return tuple(record for record in self.records if record.number < self.done[0])

    def evaluations(self) -> tuple[Evaluation, ...]:
        """Loss and accuracy at the copied parameters and the last: to be called at the end."""
        last = self.records[-1].at if self.records else self._before
        copies = [copy for copy in self._copies if copy[0] < self.done[0]]
        copies.append((self.done[0], last, self.parameters))
        with np.errstate(all="ignore"):
            return tuple(
                Evaluation(number, at, *self.task.evaluate(parameters))
                for number, at, parameters in copies
            )


def agrees(measured: float, exact: Rational) -> bool:
    """Whether a measured decode error is the exact one, to 1e-9: relative, absolute below 1.

    >>> agrees(0.1, 0), agrees(1e-12, 0), agrees(float("nan"), 0)
    (False, True, False)
    """
    return abs(measured - float(exact)) <= _TOLERANCE * max(1.0, float(exact))
