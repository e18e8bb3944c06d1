"""Run time of a sequence of jobs: plain gradient codes against sequential ones, simulated.

Workers straggle as two-state chains: 2 % of the good ones become slow, 5 times as long, and all of
the slow ones recover in the next round, or half. Without straggling a round takes a worker a + b n
load, and up to 10 % jitter; either a = 1, b = 1/5 (messages dominate) or the other way round.
Every scheme is given the best of its parameters on the first 80 rounds and timed on 400 others.

Run: python tests/benchmarks/sequential.py [WORKERS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np

from adversary.decoding.bursty import BurstyModel, operate
from adversary.decoding.clustering import markov_stragglers
from designs.codes.sequential import multiplexed_load

SLACK = Fraction(1)
Cost = tuple[float, float]
Delays = np.ndarray


def delays(workers: int, rounds: int, recover: float, seed: int) -> Delays:
    """How many times its normal time each worker needs in each round."""
    factor = np.ones((rounds, workers))
    for t, silent in enumerate(markov_stragglers(workers, rounds, 0.02, recover, seed)):
        factor[t, list(silent)] = 5
    return factor * (1 + 0.1 * np.random.default_rng(seed).random(factor.shape))


def coded(cost: Cost, factor: Delays, s: int) -> float:
    """Time a job of a plain code for s stragglers."""
    n = factor.shape[1]
    return float(np.sort(factor, axis=1)[:, n - s - 1].mean() * (cost[0] + cost[1] * (s + 1)))


def sequential(cost: Cost, factor: Delays, candidate: tuple[BurstyModel, float, int]) -> float:
    """Time a job of a sequential scheme under the operating rule."""
    model, load, late = candidate
    rounds, n = factor.shape
    replies = (factor * (cost[0] + cost[1] * n * load)).tolist()
    _, lengths = operate(model, replies, SLACK, "conforming")
    return float(sum(lengths)) / (rounds - late)


def candidates(n: int, name: str) -> Iterator[tuple[BurstyModel, float, int]]:
    """The models that are tried for a scheme, with its load and its delay."""
    counts = sorted({1, 2, 3, 4, *range(5, n, max(1, n // 20)), n})
    for burst in (1, 2, 3):
        for window in (burst + 1, 2 * burst + 1, 3 * burst + 1, 4 * burst + 1):
            for distinct in counts:
                model = BurstyModel(burst, window, distinct)
                s = -(-burst * distinct // (window - 1 + burst))
                if name == "multiplexed":
                    load = float(multiplexed_load(n, burst, window, distinct))
                    yield model, load, window - 2 + burst
                elif (window - 1) % burst == 0 and s < n:
                    yield model, (s + 1) / n, burst


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    for cost, recover in product([(1, 0.2), (0.2, 1)], [1.0, 0.5]):
        past, future = delays(n, 80, recover, 1), delays(n, 400, recover, 2)
        s = min(range(n), key=partial(coded, cost, past))
        base = coded(cost, future, s)
        print(f"a, b = {cost}, {recover:.0%} recover: plain code, s = {s}: {base:.3f} a job")
        for name in ("selective reattempt", "multiplexed"):
            chosen = min(candidates(n, name), key=partial(sequential, cost, past))
            found = sequential(cost, future, chosen)
            print(f"    {name}, {chosen[0]}: {found:.3f} a job, {found / base - 1:+.1%}")


if __name__ == "__main__":
    main()
