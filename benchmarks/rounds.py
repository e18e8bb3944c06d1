"""One coded round on the local engine against sending the vectors through pipes, in the same run.

Run as ``python benchmarks/rounds.py``. Every worker returns a vector of so many doubles, the server
takes the first n - s. The peer is the obvious server: multiprocessing pipes that carry the vectors.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from multiprocessing.connection import Connection, wait

import numpy as np

from adversary.cluster.processes import Processes
from adversary.training import Task
from designs import uncoded

CASES = [(7, 2), (13, 3), (31, 6)]
SIZES = [1_000, 100_000, 1_000_000]


def echo(parameters: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """A gradient that costs as little as possible."""
    return parameters * scale[0]


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
    vector, spent = np.ones(size), []
    with Processes(uncoded(n), task) as engine:
        for _ in range(rounds):
            begin = time.perf_counter()
            engine.broadcast(vector)
            total = sum(engine.collect(n - s, 60.0).answers.values())
            spent.append(time.perf_counter() - begin)
            assert total[0] == n - s
    return statistics.median(spent) * 1e3


def pipes(n: int, s: int, size: int, rounds: int) -> float:
    """Median milliseconds a round through pipes; reads all answers, or it would deadlock."""
    context = multiprocessing.get_context("spawn")
    ends = [context.Pipe() for _ in range(n)]
    workers = [context.Process(target=pipe_worker, args=(b, 1.0)) for _, b in ends]
    for worker in workers:
        worker.start()
    vector, spent = np.ones(size), []
    for _ in range(rounds):
        begin = time.perf_counter()
        for a, _ in ends:
            a.send(vector)
        waiting, total = [a for a, _ in ends], 0.0
        while len(waiting) > s:
            for a in wait(waiting):
                total = total + a.recv()
                waiting.remove(a)
        spent.append(time.perf_counter() - begin)
        for a in waiting:
            a.recv()
    for a, _ in ends:
        a.send(None)
    for worker in workers:
        worker.join()
    return statistics.median(spent) * 1e3


def main() -> None:
    print(f"{'n':>4} {'s':>3} {'doubles':>9} {'ours':>10} {'pipes':>10} {'ratio':>7}")
    for n, s in CASES:
        for size in SIZES:
            rounds = 200 if size < 10**5 else 30 if size < 10**6 else 8
            mine, theirs = ours(n, s, size, rounds), pipes(n, s, size, rounds)
            print(f"{n:4} {s:3} {size:9,} {mine:8.2f}ms {theirs:8.2f}ms {theirs / mine:6.1f}x")


if __name__ == "__main__":
    main()
