"""The ranks of tests/benchmarks/parallel.py: ``mpiexec ... -m mpi4py.futures`` with this script.

Its words are how many ranks search, the code, and s. The first rank prints the nodes, the processor
seconds of all items, and the wall clock of the search. The ranks load their kernels before it.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import Executor, Future
from typing import Any

from mpi4py.futures import MPIPoolExecutor
from parallel import prepared, timed


class Watched(Executor):
    """An executor that adds up the processor seconds of the items."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self.seconds = executor, 0.0

    def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(work, *args)
        future.add_done_callback(self._add)
        return future

    def _add(self, future: Future[Any]) -> None:
        self.seconds += future.result().seconds


def loaded(name: str, s: int) -> None:
    """Load or compile the kernels, and take long enough that other ranks get their turn."""
    prepared(name, s, None, 1).run(time.monotonic() + 0.2, None)


def main(ranks: int, name: str, s: int) -> None:
    with MPIPoolExecutor(ranks) as executor:
        for future in [executor.submit(loaded, name, s) for _ in range(4 * ranks)]:
            future.result()
        watched = Watched(executor)
        search = prepared(name, s, watched, ranks)
        _, wall = timed(search)
    print(json.dumps({"nodes": search.nodes, "items": watched.seconds, "wall": wall}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
