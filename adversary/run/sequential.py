"""Rounds of sequential coding: jobs that last several rounds, each with a model of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from adversary.cluster.engine import Collected, Engine, Vector
from adversary.decoding.bursty import BurstyModel
from adversary.decoding.messages import MessageDecoding, Sent
from adversary.decoding.sequential import Assignment, MiniTask, Multiplexed, Reattempts
from adversary.run.optimisers import Optimiser
from adversary.run.rules import Done, Sum, Wait, completed, reasons
from adversary.run.schemes import ClusterDecoder, SentDecoder, ending_of
from designs.codes.clustering import ClusteredScheme
from designs.codes.scheme import Messages
from designs.codes.sequential import MultiplexedScheme, ReattemptScheme


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Several models trained at the same time, job t on model t modulo their number.

    So a job has as many rounds to end as there are models, and every gradient is taken at the
    parameters that it is a step from. ``parameters`` are those of the model that was the last to
    make a step.

    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), which trains
    T + 1 models for a delay of T rounds.

    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> both = Models((GradientDescent(np.array([1.0]), constant(0.5)),) * 2)
    >>> both.stepped(1, np.array([4.0])).point.tolist()
    [1.0, -1.0]
    """

    each: tuple[Optimiser, ...]
    last: int = 0

    @property
    def parameters(self) -> Vector:
        """The parameters of the model that was the last to make a step."""
        return self.each[self.last].parameters

    @property
    def point(self) -> Vector:
        """The points of the next gradients of all models, one after another."""
        return np.concatenate([one.point for one in self.each])

    def step(self, gradient: Vector, second: Vector | None = None) -> Models:
        """The state after a step of the model after the last."""
        return self.stepped((self.last + 1) % len(self.each), gradient, second)

    def stepped(self, model: int, gradient: Vector, second: Vector | None = None) -> Models:
        """The state after a step of one model."""
        after = self.each[model].step(gradient, second)
        return replace(self, each=(*self.each[:model], after, *self.each[model + 1 :]), last=model)


@dataclass(frozen=True, slots=True)
class JobAnswers:
    """The jobs that are decoded at the end of a round, with all their messages.

    >>> JobAnswers(Collected(1, {}, {}, 1.0), {}, None, "").told
    {'jobs': []}
    """

    collected: Collected
    jobs: Mapping[int, Mapping[Sent, Vector]] = field(repr=False)
    decoding: MessageDecoding | None
    failure: str
    must_be_exact: bool = False
    level: int | None = None
    models: int = 1

    @property
    def survivors(self) -> tuple[int, ...]:
        """The workers all of whose messages have come, ascending."""
        return tuple(sorted(self.collected.answers))

    @property
    def told(self) -> dict[str, Any]:
        """The numbers of the jobs."""
        return {"jobs": sorted(self.jobs)}

    def sums(self, dimension: int) -> list[Sum]:
        """The decoded sum of the gradients of every job, for its model."""
        if self.decoding is None:
            return []
        found = {job: self.decoding.whole(x, dimension) for job, x in sorted(self.jobs.items())}
        return [
            Sum(x.vector, x.measured, x.exact, model=job % self.models) for job, x in found.items()
        ]


class JobDecoder:
    """The decoder of a sequential scheme: what each worker does, and the jobs that are finished.

    A round ends when enough workers have sent all, and the stragglers of the last W rounds are
    such as the scheme is made for, or leave no job unfinished: so every job keeps its deadline. At
    the deadline in seconds it ends anyway. A job that is due then and cannot be decoded is dropped,
    the round fails, and what else is finished waits for the next. If fewer answers are accepted
    it is decoded with the loss that it has.

    Complexity: exact decoding of each new set of messages of a job.
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), schedules and
    the rule to wait where the model is violated; that deadlines are kept is proved in
    docs/why-it-is-true.md.

    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> from designs.codes.sequential import selective_reattempt
    >>> decoder = JobDecoder(selective_reattempt(4, burst=1, window=2, distinct=2))
    >>> start = Models((GradientDescent(np.zeros(1), constant(0.5)),) * 2)
    >>> decoder.broadcast(start).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """

    def __init__(self, scheme: ReattemptScheme | MultiplexedScheme) -> None:
        self.scheme, self.decoding = scheme, MessageDecoding(scheme)
        self.play: Reattempts | Multiplexed
        if isinstance(scheme, ReattemptScheme):
            self.play = Reattempts(scheme)
        else:
            self.play = Multiplexed(scheme)
        self.model = model_of(scheme)
        self.round = -1
        self.assigned: Assignment = ()
        self._past: list[tuple[int, ...]] = []
        self._messages: dict[int, dict[Sent, Vector]] = {}
        self._finished: set[int] = set()

    @property
    def certifiable(self) -> None:
        """No worst case of a code bounds the error of a job that has come in several rounds."""

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """The points of all models, and for each worker the tasks of a new round."""
        self.round += 1
        self.assigned = self.play.assign(self.round)
        self._messages[self.round] = {}
        table = np.full((self.scheme.workers, self.scheme.sending.chosen), -1.0)
        codes, models = len(self.scheme.codes), self.scheme.sending.models
        for row, tasks in zip(table, self.assigned, strict=True):
            row[: len(tasks)] = [task.job % models * codes + self._code(task) for task in tasks]
        return np.concatenate([optimiser.point, table.reshape(-1)])

    def _code(self, task: MiniTask) -> int:
        """The place of a task's code among those of the scheme."""
        chunks = self.scheme.chunks if isinstance(self.scheme, MultiplexedScheme) else 0
        return task.index + (chunks if task.part == "coded" else 0)

    def collect(self, engine: Engine, wait: Wait) -> JobAnswers:
        """The messages of the broadcast round, waited for, and the jobs that they finish."""
        sending, n = self.scheme.sending, self.scheme.workers
        enough = ending_of(wait, sending.chosen)

        def suffices(done: Done) -> bool:
            silent = [w for w in range(n) if done.get(w, 0) < sending.chosen]
            conforms = self.model.may_follow(self._past, silent)
            return enough(done) and (conforms or self.play.tolerates(self.round, silent))

        collected = engine.collect(suffices, wait.deadline)
        arrived = completed(collected)
        for w, many in arrived.items():
            for task, vector in zip(self.assigned[w], collected.levels[w][:many], strict=False):
                self._messages[task.job][w, self._code(task)] = vector
        self._finished |= set(self.play.receive(self.round, arrived))
        self._past = [*self._past, tuple(sorted(collected.missing))][-self.model.window :]
        return self._answers(collected, wait)

    def _answers(self, collected: Collected, wait: Wait) -> JobAnswers:
        """What is decoded now: the finished jobs, and one that is due."""
        due, failure = self.round - self.scheme.delay, ""
        lacking = due in self._messages and due not in self._finished
        if lacking and not (wait.accept_fewer and self._messages[due]):
            failure = f"job {due} is due and cannot be decoded: {reasons(collected) or 'none late'}"
            del self._messages[due]
            lacking = False
        ready = set() if failure else self._finished | ({due} if lacking else set())
        jobs = {job: self._messages.pop(job) for job in sorted(ready)}
        self._finished -= ready
        models = self.scheme.sending.models
        return JobAnswers(collected, jobs, self.decoding, failure, not lacking, None, models)


def model_of(scheme: ReattemptScheme | MultiplexedScheme) -> BurstyModel:
    """The bursty model that a scheme is made for, as its recipe has it.

    >>> from designs.codes.sequential import multiplexed
    >>> model_of(multiplexed(4, burst=1, window=2, distinct=1))
    BurstyModel(burst=1, window=2, distinct=1)
    """
    recipe = scheme.recipe or {}
    return BurstyModel(recipe["burst"], recipe["window"], recipe["distinct"])


def decoder_of_scheme(scheme: Messages) -> SentDecoder | ClusterDecoder | JobDecoder:
    """The decoder of the rounds of a scheme that is not nested.

    >>> from designs.codes.block_coordinate import block_coordinate
    >>> decoder_of_scheme(block_coordinate([1, 1])).certifiable
    'optimal'
    """
    if isinstance(scheme, ClusteredScheme):
        return ClusterDecoder(scheme)
    if isinstance(scheme, ReattemptScheme | MultiplexedScheme):
        return JobDecoder(scheme)
    return SentDecoder(scheme)
