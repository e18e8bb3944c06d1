"""The table of the best codes known, and the exhaustive part of docs/optimal-codes.md.

    python tests/benchmarks/optimal.py table [SECONDS] > bounds/optimal/best.txt
    python tests/benchmarks/optimal.py better N D S [SECONDS]
    python tests/benchmarks/optimal.py residual

The table: all circulants for 7 <= n <= 13 and sums d <= n/2, then SECONDS (default 20) of annealing
for each (n, d); the seed is 0. Then lines that improve it, by annealing of one e(s). The last:
seven stragglers of thirteen workers with sums 4.
"""

from __future__ import annotations

import sys
import time

from bounds.optimal.known import Known, best_known
from bounds.optimal.residual import thirteen_workers
from bounds.optimal.search import best_codes
from designs.codes import GradientCode


def held(code: GradientCode) -> tuple[tuple[int, ...], ...]:
    """Who holds what; the base alone of a circulant."""
    if code.recipe is not None:
        return (tuple(code.recipe["base"]),)
    return tuple(tuple(j for j, x in enumerate(row) if x) for row in code.encoding)


def table(seconds: float) -> None:
    """Print the table, a line for each n, d and s = 1..n-2."""
    print("# n d s value held: made by tests/benchmarks/optimal.py table")
    for n in range(7, 14):
        for d in range(2, n // 2 + 1):
            for found in best_codes(n, d, time_limit=seconds, seed=0)[1 : n - 1]:
                known = Known(n, d, found.stragglers, found.value, held(found.code))
                print(known.line(), flush=True)


def better(n: int, d: int, s: int, seconds: float) -> None:
    """Print lines that replace those of the table, after a longer search for this s."""
    for found in best_codes(n, d, time_limit=seconds, seed=1, aims=[s])[1 : n - 1]:
        if found.value < best_known(n, d)[found.stragglers].value:
            print(Known(n, d, found.stragglers, found.value, held(found.code)).line(), flush=True)


if __name__ == "__main__":
    start = time.monotonic()
    if sys.argv[1:2] == ["table"]:
        table(float(sys.argv[2]) if len(sys.argv) > 2 else 20.0)
    elif sys.argv[1:2] == ["better"]:
        better(*map(int, sys.argv[2:5]), float(sys.argv[5]) if len(sys.argv) > 5 else 60.0)
    else:
        print(thirteen_workers())
    sys.stderr.write(f"{time.monotonic() - start:.0f} s\n")
