"""How far universal bounds are from equal overlaps: ``python tests/benchmarks/universal_gaps.py``.

For n workers, n partitions and redundancy d, the error of a symmetric design with these numbers (or
what it would be, where the overlap is no integer) over the best universal bound: the worst ratio
for d < s < 2d and for all s from d on, without the derived bounds and with them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

from bounds.universal.every import universal_bounds

DERIVED = {"two partitions", "dimension", "complement", "unless a design"}
DESIGNS = [(7, 3), (11, 5), (13, 4), (15, 7), (16, 6), (19, 9), (21, 5), (23, 11), (25, 9), (31, 6),
           (31, 10), (31, 15)]  # fmt: skip


def ideal(n: int, d: int, s: int) -> Fraction:
    """The error of s < n stragglers if any two of n workers with n partitions share as many."""
    shared = Fraction(d * (d - 1), n - 1)
    return s * (d - shared) / (d * d - shared * s)


def worst(n: int, d: int, *, level: bool) -> Iterator[float]:
    """The worst ratios below 2d and below n, each without the derived bounds and with them."""
    ratios = []
    for s in range(d, n):
        bounds = universal_bounds(n, n, d, s, constant_load=level)
        before = max(bound.value for bound in bounds if bound.name not in DERIVED)
        ratios.append((ideal(n, d, s) / before, ideal(n, d, s) / bounds[0].value))
    for some in (ratios[1:d], ratios):
        for part in zip(*some, strict=True):
            yield float(max(part))


def main(shapes: list[tuple[int, int]]) -> None:
    """Print a table of a docs page."""
    out = sys.stdout.write
    out("| n, d | any loads: d < s < 2d | s >= d | equal loads: d < s < 2d | s >= d |\n")
    out("| --- | --- | --- | --- | --- |\n")
    for n, d in shapes:
        found = [*worst(n, d, level=False), *worst(n, d, level=True)]
        pairs = zip(found[::2], found[1::2], strict=True)
        cells = [f"{before:.3f}, {after:.3f}" for before, after in pairs]
        out(f"| {n}, {d} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    others = [(n, d) for d in range(3, 7) for n in range(2 * d + 1, 25) if (n, d) not in DESIGNS]
    main(others if sys.argv[1:] == ["others"] else DESIGNS)
