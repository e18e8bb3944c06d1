"""The table of the best codes known, and the exhaustive parts of docs/optimal-codes.md.

    python tests/benchmarks/optimal.py table [FIRST LAST [0]] > best.txt
    python tests/benchmarks/optimal.py residual
    python tests/benchmarks/optimal.py five [T...]

The table: for n = 7..24 workers and sums d = 3..6, d <= n/2, for n <= 13 all d from 2 to n/2. What
the stored table has takes part, so that a table that was found is found again; all draws have fixed
seeds. With FIRST and LAST other shapes than those of n = FIRST..LAST are left as they are stored;
0 as the last number leaves annealing out.

The others: seven and five stragglers of thirteen workers with sums 4; the latter for largest
numbers of doubles T, see `bounds.optimal.five_of_thirteen`.
"""

from __future__ import annotations

import sys
import time

from bounds.comparison.candidates import candidates
from bounds.optimal.archive import Archive
from bounds.optimal.five_of_thirteen import five_of_thirteen
from bounds.optimal.known import Known, best_known
from bounds.optimal.residual import thirteen_workers
from bounds.optimal.table_search import searched

_SMALL, _LARGE, _MOST_SUM = 7, 13, 6


def listed(n: int, d: int) -> bool:
    """Whether the table has this shape."""
    return n >= _SMALL and 2 <= d <= n // 2 and (n <= _LARGE or 2 < d <= _MOST_SUM)


def kept(n: int, d: int, texts: list[str]) -> Archive:
    """The archive of the stored codes of a shape."""
    archive = Archive(n, d)
    for text in dict.fromkeys(texts):
        archive.certify(text)
    return archive


def table(first: int, last: int, *, anneal: bool) -> None:
    """Print the table, a line for each n, d and s = 1..n-2."""
    print("# n d s value code: made by tests/benchmarks/optimal.py table")
    archives: dict[tuple[int, int], Archive] = {}
    for n in range(1, 25):
        for d in range(1, min(n, _MOST_SUM) + 1):
            start = time.process_time()
            texts = [known.text for known in best_known(n, d).values()] if listed(n, d) else []
            if n < first and texts:
                archives[n, d] = kept(n, d, texts)
            elif n <= last and (d != 2 or n <= _LARGE):  # copies need no larger ones with d = 2
                others = [one.code for one in candidates(n, d)] if first <= n else []
                more = anneal and first <= n
                archives[n, d] = searched(n, d, archives, texts, others=others, anneal=more)
            elif texts:
                archives[n, d] = kept(n, d, texts)
            for s in range(1, n - 1) if listed(n, d) and (n, d) in archives else ():
                print(Known(n, d, s, *archives[n, d].best[s]).line(), flush=True)
            used = time.process_time() - start
            sys.stderr.write(f"{n} {d}: {used:.1f} s\n")


if __name__ == "__main__":
    begun = time.process_time()
    what, rest = sys.argv[1], [int(x) for x in sys.argv[2:]]
    if what == "table":
        table(*(rest[:2] or (1, 24)), anneal=rest[2:] != [0])
    elif what == "residual":
        print(thirteen_workers())
    elif what == "five":
        for doubles in rest or range(6, 0, -1):
            print(five_of_thirteen(doubles), flush=True)
    sys.stderr.write(f"{time.process_time() - begun:.0f} s\n")
