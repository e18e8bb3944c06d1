"""Soft block designs against the block design of their size: certified worst cases of many draws.

Run as ``python tests/benchmarks/soft_bibd.py``. Every worst case is exact. "mean" and "best" are
over the draws with seeds 0, 1, ...; "fixed" is the mean worst case of the constant weight that is
best in the mean over draws; "level" is exceeded by the worst case of a draw with probability at
most 1/2, proved without looking at any draw.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from adversary import worst_case
from adversary.worst_case.best_draw import best_draw
from bounds.expectation.soft_bibd import Ensemble, constant_weight, proved_level
from designs import GradientCode, block_design
from designs.codes.soft_bibd import soft_bibd

V, K, LAM = 13, 4, 1
SEEDS = range(20)


def draw(seed: int) -> GradientCode:
    return soft_bibd(V, V, K, seed=seed)


def fixed_worst(code: GradientCode, s: int, weight: Fraction) -> Fraction:
    """The worst case of a common weight, over all straggler sets, in integers."""
    n, k, p, q = code.workers, code.partitions, weight.numerator, weight.denominator
    left = np.zeros((comb(n, s), n), dtype=np.int64)
    for row, survivors in enumerate(combinations(range(n), n - s)):
        left[row, list(survivors)] = 1
    arrived = p * (left @ np.array(code.encoding, dtype=np.int64)) - q
    assert arrived.shape == (comb(n, s), k)
    return Fraction(int((arrived**2).sum(axis=1).max()), q * q)


def mean(values: list[Fraction]) -> float:
    return float(sum(values) / len(values))


def main() -> None:
    plane, ensemble = block_design(V, K, LAM), Ensemble(V, V, K)
    codes = [draw(seed) for seed in SEEDS]
    print(f"{'s':>3} {'design':>8} {'mean':>8} {'best':>8} {'seed':>5} {'better':>7}", end="")
    print(f" {'fixed':>8} {'level':>8}")
    for s in range(1, V):
        errors = [Fraction(worst_case(code, s).lower) for code in codes]
        best = best_draw(draw, SEEDS, s)
        assert best.proved
        assert best.worst.error == min(errors)
        design = worst_case(plane, s).error
        assert design is not None
        weight = Fraction(constant_weight(ensemble, s))
        fixed = mean([fixed_worst(code, s, weight) for code in codes])
        level = float(proved_level(ensemble, s, Fraction(1, 2)))
        better = sum(e < design for e in errors)
        print(f"{s:3} {float(design):8.4f} {mean(errors):8.4f} {float(min(errors)):8.4f}", end="")
        print(f" {best.seed:5} {better:4}/{len(errors)} {fixed:8.4f} {level:8.4f}", flush=True)


if __name__ == "__main__":
    main()
