"""The branch and bound shared out: threads, MPI ranks, and how far the items would scale.

Run as ``python tests/benchmarks/parallel.py [code:s ...]``. For every instance the search is run in
one piece, and shared out to one thread and to two; then its items are recorded one after another
and scheduled greedily on more workers than there are here: at any time the open node of greatest
bound goes to the first worker that is free, and every item costs a millisecond more to send. Given
are the speed-up over the search in one piece, and the efficiency, for 2 to 256 workers.
``--ranks 1 2 4`` runs each instance over ``mpi4py.futures``, too, with so many ranks that search
and one that hands out (``pip install 'kirkman[mpi]'``).

Seconds are processor time of all threads, wall clock is given beside it. Attack and set-up are left
out: they are the same. Seconds of ranks are those of the items. Codes are those of
tests/benchmarks/worst_case.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from heapq import heappop, heappush
from pathlib import Path
from typing import Any, NamedTuple

from searched_codes import code_of

from adversary.cluster.mpi.launch import command
from adversary.worst_case.tree.items import Item, ItemResult
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.parallel import ParallelSearch
from adversary.worst_case.tree.pool import places
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch

DEFAULT = ["kron:7:7:8", "reg:40:5:20", "cyc:60:6:30", "bgc:60:6:18", "reg:60:6:10"]
WORKERS = (2, 8, 32, 128)
SENDING, PATIENCE = 0.001, 600.0


class Cost(NamedTuple):
    """What an item costs: the item that left it open (-1: the first part), seconds, its bound."""

    parent: int
    seconds: float
    bound: float


class Recorder(Executor):
    """An executor that works at once and notes what every item costs."""

    def __init__(self) -> None:
        self.costs: list[Cost] = []
        self._results: list[ItemResult] = []  # kept, so that the identities below stay unique
        self._parents: dict[int, int] = {}

    def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
        item: Item = args[1]
        result: ItemResult = work(*args)
        parent = self._parents.get(id(item.node), -1)
        for place in places(result.parts, 0, result.incumbent):
            self._parents[id(place.node)] = len(self.costs)
        self.costs.append(Cost(parent, result.seconds, item.node.bound))
        self._results.append(result)
        future: Future[Any] = Future()
        future.set_result(result)
        return future


def scheduled(first: float, costs: list[Cost], workers: int) -> float:
    """Seconds on so many workers, after the first part."""
    children: dict[int, list[int]] = defaultdict(list)
    for i, cost in enumerate(costs):
        children[cost.parent].append(i)
    ready: list[tuple[float, int]] = []
    running: list[tuple[float, int]] = []
    now, done = first, -1
    while True:
        for i in children[done]:
            heappush(ready, (-costs[i].bound, i))
        while ready and len(running) < workers:
            i = heappop(ready)[1]
            heappush(running, (now + costs[i].seconds + SENDING, i))
        if not running:
            return now
        now, done = heappop(running)


def critical(costs: list[Cost]) -> float:
    """The longest chain of items, each left open by the one before."""
    ends = [0.0] * (len(costs) + 1)  # the last is that of the first part
    for i, cost in enumerate(costs):
        ends[i] = ends[cost.parent] + cost.seconds
    return max(ends)


def prepared(name: str, s: int, executor: Executor | None, workers: int) -> TreeSearch:
    code = code_of(name)
    options: dict[str, Any] = {"symmetries": worker_symmetries(code)}
    if executor is None:
        search = TreeSearch(code, s, tuple(range(s)), Matrices(code), **options)
    else:
        options |= {"executor": executor, "workers": workers}
        search = ParallelSearch(code, s, tuple(range(s)), Matrices(code), **options)
    search.attack([()])
    return search


def timed(search: TreeSearch) -> tuple[float, float]:
    """Processor and wall seconds of the search alone."""
    begin, spent = time.monotonic(), time.process_time()
    search.run(None, None)
    assert search.lower == search.upper
    return time.process_time() - spent, time.monotonic() - begin


def threads(name: str, s: int) -> float:
    """Print a line for one piece, one thread and two; processor seconds of one piece."""
    alone = prepared(name, s, None, 1)
    seconds, wall = timed(alone)
    print(f"{name}, s = {s}: e(s) = {float(alone.lower):.5f}; load {os.getloadavg()[0]:.1f}")
    print(f"{'':>11} {'nodes':>10} {'seconds':>8} {'wall':>7}")
    print(f"{'one piece':>11} {alone.nodes:10,} {seconds:8.3f} {wall:7.3f}")
    for count in (1, 2):
        with ThreadPoolExecutor(count) as executor:
            search = prepared(name, s, executor, count)
            spent, wall = timed(search)
        assert search.upper == alone.upper
        words = f"{search.nodes:10,} {spent:8.3f} {wall:7.3f}"
        print(f"{f'{count} threads':>11} {words}  nodes {search.nodes / alone.nodes:.3f} times")
    return seconds


def simulated(name: str, s: int, alone: float) -> None:
    """Print speed-ups on more workers than there are."""
    for count in WORKERS:
        recorder = Recorder()
        spent, _ = timed(prepared(name, s, recorder, count))
        costs = recorder.costs
        inside = sum(cost.seconds for cost in costs)
        seconds = scheduled(spent - inside, costs, count)
        chain = f"{spent - inside:.3f} s outside, longest chain {critical(costs):.3f} s"
        words = f"{alone / seconds:6.2f} times as fast, {alone / seconds / count:4.0%}"
        print(f"  {count:4} workers: {words}; {len(costs)} items of {inside:.3f} s, {chain}")


def over_mpi(name: str, s: int, ranks: int) -> None:
    """Print a line for so many ranks that search, and one that hands out."""
    script = str(Path(__file__).with_name("parallel_ranks.py"))
    words = [sys.executable, "-m", "mpi4py.futures", script, str(ranks), name, str(s)]
    one = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    told = [*command(ranks + 1), *words]
    done = subprocess.run(told, env=one, capture_output=True, check=True, timeout=PATIENCE)
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"{f'{ranks} ranks':>11} {found['nodes']:10,} {found['items']:8.3f} {found['wall']:7.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("instances", nargs="*", default=DEFAULT, metavar="code:s")
    parser.add_argument("--ranks", nargs="+", type=int, default=[])
    chosen = parser.parse_args()
    for executor in (None, Recorder()):  # load and compile
        timed(prepared("reg:24:5", 12, executor, 1))
    for instance in chosen.instances:
        name, _, s = instance.rpartition(":")
        alone = threads(name, int(s))
        for ranks in chosen.ranks:
            over_mpi(name, int(s), ranks)
        simulated(name, int(s), alone)


if __name__ == "__main__":
    main()
