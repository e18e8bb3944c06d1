"""Exact worst case against enumerating every straggler set, in the same run.

Run as ``python benchmarks/worst_case.py``. The peers are what one would write otherwise: float64
least squares of every set in numpy batches (no proof), and exact rational least squares of every
set. Peers that take longer than ten seconds are extrapolated from their rate, marked ~.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary import error, worst_case
from adversary.error import estimate, unit_rows
from designs import random_biregular

CASES = [(13, 4, 4), (16, 4, 6), (20, 4, 8), (24, 5, 6), (30, 5, 6), (40, 5, 5)]
PATIENCE = 10.0


def batches(n: int, s: int, size: int) -> Iterator[NDArray[np.bool_]]:
    """Masks of survivors, some at a time."""
    subsets = combinations(range(n), s)
    while chunk := list(islice(subsets, size)):
        kept = np.ones((len(chunk), n), dtype=bool)
        kept[np.arange(len(chunk))[:, None], chunk] = False
        yield kept


def timed(sets: Iterable[int], total: int) -> tuple[float, bool]:
    """Seconds to go through all sets, extrapolated when patience ends."""
    begin, done = time.perf_counter(), 0
    for count in sets:
        done += count
        spent = time.perf_counter() - begin
        if spent > PATIENCE:
            return spent * total / done, done < total
    return time.perf_counter() - begin, False


def main() -> None:
    print(f"{'code':>16} {'sets':>12} {'ours':>9} ", end="")
    print(f"{'float':>11} {'ratio':>7} {'exact':>11} {'ratio':>9}")
    for n, d, s in CASES:
        code, total = random_biregular(n, n, d), comb(n, s)
        begin = time.perf_counter()
        assert worst_case(code, s).proved
        ours = time.perf_counter() - begin
        rows = unit_rows(code)
        floats, guessed = timed(
            (len(estimate(rows, kept)) for kept in batches(n, s, max(1, 2**21 // n**2))), total
        )
        exact, guessed_too = timed(
            (1 for silent in combinations(range(n), s) if error(code, silent) is not None), total
        )
        print(
            f"{f'n={n} d={d} s={s}':>16} {total:12,} {ours:8.2f}s"
            f" {'~'[: int(guessed)]:>1}{floats:9.2f}s {floats / ours:6.1f}x"
            f" {'~'[: int(guessed_too)]:>1}{exact:9.1f}s {exact / ours:8.0f}x"
        )


if __name__ == "__main__":
    main()
