"""Find many designs with prescribed groups at once, on a GPU; append table lines to a file.

Run as ``python designs/search/offline/find_on_gpu.py --targets FILE --out FILE``. A line of the
targets reads ``v k lambda [weight]``: time on the GPU is shared in proportion to the weights, 1
unless given, and weight 0 marks a design that is known, so that its multiples need no search.
Processes prepare plans, as `designs.search.prescribed` does for one CPU, and the checker confirms
every find there; the chains of simulated annealing are those of ``anneal.cu``, compiled for a GPU
of compute capability 9.0 when the program starts. Without a GPU, ``--compiler g++`` runs the same
chains one after the other and recounts the cost of each. The lines are those of
prescribed_groups.txt.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np

from designs.incidence.parameters import Parameters
from designs.search.offline.gpu_batches import Batch, Engine, Result, Target, next_batch
from designs.search.offline.gpu_plans import Board, prepare

LAUNCH, MARGIN = 4.0, 10.0  # seconds of a first launch, and of the end, to confirm last finds
MOST_FAILURES = 5
Flying = tuple[Batch, Future[Result]]


class Goals:
    """The designs to look for, and the values of lambda known for v and k."""

    def __init__(self, path: Path) -> None:
        self.targets: list[Target] = []
        self.known: dict[tuple[int, int], set[int]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            v, k, lam, *rest = line.split()
            p, weight = Parameters(int(v), int(k), int(lam)), float(rest[0]) if rest else 1.0
            if weight:
                self.targets.append(Target(p, weight))
            else:
                self.known.setdefault((p.v, p.k), set()).add(p.lam)

    def met(self, p: Parameters) -> None:
        """One is found: it and sums of known designs need no search."""
        known = self.known.setdefault((p.v, p.k), set())
        known.add(p.lam)
        for target in self.targets:
            q = target.parameters
            target.done |= (q.v, q.k) == (p.v, p.k) and _is_sum(q.lam, known)


def _is_sum(total: int, parts: set[int]) -> bool:
    reached = {0}
    for _ in range(total):
        reached |= {a + b for a in reached for b in parts if a + b <= total}
    return total in reached


class Hunt:
    """Everything that goes on at once: preparing, annealing, confirming, writing."""

    def __init__(self, given: Namespace) -> None:
        self.began, self.given, self.random = time.monotonic(), given, Random(given.seed)
        self.deadline = self.began + given.seconds - MARGIN
        self.goals, self.found, self.failures = Goals(given.targets), 0, 0
        context = get_context("fork")  # all processes start before the GPU is touched
        self.preparing = ProcessPoolExecutor(max(1, given.workers - 2), context)
        self.checking, self.launcher = ProcessPoolExecutor(2, context), ThreadPoolExecutor(1)
        self.checking.submit(str)
        self.checks: dict[Future[str], Target] = {}
        self.plans: dict[Future[list[Board]], Target] = {}
        for target in self.goals.targets:
            self.plans[self.preparing.submit(prepare, target.parameters, given.seed)] = target

    def say(self, text: str) -> None:
        """Print with the time."""
        print(f"{time.monotonic() - self.began:6.1f} {text}", flush=True)

    def run(self) -> None:
        """Go on until the time is over or nothing is left; nothing stays behind."""
        try:
            self._hunt(Engine(self.given.compiler))
        finally:
            for pool in (self.launcher, self.preparing, self.checking):
                pool.shutdown(cancel_futures=True)
        self.say(f"end: found {self.found}")

    def _hunt(self, engine: Engine) -> None:
        flying: Flying | None = None
        while time.monotonic() < self.deadline and self.failures < MOST_FAILURES:
            self._collect()
            batch, seconds = self._next(engine)  # while the one before runs
            if flying is not None:
                self._land(engine, *flying)
            if flying is None and not batch.tasks and self._is_over():
                break
            flying = self._launch(engine, batch, seconds)
        if flying is not None:
            self._land(engine, *flying)
        while self.checks and time.monotonic() < self.deadline + MARGIN:
            time.sleep(0.1)
            self._collect()

    def _next(self, engine: Engine) -> tuple[Batch, float]:
        """The next batch to launch, and for how many seconds at most."""
        launch = LAUNCH * (1 + (time.monotonic() - self.began) / 200)
        return next_batch(self.goals.targets, engine.rate * launch, self.random), 3 * launch

    def _launch(self, engine: Engine, batch: Batch, seconds: float) -> Flying | None:
        if not batch.tasks:
            time.sleep(0.2)
            return None
        left = max(self.deadline - time.monotonic(), 0.1)
        return batch, self.launcher.submit(engine.run, batch, min(seconds, left))

    def _is_over(self) -> bool:
        idle = all(t.done or not t.boards for t in self.goals.targets)
        return idle and not self.plans and not self.checks

    def _land(self, engine: Engine, batch: Batch, flying: Future[Result]) -> None:
        for target in batch.targets:
            target.busy = False
        try:
            result = flying.result()
        except RuntimeError as error:
            self.failures += 1
            self.say(f"  FAILED LAUNCH {error}")
            return
        for target, number in zip(batch.targets, result.solved.tolist(), strict=True):
            if number:
                self._check(batch, result, target, number - 1)
        self._score(batch, result)
        engine.learn(batch, result.seconds)
        self._report(batch, result)

    def _check(self, batch: Batch, result: Result, target: Target, number: int) -> None:
        board, rows = batch.tasks[number].board, result.rows(batch, number)
        target.done = True
        self.checks[self.checking.submit(board.confirmed, rows)] = target

    def _score(self, batch: Batch, result: Result) -> None:
        scores = result.scores(batch)
        for target, own, solved in zip(batch.targets, scores, result.solved, strict=True):
            if own and not solved:
                target.absorb(own)
                if target.turn and len(target.alive) <= 1:
                    best = f"best score {min(own.values()):.2f}"
                    self.say(f"  {target.parameters} turn {target.turn} ends, {best}")

    def _report(self, batch: Batch, result: Result) -> None:
        live = sum(not t.done for t in self.goals.targets)
        self.say(
            f"{len(batch.jobs)} jobs of {len(batch.targets)} targets in {result.seconds:.1f} s, "
            f"{batch.steps / result.seconds:.3g} steps/s, solved {np.count_nonzero(result.solved)};"
            f" {live} targets left, {len(self.plans)} to prepare"
        )

    def _collect(self) -> None:
        """Take the plans and the confirmed designs that are ready; a failure is only printed."""
        for future in [f for f in self.plans if f.done()]:
            target, fault = self.plans.pop(future), future.exception()
            target.boards = future.result() if fault is None else []
            target.done |= not target.boards
            self.say(f"  {target.parameters}: {len(target.boards)} plans {fault or ''}")
        for check in [f for f in self.checks if f.done()]:
            target, fault = self.checks.pop(check), check.exception()
            if fault is None:
                self._write(target.parameters, check.result())
            else:
                self.say(f"  NOT CONFIRMED {target.parameters}: {fault!r}")

    def _write(self, p: Parameters, line: str) -> None:
        with self.given.out.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        self.found += 1
        self.say(f"  FOUND {p}, {self.found} so far")
        self.goals.met(p)
        for future in [f for f, t in self.plans.items() if t.done and f.cancel()]:
            del self.plans[future]


def options() -> Namespace:
    """The arguments of the command line."""
    parser = ArgumentParser(description="Find designs with prescribed groups on a GPU.")
    parser.add_argument("--targets", type=Path, required=True, help="lines `v k lambda [weight]`")
    parser.add_argument("--out", type=Path, required=True, help="where table lines are appended")
    parser.add_argument("--seconds", type=float, default=540.0)
    parser.add_argument("--workers", type=int, default=15, help="processes besides this one")
    parser.add_argument("--compiler", default="nvcc", help="nvcc, or g++ to run without a GPU")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    Hunt(options()).run()
