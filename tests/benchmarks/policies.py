"""Late workers under three policies: the model's time of a round beside the measured one.

Run as ``python tests/benchmarks/policies.py [--scale 0.2] [--rounds 30] [--seed N]``. 12 workers, s
= 2, exponential delays of mean 0.5 s seeded by round, as in the public code of ErasureHead: without
``--seed`` by the same draws, numpy's legacy generator seeded with 0, 1, ... The model knows the
delays and nothing else; so what it cannot explain is our overhead. The measured time of a round is
the wall clock of the whole run, from the first broadcast to the last decoded sum, divided by the
number of rounds; beside it stands the sum of what the rounds reported, each from its broadcast to
its last answer.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from adversary.cluster.engine import POLICIES, Policy, Rule
from adversary.cluster.processes import Processes
from adversary.run.rules import AllGroups, First
from adversary.run.stragglers import Exponential
from adversary.run.timeline import timeline
from adversary.tasks.task import tiny
from designs import GradientCode, cyclic_repetition, fractional_repetition, uncoded

WORKERS, STRAGGLERS, MEAN, APPROXIMATE = 12, 2, 0.5, 8
DEADLINE = 600.0


@dataclass(frozen=True)
class Measured:
    """Seconds reported by the rounds, and of the run; the worst error that the probes measured."""

    rounds: list[float]
    wall: float
    worst: float

    @property
    def mean(self) -> float:
        """Seconds a round, by the wall clock."""
        return self.wall / len(self.rounds)


@dataclass
class Decoder:
    """Least-squares weights of the workers that answered, remembered; the probe measures them."""

    encoding: np.ndarray
    known: dict[tuple[int, ...], np.ndarray] = field(default_factory=dict)

    def total(self, answers: dict[int, np.ndarray]) -> np.ndarray:
        """What the answers say the sum is: gradient, then probe."""
        there = tuple(sorted(answers))
        if there not in self.known:
            ones = np.ones(self.encoding.shape[1])
            rows = self.encoding[list(there)]
            self.known[there] = np.linalg.lstsq(rows.T, ones, rcond=None)[0]
        return self.known[there] @ np.stack([answers[w] for w in there])


def measure(code: GradientCode, policy: Policy, rule: Rule, delays: np.ndarray) -> Measured:
    """A run of as many rounds as there are rows of delays."""
    spent, worst, decoder = [], 0.0, Decoder(code.to_numpy())
    with Processes(code, tiny(code.partitions), policy=policy, delays=delays) as engine:
        begin = time.monotonic()
        for _ in delays:
            engine.broadcast(np.zeros(1))
            brought = engine.collect(rule, DEADLINE)
            spent.append(brought.seconds)
            total = decoder.total(brought.answers)
            worst = max(worst, float(((total[1:] - 1) ** 2).sum()))
        wall = time.monotonic() - begin
    return Measured(spent, wall, worst)


def schemes() -> list[tuple[str, GradientCode, Rule]]:
    cyclic = cyclic_repetition(WORKERS, STRAGGLERS + 1)
    groups = fractional_repetition(WORKERS, STRAGGLERS + 1)
    return [
        ("wait for all", uncoded(WORKERS), First(WORKERS)),
        (f"cyclic, first {WORKERS - STRAGGLERS}", cyclic, First(WORKERS - STRAGGLERS)),
        ("repetition, one per group", groups, AllGroups(groups)),
        (f"approximate, collect {APPROXIMATE}", groups, AllGroups(groups, APPROXIMATE)),
    ]


def draws(rounds: int, seed: int | None) -> np.ndarray:
    if seed is not None:
        return Exponential(MEAN, seed=seed).delays(rounds, WORKERS)
    return np.array([np.random.RandomState(t).exponential(MEAN, WORKERS) for t in range(rounds)])


def row(name: str, policy: str, expected: float, found: Measured) -> str:
    total = sum(found.rounds)
    return (
        f"| {policy} | {name} | {expected:.3f} | {found.mean:.3f} | {found.mean / expected:.3f} "
        f"| {total:.2f} | {found.wall:.2f} | {found.wall / total:.4f} | {found.worst:.1e} |"
    )


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0, help="factor on all delays")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, help="our own draws; default: those of ErasureHead")
    given = parser.parse_args(words)
    delays = given.scale * draws(given.rounds, given.seed)
    print(
        "| a late worker | scheme | model s/round | measured s/round | ratio | sum of rounds s "
        "| wall clock s | wall/sum | worst measured error |\n|" + "---|" * 9
    )
    for name, code, rule in schemes():
        for policy in POLICIES[:1] if name == "wait for all" else POLICIES:
            expected = timeline(delays, policy, rule)[-1].end / len(delays)
            shown = "any" if name == "wait for all" else policy
            print(row(name, shown, expected, measure(code, policy, rule, delays)), flush=True)


if __name__ == "__main__":
    main()
