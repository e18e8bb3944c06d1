"""One-step decoding: the tree search against enumerating every straggler set, in the same run.

Run as ``python tests/benchmarks/one_step.py``. The peer computes the same integer form for all sets
in numpy batches; after five seconds it is extrapolated from its rate, marked ~. Seconds are
processor time of one thread; compilation (once per machine) is not counted. "reg" has d ones in
every row and column, "bgc" independent entries with d ones expected.
"""

from __future__ import annotations

import time
from itertools import combinations, islice
from math import comb

import numpy as np

from adversary.decoding.error import batch_size
from adversary.worst_case.fixed.form import FixedForm
from adversary.worst_case.fixed.search import FixedWeight
from designs import GradientCode, random_biregular

CASES = [
    ("reg", 20, 4, 5), ("reg", 40, 5, 6), ("reg", 40, 5, 10), ("reg", 40, 5, 20),
    ("reg", 60, 6, 16), ("reg", 100, 8, 12), ("bgc", 100, 8, 16), ("reg", 60, 6, 20),
]  # fmt: skip
PATIENCE = 5.0


def code_of(kind: str, n: int, d: int) -> GradientCode:
    if kind == "reg":
        return random_biregular(n, n, d, seed=0)
    return GradientCode((np.random.default_rng(0).random((n, n)) < d / n).astype(int).tolist())


def search(code: GradientCode, s: int) -> tuple[float, FixedWeight]:
    begin = time.process_time()
    work = FixedWeight(code, s, "one-step")
    work.run(None, None)
    assert work.lower == work.upper
    return time.process_time() - begin, work


def enumerate_all(code: GradientCode, s: int) -> tuple[float, bool, int]:
    """Seconds for all sets, whether they are extrapolated, and the greatest value met."""
    couplings, linear = FixedForm(code, s, "one-step").arrays()
    form, n, done, best = couplings + np.diag(linear), code.workers, 0, -(2**62)
    subsets, begin = combinations(range(n), s), time.process_time()
    while chunk := list(islice(subsets, batch_size(n))):
        silent = np.zeros((len(chunk), n))
        silent[np.arange(len(chunk))[:, None], chunk] = 1
        best = max(best, int(((silent @ form) * silent).sum(axis=1).max()))
        done += len(chunk)
        spent = time.process_time() - begin
        if spent > PATIENCE:
            return spent * comb(n, s) / done, done < comb(n, s), best
    return time.process_time() - begin, False, best


def main() -> None:
    search(code_of("reg", 12, 3), 4)[1].records()
    print(f"{'code':>14} {'s':>3} {'sets':>8} {'seconds':>9} {'nodes':>10} {'us/node':>8} ", end="")
    print(f"{'all sets':>10} {'ratio':>8}")
    for kind, n, d, s in CASES:
        code = code_of(kind, n, d)
        seconds, work = search(code, s)
        peer, guessed, best = enumerate_all(code, s)
        form = FixedForm(code, s, "one-step")
        assert guessed or work.lower == form.error(best * form.unit)
        name, each, mark = f"{kind}:{n}:{d}", seconds / work.nodes * 1e6, "~" * guessed
        print(f"{name:>14} {s:3} {comb(n, s):8.1e} {seconds:9.4f} {work.nodes:10,} ", end="")
        print(f"{each:8.2f} {mark:>1}{peer:9.1e} {peer / seconds:8.1e}", flush=True)


if __name__ == "__main__":
    main()
