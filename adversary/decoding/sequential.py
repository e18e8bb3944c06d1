"""Sequential gradient coding, round by round: who does what, and when each job is decoded.

No `Decoder`: messages of many rounds decode many jobs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from adversary.decoding.bursty import Pattern
from designs.algebra.linear import Rational
from designs.codes.sequential import MultiplexedScheme, Part, ReattemptScheme
from designs.errors import require


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a worker: a row of a component of the scheme, for one job.

    ``index`` tells the worker's plain chunks, and the coded groups, apart.

    >>> Task(3, "plain", 1).job
    3
    """

    job: int
    part: Part
    index: int = 0


Assignment = tuple[tuple[Task, ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What happened: ``assigned[t][w]`` are the tasks of worker w in round t.

    ``finished[job]`` is the round at whose end the server could decode, None if it never could.
    The jobs are those that have their whole time within the pattern.

    >>> Run((), (), ()).answers(0)
    ()
    """

    assigned: tuple[Assignment, ...]
    silent: tuple[frozenset[int], ...]
    finished: tuple[int | None, ...]

    def answers(self, job: int) -> tuple[tuple[int, Task], ...]:
        """The pairs (worker, task) that arrived for a job up to the round that finished it.

        Complexity: O(all tasks of the run).
        """
        last = self.finished[job] if job < len(self.finished) else None
        rounds = self.assigned if last is None else self.assigned[: last + 1]
        return tuple(
            (w, task)
            for t, assignment in enumerate(rounds)
            for w, tasks in enumerate(assignment)
            for task in tasks
            if task.job == job and w not in self.silent[t]
        )


def message(
    scheme: ReattemptScheme | MultiplexedScheme, worker: int, task: Task
) -> tuple[Rational, ...]:
    """The row of coefficients of a task's result over all chunks of its job.

    The chunks of `selective_reattempt` are the partitions of its code; those of `multiplexed` are
    the plain chunks, worker by worker, and then the coded groups.

    Complexity: O(number of chunks).

    >>> from designs.codes.sequential import multiplexed
    >>> message(multiplexed(2, 1, 3, 0), 1, Task(0, "plain", 1))
    (0, 0, 0, 1, 0, 0)
    """
    return scheme.row(worker, task.part, task.index)


def run_selective_reattempt(scheme: ReattemptScheme, pattern: Pattern) -> Run:
    """Play a scheme of `selective_reattempt` against a pattern, which need not conform.

    A job is finished when all but s answers are there: exactly s missing is enough. Who tries again
    are the first of those that owe an answer; any choice would do.

    Raises:
        BadInput: the pattern is not longer than the delay, or silences a worker that is none.

    Complexity: O(R n).
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), schedule.

    >>> from designs.codes.sequential import selective_reattempt
    >>> scheme = selective_reattempt(4, burst=1, window=2, distinct=2)
    >>> run_selective_reattempt(scheme, [(0, 1), (), (3,)]).finished
    (1, 1)
    """
    n, s, late = scheme.workers, scheme.tolerated, scheme.delay
    jobs = _jobs(scheme, pattern)
    owing = [list(range(n)) for _ in range(jobs)]
    finished: list[int | None] = [None] * jobs
    assigned: list[Assignment] = []
    for t, silent in enumerate(pattern):
        old = t - late
        owe = owing[old] if 0 <= old < jobs else []
        again = set(owe[: max(0, len(owe) - s)])
        now = [old if w in again else t for w in range(n)]
        assigned.append(tuple((Task(job, "round"),) if job < jobs else () for job in now))
        for job in (old, t):
            if 0 <= job < jobs:
                owing[job] = [w for w in owing[job] if now[w] != job or w in silent]
                if finished[job] is None and len(owing[job]) <= s:
                    finished[job] = t
    return Run(tuple(assigned), tuple(map(frozenset, pattern)), tuple(finished))


def run_multiplexed(scheme: MultiplexedScheme, pattern: Pattern) -> Run:
    """Play a scheme of `multiplexed` against a pattern, which need not conform.

    A job is finished when all plain chunks are there, and all but lambda answers of every group.

    Raises:
        BadInput: the pattern is not longer than the delay, or silences a worker that is none.

    Complexity: O(R n (W + B)).
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), schedule.

    >>> from designs.codes.sequential import multiplexed
    >>> scheme = multiplexed(2, burst=1, window=2, distinct=1)
    >>> run = run_multiplexed(scheme, [(0,), (), ()])
    >>> run.assigned[1][0], run.finished
    ((Task(job=1, part='plain', index=0), Task(job=0, part='plain', index=0)), (1, 2))
    """
    n, jobs = scheme.workers, _jobs(scheme, pattern)
    states = [_Job(scheme, job) for job in range(jobs)]
    finished: list[int | None] = [None] * jobs
    assigned: list[Assignment] = []
    for t, silent in enumerate(pattern):
        active = [j for j in range(t, t - scheme.delay - 1, -1) if 0 <= j < jobs]
        given = {(j, w): states[j].next_task(w, t - j) for j in active for w in range(n)}
        for (j, w), tasks in given.items():
            if w not in silent:
                states[j].receive(w, tasks)
        for j in active:
            if finished[j] is None and states[j].is_done():
                finished[j] = t
        assigned.append(tuple(sum((given[j, w] for j in active), ()) for w in range(n)))
    return Run(tuple(assigned), tuple(map(frozenset, pattern)), tuple(finished))


class _Job:
    """What is still missing of one job of a multiplexed scheme."""

    def __init__(self, scheme: MultiplexedScheme, job: int) -> None:
        n, self.job = scheme.workers, job
        self.mine, self.groups = scheme.chunks, scheme.groups
        self.owed = [list(range(self.mine)) for _ in range(n)]
        self.coded = [0] * self.groups
        self.enough = n - (scheme["coded"].load()[0] - 1) if self.groups else 0

    def next_task(self, worker: int, slot: int) -> tuple[Task, ...]:
        """The task of a worker in the round ``job + slot``, if it has one."""
        if slot < self.mine:
            return (Task(self.job, "plain", slot),)
        if self.owed[worker]:
            return (Task(self.job, "plain", self.owed[worker][0]),)
        group = slot - self.mine
        return (Task(self.job, "coded", group),) if group < self.groups else ()

    def receive(self, worker: int, tasks: Sequence[Task]) -> None:
        """Note the answers of a worker."""
        for task in tasks:
            if task.part == "plain":
                self.owed[worker].remove(task.index)
            else:
                self.coded[task.index] += 1

    def is_done(self) -> bool:
        """Whether nothing is missing that is needed."""
        return not any(self.owed) and all(x >= self.enough for x in self.coded)


def _jobs(scheme: ReattemptScheme | MultiplexedScheme, pattern: Sequence[Collection[int]]) -> int:
    """Jobs that are due within the pattern."""
    n, delay = scheme.workers, scheme.delay
    known = all(0 <= w < n for silent in pattern for w in silent)
    require(known, f"stragglers must be workers 0..{n - 1}")
    jobs = len(pattern) - delay
    require(
        jobs >= 1,
        f"the pattern must be longer than the delay {delay}, got {len(pattern)} rounds",
    )
    return jobs
