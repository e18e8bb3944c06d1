"""Block-coordinate sizes against one code, and clusters formed anew against clusters at home.

Run: python tests/benchmarks/relatives.py
"""

from __future__ import annotations

import numpy as np

from adversary.decoding.clustering import markov_stragglers, play_clusters
from bounds.expectation.block_coordinate import (
    equalised_sizes,
    estimate_mean_time,
    least_time,
    mean_order_statistics,
    single_tolerance_time,
)
from designs.codes.clustering import dynamic_clustering


def blocks(workers: int, shift: int) -> str:
    """Expected times as multiples of the lower bound, times being shift + Exp(1)."""
    means = mean_order_statistics(workers, 1, shift)
    bound = float(least_time(means, 1))
    mean, deviation = estimate_mean_time(equalised_sizes(means, 1), 1, shift, 20_000, seed=1)
    singles = [float(single_tolerance_time(means, 1, s)) for s in range(workers)]
    s = int(np.argmin(singles))
    return (
        f"n = {workers}, shift {shift}: blocks {mean / bound:.3f} +- {deviation / bound:.3f}, "
        f"one code for s = {s} {singles[s] / bound:.3f}"
    )


def clusters(fail: float, recover: float) -> str:
    """Share of exact rounds of 20 workers in 5 clusters for each number of choices."""
    patterns = [markov_stragglers(20, 60, fail, recover, seed) for seed in range(60)]
    shares = []
    for choices in (1, 2, 3, 5):
        scheme = dynamic_clustering(20, 5, 2, choices)
        shares.append(np.mean([np.mean(play_clusters(scheme, p)) for p in patterns]))
    return f"fail {fail}, recover {recover}: " + ", ".join(f"{x:.3f}" for x in shares)


def main() -> None:
    for shift in (0, 1, 3):
        for workers in (12, 50):
            print(blocks(workers, shift))
    for fail, recover in ((0.01, 0.09), (0.02, 0.18), (0.1, 0.9)):
        print(clusters(fail, recover))


if __name__ == "__main__":
    main()
