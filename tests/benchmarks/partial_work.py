"""Mean error at a deadline: partial work used or thrown away, orders by matchings or at random.

The setting of the experiment in Ramamoorthy, Meng and Girimaji (2024): n = 200 workers and chunks,
load 8, times per chunk exponential of mean 1, 7 workers dead.

Run: python tests/benchmarks/partial_work.py [TRIALS]
"""

from __future__ import annotations

import sys

import numpy as np

from bounds.expectation.partial_work import estimate_errors
from designs import random_biregular
from designs.codes.partial_work import order_at_random, order_by_matchings

DEADLINES = (3, 6, 9, 12)


def all_or_nothing(matrix: np.ndarray, failures: int, trials: int) -> list[float]:
    """The same where a worker counts only when it has done all: least-squares decoding."""
    random, n = np.random.default_rng(1), len(matrix)
    lengths = np.empty((trials, len(DEADLINES)))
    for trial in range(trials):
        times = random.exponential(size=n)
        times[random.choice(n, failures, replace=False)] = np.inf
        for column, deadline in enumerate(DEADLINES):
            rows = matrix[8 * times <= deadline]
            weights = np.linalg.lstsq(rows.T, np.ones(n), rcond=None)[0]
            lengths[trial, column] = np.linalg.norm(weights @ rows - 1)
    return lengths.mean(axis=0).tolist()


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    code = random_biregular(200, 200, 8, seed=1)
    matched, at_random = order_by_matchings(code), order_at_random(code, 1)
    print("deadline".ljust(28), *(f"{x:>8}" for x in DEADLINES))
    whole = all_or_nothing(code.to_numpy(), 7, min(trials, 200))
    print("all or nothing".ljust(28), *(f"{x:8.3f}" for x in whole))
    for name, orders in (("by matchings", matched), ("at random", at_random)):
        for parts in (1, 2, 3):
            found = estimate_errors(orders, 200, DEADLINES, parts, 7, trials, seed=2)
            print(f"{name}, {parts} parts".ljust(28), *(f"{mean:8.3f}" for mean, _ in found))


if __name__ == "__main__":
    main()
