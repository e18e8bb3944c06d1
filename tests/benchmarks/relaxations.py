"""How far relaxations are above the exact worst case, and how long they take, family by family.

Run as ``python tests/benchmarks/relaxations.py [--workers 12,13]``, for the table of
docs/bounds.md. A cell is the gap of the bound over the exact e(s) in percent, and processor
seconds; the checker has re-proved every bound within its time.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator

from adversary import worst_case
from bounds.relaxation.every_bound import METHODS
from designs import (
    GradientCode,
    KirkmanError,
    block_design,
    build,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
)

DESIGNS = {
    12: (12, 4, 3), 13: (13, 4, 1), 16: (16, 6, 2), 21: (21, 5, 1), 24: (24, 4, 3),
    31: (31, 6, 1), 40: (40, 4, 1),
}  # fmt: skip


def codes(n: int) -> Iterator[tuple[str, GradientCode]]:
    """One member of several families for n workers."""
    v, k, lam = DESIGNS[n]
    yield "block design", block_design(v, k, lam)
    d = 4 if n % 4 == 0 else 3 if n % 3 == 0 else 0
    if d:
        yield "fractional", fractional_repetition(n, d)
    yield "cyclic", cyclic_repetition(n, 3)
    yield "random regular", random_biregular(n, n, 4, 1)
    yield (
        "Bernoulli",
        build({"family": "bernoulli", "workers": n, "partitions": n, "replication": 4, "seed": 1}),
    )


def cell(name: str, code: GradientCode, s: int, exact: float) -> str:
    """The gap in percent and the seconds of one method, or a dash if it does not apply."""
    begin = time.process_time()
    try:
        value = float(METHODS[name](code, s).value)
    except KirkmanError:
        return "-"
    seconds = time.process_time() - begin
    gap = f"{100 * (value / exact - 1):.0f} %" if exact else f"{value:.2f} (exact 0)"
    return f"{gap}, {seconds:.1f} s"


def main() -> None:
    """Print the table."""
    parser = ArgumentParser(description="Gaps and times of relaxations.")
    parser.add_argument("--workers", default="12,13,16,21,24,31,40")
    given = parser.parse_args()
    names = list(METHODS)
    print(f"| n | family | s | exact | {' | '.join(names)} |")
    print("|" + "---|" * (len(names) + 4))
    for n in map(int, given.workers.split(",")):
        for family, code in codes(n):
            s = max(n // 3, min(code.replication()))
            found = worst_case(code, s, time_limit=60)
            if not found.proved:
                continue
            exact = float(found.lower)
            cells = " | ".join(cell(name, code, s, exact) for name in names)
            print(f"| {n} | {family} | {s} | {exact:.3f} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
