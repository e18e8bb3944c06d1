"""One coded round on our engines against the obvious programs, in the same run.

Run as ``python tests/benchmarks/rounds.py``. Every worker returns a vector of so many doubles, the
server adds the first n - s. The peers: multiprocessing pipes that carry the vectors, and, where
mpi4py is installed, its point-to-point calls (tests/benchmarks/mpi_rounds.py), beside our engine
over MPI. A round lasts from one broadcast to the next: a late answer that has to be received, or
work on it that goes on, is part of it.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection, wait
from pathlib import Path

import numpy as np

from adversary.cluster.mpi.launch import command
from adversary.cluster.processes import Processes
from adversary.cluster.vectors import combination
from adversary.tasks.task import Task
from designs import uncoded

CASES = [(7, 2), (13, 3), (31, 6)]
SIZES = [1_000, 100_000, 1_000_000]


def echo(parameters: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """A gradient that costs as little as possible."""
    return parameters * scale[0]


def median_gap(moments: list[float]) -> float:
    """Median milliseconds between moments."""
    return float(np.median(np.diff(moments))) * 1e3


def pipe_worker(pipe: Connection, scale: float) -> None:
    """The peer's worker."""
    while (parameters := pipe.recv()) is not None:
        pipe.send(parameters * scale)


def ours(n: int, s: int, size: int, rounds: int) -> float:
    """Median milliseconds a round on our engine."""
    parts = [(np.ones(1),)] * n
    task = Task(
        "echo",
        f"{__spec__.name if __spec__ else 'rounds'}:echo",
        parts,
        size,
        n,
        1.0,
        lambda _: (0.0, 0.0),
    )
    vector, weights, moments = np.ones(size), np.ones(n - s), []
    with Processes(uncoded(n), task) as engine:
        for _ in range(rounds + 1):
            moments.append(time.perf_counter())
            engine.broadcast(vector)
            answers = engine.collect(n - s, 60.0, borrow=True).answers
            total = combination(weights, list(answers.values()))
            assert total[0] == n - s
    return median_gap(moments)


def pipes(n: int, s: int, size: int, rounds: int) -> float:
    """Median milliseconds a round through pipes; reads all answers, or it would deadlock."""
    context = multiprocessing.get_context("spawn")
    ends = [context.Pipe() for _ in range(n)]
    workers = [context.Process(target=pipe_worker, args=(b, 1.0)) for _, b in ends]
    for worker in workers:
        worker.start()
    vector, moments = np.ones(size), []
    for _ in range(rounds + 1):
        moments.append(time.perf_counter())
        for a, _ in ends:
            a.send(vector)
        waiting, total = [a for a, _ in ends], np.zeros(size)
        while len(waiting) > s:
            for a in wait(waiting):
                total += a.recv()
                waiting.remove(a)
        for a in waiting:
            a.recv()
    for a, _ in ends:
        a.send(None)
    for worker in workers:
        worker.join()
    return median_gap(moments)


def over_mpi(kind: str, n: int, s: int, cases: list[tuple[int, int]]) -> list[float]:
    """Median milliseconds a round over MPI, for every (size, rounds), in one job."""
    words = [str(x) for x in (kind, s, *(x for case in cases for x in case))]
    script = str(Path(__file__).with_name("mpi_rounds.py"))
    one = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    told = [*command(n + 1), sys.executable, script, *words]
    done = subprocess.run(told, capture_output=True, check=True, env=one, timeout=240)
    return [float(x) for x in json.loads(done.stdout)]


def rounds_of(size: int) -> int:
    return 300 if size < 10**5 else 100 if size < 10**6 else 16


def main() -> None:
    mpi = importlib.util.find_spec("mpi4py") is not None
    names = ["processes", "pipes", *(["mpi4py", "mpi"] if mpi else [])]
    print(f"{'n':>4} {'s':>3} {'doubles':>9}", *(f"{name:>12}" for name in names), " best peer")
    for n, s in CASES:
        cases = [(size, rounds_of(size)) for size in SIZES]
        plain = over_mpi("plain", n, s, cases) if mpi else []
        for i, (size, rounds) in enumerate(cases):
            row = [ours(n, s, size, rounds), pipes(n, s, size, rounds)]
            if mpi:
                row += [plain[i], *over_mpi("ours", n, s, [(size, rounds)])]
            ratio = min(row[1:3]) / row[0]
            print(f"{n:4} {s:3} {size:9,}", *(f"{x:10.2f}ms" for x in row), f"{ratio:9.1f}x")


if __name__ == "__main__":
    main()
