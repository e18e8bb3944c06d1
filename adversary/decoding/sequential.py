"""Sequential gradient coding: the tasks of every worker and round, and when jobs are decoded.

No `Decoder`: messages of many rounds decode many jobs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from adversary.decoding.bursty import Pattern
from designs.algebra.linear import Rational
from designs.codes.sequential import MultiplexedScheme, Part, ReattemptScheme
from designs.errors import require


@dataclass(frozen=True, slots=True)
class MiniTask:
    """A task of a worker in one round: a row of a component of the scheme, for one job.

    ``index`` is that of the worker's plain chunk, or of the coded group.

    >>> MiniTask(3, "plain", 1).job
    3
    """

    job: int
    part: Part
    index: int = 0


Assignment = tuple[tuple[MiniTask, ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The run of a scheme: ``assigned[t][w]`` are the tasks of worker w in round t.

    ``finished[job]`` is the round at whose end the server could decode, None if it never could.
    The jobs are those that are due within the pattern.

    >>> Run((), (), ()).answers(0)
    ()
    """

    assigned: tuple[Assignment, ...]
    silent: tuple[frozenset[int], ...]
    finished: tuple[int | None, ...]

    def answers(self, job: int) -> tuple[tuple[int, MiniTask], ...]:
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
    scheme: ReattemptScheme | MultiplexedScheme, worker: int, task: MiniTask
) -> tuple[Rational, ...]:
    """The row of coefficients of a task's result over all chunks of its job.

    The chunks of `selective_reattempt` are the partitions of its code; those of `multiplexed` are
    the plain chunks, worker by worker, and then the coded groups.

    Complexity: O(number of chunks).

    >>> from designs.codes.sequential import multiplexed
    >>> message(multiplexed(2, 1, 3, 0), 1, MiniTask(0, "plain", 1))
    (0, 0, 0, 1, 0, 0)
    """
    return scheme.row(worker, task.part, task.index)


def run_selective_reattempt(scheme: ReattemptScheme, pattern: Pattern) -> Run:
    """The run of a `selective_reattempt` scheme under a pattern, which need not conform.

    A job is finished when at most s answers are missing. The first of the workers that owe an
    answer repeat their task; any others would do.

    Raises:
        BadInput: the pattern is not longer than the delay, or silences a worker that is none.

    Complexity: O(R n).
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), schedule.

    >>> from designs.codes.sequential import selective_reattempt
    >>> scheme = selective_reattempt(4, burst=1, window=2, distinct=2)
    >>> run_selective_reattempt(scheme, [(0, 1), (), (3,)]).finished
    (1, 1)
    """
    return _played(Reattempts(scheme, _jobs(scheme, pattern)), pattern)


def run_multiplexed(scheme: MultiplexedScheme, pattern: Pattern) -> Run:
    """The run of a `multiplexed` scheme under a pattern, which need not conform.

    A job is finished when all plain chunks are there, and all but lambda answers of every group.

    Raises:
        BadInput: the pattern is not longer than the delay, or silences a worker that is none.

    Complexity: O(R n (W + B)).
    Source: M. N. Krishnan, E. Ebrahimi, A. Khisti, Sequential Gradient Coding (2023), schedule.

    >>> from designs.codes.sequential import multiplexed
    >>> scheme = multiplexed(2, burst=1, window=2, distinct=1)
    >>> run = run_multiplexed(scheme, [(0,), (), ()])
    >>> run.assigned[1][0], run.finished
    ((MiniTask(job=1, part='plain', index=0), MiniTask(job=0, part='plain', index=0)), (1, 2))
    """
    return _played(Multiplexed(scheme, _jobs(scheme, pattern)), pattern)


def _played(play: Reattempts | Multiplexed, pattern: Pattern) -> Run:
    """The run of a schedule in which a straggler's answers are all missing."""
    finished: list[int | None] = [None] * (play.jobs or 0)
    assigned: list[Assignment] = []
    for t, silent in enumerate(pattern):
        assigned.append(play.assign(t))
        arrived = {w: len(x) for w, x in enumerate(assigned[-1]) if w not in silent}
        for job in play.receive(t, arrived):
            finished[job] = t
    return Run(tuple(assigned), tuple(map(frozenset, pattern)), tuple(finished))


class Reattempts:
    """The schedule of a `selective_reattempt` scheme, round by round; see there for its rule.

    With a number of ``jobs`` no others begin. In every round `assign` comes first, then `receive`.

    >>> from designs.codes.sequential import selective_reattempt
    >>> play = Reattempts(selective_reattempt(4, burst=1, window=2, distinct=2))
    >>> tasks, done = play.assign(0), play.receive(0, {2: 1, 3: 1})
    >>> done, [task.job for (task,) in play.assign(1)], play.receive(1, dict.fromkeys(range(4), 1))
    ((), [0, 1, 1, 1], (0, 1))
    """

    def __init__(self, scheme: ReattemptScheme, jobs: int | None = None) -> None:
        self.jobs, self._n = jobs, scheme.workers
        self._tolerated, self._delay = scheme.tolerated, scheme.delay
        self._owing: dict[int, list[int]] = {}
        self._open: set[int] = set()
        self._now: list[int] = []

    def assign(self, t: int) -> Assignment:
        """The tasks of all workers in a round."""
        old = t - self._delay
        for job in [job for job in self._owing if job < old]:
            del self._owing[job]
        if self._begins(t):
            self._owing[t] = list(range(self._n))
            self._open.add(t)
        owe = self._owing.get(old, [])
        again = set(owe[: max(0, len(owe) - self._tolerated)])
        self._now = [old if w in again else t for w in range(self._n)]
        return tuple((MiniTask(job, "round"),) if self._begins(job) else () for job in self._now)

    def receive(self, t: int, arrived: Mapping[int, int]) -> tuple[int, ...]:
        """Note how many messages of each worker have arrived; the jobs that are now finished."""
        done = []
        for job in (t - self._delay, t):
            if job in self._owing:
                late = [w for w in self._owing[job] if self._now[w] != job or not arrived.get(w)]
                self._owing[job] = late
                if job in self._open and len(late) <= self._tolerated:
                    self._open.remove(job)
                    done.append(job)
        return tuple(done)

    def tolerates(self, t: int, silent: Collection[int]) -> bool:
        """Whether every job that has begun is finished in this round without these workers."""
        return self._open <= {t} and len(silent) <= self._tolerated

    def _begins(self, job: int) -> bool:
        return job >= 0 and (self.jobs is None or job < self.jobs)


class Multiplexed:
    """The schedule of a `multiplexed` scheme, round by round; see there for its rule.

    With a number of ``jobs`` no others begin. In every round `assign` comes first, then `receive`.

    >>> from designs.codes.sequential import multiplexed
    >>> play = Multiplexed(multiplexed(2, burst=1, window=2, distinct=1))
    >>> play.assign(0)[1], play.receive(0, {1: 1})
    ((MiniTask(job=0, part='plain', index=0),), ())
    """

    def __init__(self, scheme: MultiplexedScheme, jobs: int | None = None) -> None:
        self.jobs, self._scheme = jobs, scheme
        self._states: dict[int, _Job] = {}
        self._open: set[int] = set()
        self._now: Assignment = ()

    def assign(self, t: int) -> Assignment:
        """The tasks of all workers in a round: of the youngest job first."""
        first, n = t - self._scheme.delay, self._scheme.workers
        for job in [job for job in self._states if job < first]:
            del self._states[job]
        if self.jobs is None or t < self.jobs:
            self._states[t] = _Job(self._scheme, t)
            self._open.add(t)
        active = sorted(self._states.items(), reverse=True)
        self._now = tuple(
            sum((state.next_task(w, t - job) for job, state in active), ()) for w in range(n)
        )
        return self._now

    def receive(self, t: int, arrived: Mapping[int, int]) -> tuple[int, ...]:
        """Note how many messages of each worker have arrived; the jobs that are now finished."""
        del t
        for w, many in arrived.items():
            for task in self._now[w][:many]:
                self._states[task.job].receive(w, (task,))
        done = [j for j in sorted(self._states) if j in self._open and self._states[j].is_done()]
        self._open -= set(done)
        return tuple(done)

    def tolerates(self, t: int, silent: Collection[int]) -> bool:
        """Whether every job that has begun is finished in this round without these workers."""
        del t
        return not silent and not self._open


class _Job:
    """The state of one job of a multiplexed scheme: the answers that are still missing."""

    def __init__(self, scheme: MultiplexedScheme, job: int) -> None:
        n, self.job = scheme.workers, job
        self.mine, self.groups = scheme.chunks, scheme.groups
        self.owed = [list(range(self.mine)) for _ in range(n)]
        self.coded = [0] * self.groups
        self.enough = n - (scheme["coded"].load()[0] - 1) if self.groups else 0

    def next_task(self, worker: int, slot: int) -> tuple[MiniTask, ...]:
        """The task of a worker in the round ``job + slot``, if it has one."""
        if slot < self.mine:
            return (MiniTask(self.job, "plain", slot),)
        if self.owed[worker]:
            return (MiniTask(self.job, "plain", self.owed[worker][0]),)
        group = slot - self.mine
        return (MiniTask(self.job, "coded", group),) if group < self.groups else ()

    def receive(self, worker: int, tasks: Sequence[MiniTask]) -> None:
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
