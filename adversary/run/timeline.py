"""When rounds would end if nothing but the injected delays took time: a discrete-event model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adversary.cluster.engine import POLICIES, Policy, Rule
from designs.errors import require

Table = Sequence[Sequence[float]] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """A predicted round: when it starts, how long it takes, and the answers at its end.

    ``arrivals`` are seconds from the start to the last level of a worker, as in `Collected`;
    ``levels`` counts the levels of every worker that has completed any.

    >>> Expected(0.0, 1.5, {0: 1.5}, {0: 1}).end
    1.5
    """

    start: float
    seconds: float
    arrivals: dict[int, float]
    levels: dict[int, int]

    @property
    def end(self) -> float:
        """When the next round starts."""
        return self.start + self.seconds


@dataclass(slots=True)
class _Worker:
    """When a worker has finished, or will, what it has begun; and when it begins this round."""

    free: float = 0
    begin: float = 0


def timeline(
    delays: Table,
    policy: Policy,
    enough: int | Rule,
    *,
    tasks: Sequence[int] = (1,),
    deadline: float | None = None,
) -> tuple[Expected, ...]:
    """The rounds of a run in which only the injected delays take time.

    ``delays[t][w]`` is the delay of worker w in round t + 1; it completes level l after
    ``tasks[l]`` of them. A round ends with the answer that makes ``enough`` workers complete, or
    the rule content; else at the last answer or the deadline. The next one starts at once. A worker
    that was late then has been idle, or

    * ``in-order``: begins round t when it has finished round t - 1, and it finishes all rounds;
    * ``newest``: begins the round that is under way when it has finished what it was doing;
    * ``abandon``: begins every round at its start.

    With integers or fractions as delays the times are exact. What happens at the same time happens
    in the order of the workers; a worker that is free just when a round ends skips it.

    Raises:
        BadInput: an unknown policy, delays that are no table of numbers of at least 0, or tasks
            that do not ascend from at least 0.

    Complexity: O(R n L log(n L)) and R n L calls of the rule, for L levels.
    Source: derived here from the promises of docs/harness.md; the tests compare with a simulation
    tick by tick.

    >>> delays = [[1, 4], [1, 4], [9, 1]]
    >>> [[r.seconds for r in timeline(delays, policy, 1)] for policy in POLICIES]
    [[1, 1, 7], [1, 1, 3], [1, 1, 1]]
    """
    table = _rows(delays)
    known = ", ".join(POLICIES)
    require(policy in POLICIES, f"the policy must be one of {known}, got {policy!r}")
    fits = bool(tasks) and tasks[0] >= 0 and list(tasks) == sorted(tasks)
    require(fits, f"tasks must ascend from at least 0, got {list(tasks)}")
    workers = [_Worker() for _ in table[0]]
    rounds: list[Expected] = []
    for row in table:
        start = rounds[-1].end if rounds else 0
        for worker in workers:
            worker.begin = start if policy == "abandon" else max(start, worker.free)
        rounds.append(_round(start, row, workers, enough, tasks, deadline))
        for worker, delay in zip(workers, row, strict=True):
            begins = policy == "in-order" or worker.free <= start or worker.begin < rounds[-1].end
            if begins:
                worker.free = worker.begin + tasks[-1] * delay
    return tuple(rounds)


def _round(
    start: float,
    row: Sequence[float],
    workers: Sequence[_Worker],
    enough: int | Rule,
    tasks: Sequence[int],
    deadline: float | None,
) -> Expected:
    """One round: the answers in the order of their times, until they suffice."""
    events = sorted(
        (worker.begin + many * row[w] - start, w, level)
        for w, worker in enumerate(workers)
        for level, many in enumerate(tasks, start=1)
    )
    levels: dict[int, int] = {}
    arrivals: dict[int, float] = {}
    seconds: float = 0
    for at, w, level in events:
        if _content(enough, levels, len(arrivals)):
            break
        if deadline is not None and at > deadline:
            seconds = deadline
            break
        levels[w], seconds = level, at
        if level == len(tasks):
            arrivals[w] = at
    return Expected(start, seconds, arrivals, levels)


def _content(enough: int | Rule, levels: dict[int, int], complete: int) -> bool:
    return enough(levels) if callable(enough) else complete >= enough


def _rows(delays: Table) -> list[list[Any]]:
    """The table as lists of Python numbers, checked."""
    rows = [list(row) for row in (delays.tolist() if isinstance(delays, np.ndarray) else delays)]
    fits = bool(rows) and bool(rows[0]) and all(len(row) == len(rows[0]) for row in rows)
    require(fits, "delays must be a table with a row for every round, a column for every worker")
    require(all(x >= 0 for row in rows for x in row), "delays must be at least 0 seconds")
    return rows
