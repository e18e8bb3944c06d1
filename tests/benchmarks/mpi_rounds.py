"""The ranks of the MPI columns of tests/benchmarks/rounds.py; started by it under mpiexec.

``plain S SIZE ROUNDS ...`` is the obvious mpi4py program: every worker receives the parameters in a
blocking call and sends its vector, the server takes the first n - s with ``Waitsome`` and receives
the others before the next round, which is part of the round. ``ours S SIZE ROUNDS ...`` is the
engine mpi, an MPI job for each size. Both print the median milliseconds a round as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from adversary.cluster.mpi.engine import Mpi
from adversary.cluster.vectors import combination
from adversary.tasks.task import Task
from designs import uncoded


def echo(parameters: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return parameters * scale[0]


def ours(workers: int, s: int, size: int, rounds: int) -> float:
    """Median milliseconds a round on the engine mpi."""
    parts = [(np.ones(1),)] * workers
    task = Task("echo", "mpi_rounds:echo", parts, size, workers, 1.0, lambda _: (0.0, 0.0))
    vector, weights, moments = np.ones(size), np.ones(workers - s), []
    with Mpi(uncoded(workers), task) as engine:
        for _ in range(rounds + 1):
            moments.append(time.perf_counter())
            engine.broadcast(vector)
            total = combination(weights, list(engine.collect(workers - s, 60.0).answers.values()))
            assert total[0] == workers - s
    return median_gap(moments)


def median_gap(moments: list[float]) -> float:
    """Median milliseconds between moments."""
    return float(np.median(np.diff(moments))) * 1e3


def plain_worker(comm: Any, rounds: int, size: int) -> None:
    buffer = np.empty(size)
    for _ in range(rounds + 1):
        comm.Recv(buffer, source=0)
        comm.Send(buffer * 1.0, dest=0)


def plain_server(comm: Any, s: int, rounds: int, size: int) -> float:
    from mpi4py import MPI

    workers = comm.Get_size() - 1
    vector, slots, moments = np.ones(size), np.empty((workers, size)), []
    for _ in range(rounds + 1):
        moments.append(time.perf_counter())
        answers = [comm.Irecv(slots[w], source=w + 1) for w in range(workers)]
        sends = [comm.Isend(vector, dest=w + 1) for w in range(workers)]
        total, count = np.zeros(size), 0
        while count < workers - s:
            for w in MPI.Request.Waitsome(answers):
                if count < workers - s:
                    total += slots[w]
                    count += 1
        MPI.Request.Waitall([*answers, *sends])
        assert total[0] == workers - s
    return median_gap(moments)


def plain(s: int, cases: list[tuple[int, int]]) -> list[float]:
    """Median milliseconds a round of the obvious program, for every (size, rounds)."""
    from mpi4py import MPI

    comm, medians = MPI.COMM_WORLD, []
    for size, rounds in cases:
        comm.Barrier()
        if comm.Get_rank():
            plain_worker(comm, rounds, size)
        else:
            medians.append(plain_server(comm, s, rounds, size))
    return medians


def main(kind: str, s: int, *rest: int) -> None:
    cases = list(zip(rest[::2], rest[1::2], strict=True))
    if kind == "plain":
        from mpi4py import MPI

        medians = plain(s, cases)
        if MPI.COMM_WORLD.Get_rank():
            return
    else:
        from adversary.cluster.mpi import server

        workers = len(server().links)
        medians = [ours(workers, s, *cases[0])]
    print(json.dumps(medians))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
