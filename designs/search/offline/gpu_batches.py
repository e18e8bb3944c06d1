"""Batches of jobs for ``anneal.cu``, and the choice of the next batch from the results."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil, inf
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from designs.incidence.parameters import Parameters
from designs.search.offline.gpu_plans import Board, Ints

_MOST_THREADS = 256  # of a job
_MOST_JOBS, CHAINS = 6000, 70_000  # of a launch, and about so many chains run at once
_FIRST_WORK, _GROWTH = 1 << 17, 4  # of one chain: steps times (k + 2)
_FIELD, _HOPELESS = 128, 100.0
_JOB = np.dtype(
    [(name, np.int32) for name in ["image", "words", "slots", "members", "pairs", "counts"]]
    + [(name, np.int32) for name in ["orbits", "v", "k", "rows", "steps", "target", "answer"]]
    + [("seed", np.uint32), ("scale", np.float32), ("unused", np.int32)]
)


@dataclass
class Target:
    """A design to look for, and its tournament of plans."""

    parameters: Parameters
    weight: float
    boards: list[Board] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=dict)
    alive: list[int] = field(default_factory=list)
    turn: int = -1
    work: int = 0
    spent: float = 0.0
    busy: bool = False
    done: bool = False

    def tasks(self, most: float) -> list[tuple[int, int]]:
        """Numbers of boards, with the work of one chain: the next round of the tournament."""
        if not self.alive:
            self.turn += 1
            self.work = _FIRST_WORK * _GROWTH**self.turn
            self.alive = self._field()
            self.done |= not self.alive
        copies = ceil(self.work / most)
        return [(i, self.work // copies) for i in self.alive for _ in range(copies)]

    def _field(self) -> list[int]:
        fresh = [i for i in range(len(self.boards)) if i not in self.scores]
        return (self._hopeful(list(self.scores))[: _FIELD // 2] + fresh)[:_FIELD]

    def _hopeful(self, numbers: list[int]) -> list[int]:
        hopeful = [i for i in numbers if self.scores[i] < _HOPELESS]
        return sorted(hopeful, key=self.scores.__getitem__)

    def absorb(self, scores: dict[int, float]) -> None:
        """Those that came nearer to a design go on with twice the work, but no hopeless ones."""
        self.scores |= scores
        self.alive = self._hopeful(self.alive)[: len(self.alive) // 2]
        self.work *= 2


class Task(NamedTuple):
    """One job: a board of a target, both by number, and the work of one chain."""

    owner: int
    number: int
    work: int
    board: Board

    @property
    def steps(self) -> int:
        """Steps of one chain."""
        return self.work // (self.board.parameters.k + 2)


class Batch:
    """Jobs that run at once, in groups of the same shape, and the memory they read."""

    def __init__(self, targets: list[Target], tasks: list[Task], random: Random) -> None:
        self.targets, self.answers = targets, 0
        self.tasks = sorted(tasks, key=lambda task: (task.board.shape[:2], -task.work))
        self.groups, self.jobs = _groups(self.tasks), np.zeros(len(tasks), _JOB)
        threads = [task.board.shape.threads for task in self.tasks]
        self.chains = sum(threads)
        self.work = sum(n * task.work for n, task in zip(threads, self.tasks, strict=True))
        self.steps = sum(n * task.steps for n, task in zip(threads, self.tasks, strict=True))
        parts = [np.zeros(0, np.int32)]
        place = 0
        for number, task in enumerate(self.tasks):
            parts += self._fill(number, task, place, random)
            place += int(self.jobs["words"][number])
        self.blob = np.concatenate(parts)

    def _fill(self, number: int, task: Task, place: int, random: Random) -> list[Ints]:
        """Write one job; the parts of its image, with zeros up to whole 16 bytes."""
        board, v, k = task.board, task.board.parameters.v, task.board.parameters.k
        parts = board.sections(random)
        parts.append(np.zeros(-sum(map(len, parts)) % 4, np.int32))
        *ends, _, words = np.cumsum([len(part) for part in parts]).tolist()
        offsets = (place, words, ends[0] // 4, *ends)
        plan = (len(board.counts) - 1, v, k, len(board.rows))
        results = (task.steps, task.owner, self.answers)
        self.jobs[number] = (*offsets, *plan, *results, random.getrandbits(32), board.scale, 0)
        self.answers += len(board.rows) * k
        return parts


def _groups(tasks: list[Task]) -> Ints:
    """Threads, first job, number of jobs and most bytes, for jobs that stand together."""
    groups: list[tuple[int, int, int, int]] = []
    first = 0
    for (threads, _), group in groupby(tasks, lambda task: task.board.shape[:2]):
        sizes = [task.board.shape.size for task in group]
        groups.append((threads, first, len(sizes), -(-max(sizes) // 16) * 16))
        first += len(sizes)
    return np.array(groups, dtype=np.int32).reshape(-1, 4)


def next_batch(targets: list[Target], most_work: float, random: Random) -> Batch:
    """The next rounds of the targets that had least of their share, up to so much work."""
    chosen: list[Target] = []
    tasks: list[Task] = []
    total = 0
    ready = [t for t in targets if t.boards and not t.busy and not t.done]
    for target in sorted(ready, key=lambda t: t.spent / t.weight):
        if total > most_work or len(tasks) > _MOST_JOBS:
            break
        boards, owner = target.boards, len(chosen)
        fresh = [Task(owner, i, work, boards[i]) for i, work in target.tasks(most_work / CHAINS)]
        work = sum(task.work * task.board.shape.threads for task in fresh)
        target.spent, target.busy, total = target.spent + work, True, total + work
        chosen.append(target)
        tasks += fresh
    return Batch(chosen, tasks, random)


class Result(NamedTuple):
    """The result of a batch, and its time in seconds."""

    solved: Ints  # of a target: 1 + the number of the job that solved it, or 0
    costs: NDArray[np.float32]  # the last costs of the chains of a job
    answers: NDArray[np.uint16]
    seconds: float

    def rows(self, batch: Batch, number: int) -> list[list[int]]:
        """The base blocks that the job of this number found."""
        job, board = batch.jobs[number], batch.tasks[number].board
        first, k = int(job["answer"]), board.parameters.k
        points = self.answers[first : first + len(board.rows) * k]
        return [list(map(int, row)) for row in points.reshape(-1, k)]

    def scores(self, batch: Batch) -> list[dict[int, float]]:
        """The scores of the boards of every target: the best of the jobs of one board."""
        scores: list[dict[int, float]] = [{} for _ in batch.targets]
        for task, score in zip(batch.tasks, self._scores(), strict=True):
            own = scores[task.owner]
            own[task.number] = min(score, own.get(task.number, score))
        return scores

    def _scores(self) -> list[float]:
        """By how many deviations costs miss zero; infinity if most chains end at the least."""
        costs = self.costs
        least, mean = np.nanmin(costs, axis=1), np.nanmean(costs, axis=1)
        at_least = (costs <= least[:, None] * 1.0001).sum(axis=1)
        exhausted = 2 * at_least > np.isfinite(costs).sum(axis=1)
        scores = (least + mean) / (np.nanstd(costs, axis=1) + 0.1)
        return [float(score) for score in np.where(exhausted & (least > 0), inf, scores)]


class Engine:
    """The compiled ``anneal.cu``, and about how much work it does in a second."""

    def __init__(self, compiler: str) -> None:
        emulated = Path(compiler).name.startswith("g++")
        given = "-O3 -arch=sm_90 -Xcompiler -fPIC"
        if emulated:
            given = "-x c++ -O2 -fPIC -fno-strict-aliasing"
        command = [shutil.which(compiler) or compiler, "-std=c++17", "-shared", *given.split()]
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "anneal.so"
            source = Path(__file__).with_name("anneal.cu")
            subprocess.run([*command, "-o", str(library), str(source)], check=True)
            self._library = ctypes.CDLL(str(library))
        self.rate = 2e8 if emulated else 2e10

    def run(self, batch: Batch, seconds: float) -> Result:
        """Run all chains, for at most so many seconds."""
        began = time.monotonic()
        solved = np.zeros(len(batch.targets), np.int32)
        costs = np.full((len(batch.jobs), _MOST_THREADS), np.nan, np.float32)
        answers = np.zeros(batch.answers, np.uint16)
        code = self._library.anneal_all(
            *(_at(batch.groups), len(batch.groups), _at(batch.jobs), len(batch.jobs)),
            *(_at(batch.blob), ctypes.c_long(len(batch.blob)), _at(solved), len(solved)),
            *(_at(costs), _at(answers), ctypes.c_long(len(answers))),
            ctypes.c_uint64(int(seconds * 1e9)),
        )
        if code:
            raise RuntimeError(f"the GPU failed with code {code}")
        return Result(solved, costs, answers, time.monotonic() - began)

    def learn(self, batch: Batch, seconds: float) -> None:
        """Correct the rate after a launch that kept the whole GPU busy."""
        if batch.chains > 0.7 * CHAINS:
            self.rate = min(max(batch.work / seconds, self.rate / 2), 2 * self.rate)


def _at(array: NDArray[np.generic]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
