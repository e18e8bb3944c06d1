"""The exact worst case of optimal decoding, against enumerating all sets and against SCIP.

Run as ``python tests/benchmarks/worst_case.py`` with ``--quick`` (a minute or two; also the
default), ``--peers`` (larger instances), ``--scip`` (minutes), ``--reach`` (what a minute of one
core proves), ``--tied`` (the listing of all sets on tied codes, every s, against "all sets"),
``--symmetric`` (branch and bound on bare matrices with large groups),
``--floats`` (floats and fractions against small integers on the same support) or
``--plot FILE`` (seconds over s). Seconds are processor time of one thread.
Compilation, once a machine, is not counted: the first line tells what it takes on a machine that
has not compiled yet.

Peers, in the same run: "all sets" is compiled enumeration in floats, a prefix tree over the
straggler sets that updates the swept inverse of the inner products by rank one and scans the last
two levels for all pairs at once; after five seconds it is extrapolated from its rate, marked ~.
SCIP (``pip install pyscipopt``; left out if it is not there) minimises ``|y|^2`` with ``1'y = 1``
and ``(B y)_w`` zero unless worker w is silent, whose optimum is ``1 / e(s)``; its
big-M is made from the answer, which helps it. It has a minute of processor time an instance.

The codes are those of `searched_codes.code_of`. With ``--floats`` the peer is the same code with
every row rounded to integers of at most 9, without zeros where there were none.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from math import comb

import numpy as np
from numba import njit
from numpy.typing import NDArray
from searched_codes import code_of, in_small_integers

from adversary import worst_case
from adversary.worst_case import curve
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request, Shared
from adversary.worst_case.result import WorstCase
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode

Floats = NDArray[np.float64]
Instance = tuple[str, int]

QUICK: list[Instance] = [
    ("reg:24:5", 6), ("reg:24:5", 12), ("reg:30:5", 10), ("reg:30:5", 15), ("reg:40:5", 5),
    ("reg:40:5", 10), ("reg:40:5", 20), ("bgc:40:5", 8), ("bgc:40:5", 20), ("sbc:40:5", 20),
    ("cyc:40:5", 20), ("kron:7:7", 4), ("kron:7:7", 12),
]  # fmt: skip
PEERS: list[Instance] = [
    ("reg:60:6", 4), ("reg:60:6", 10), ("bgc:60:6", 5), ("bgc:60:6", 14), ("cyc:60:6", 30),
    ("reg:100:8", 8), ("kron:7:13", 12),
]  # fmt: skip
SCIP: list[Instance] = [
    ("reg:20:4", 3), ("reg:20:4", 5), ("reg:24:5", 6), ("reg:30:5", 3), ("reg:30:5", 5),
    ("reg:40:5", 2), ("reg:40:5", 3), ("reg:40:5", 5), ("bgc:40:5", 8),
]  # fmt: skip
CURVES = ["reg:40:5", "bgc:40:5", "sbc:40:5", "cyc:40:5"]
REACH: list[Instance] = [
    ("bgc:60:6", 10), ("bgc:60:6", 18), ("bgc:60:6", 24), ("bgc:60:6", 30), ("bgc:60:6", 40),
    ("reg:60:6", 10), ("reg:60:6", 16), ("reg:60:3", 12), ("sbc:60:6", 30), ("bgc:100:8", 10),
    ("reg:100:8", 8), ("kron:7:13", 12), ("kron:7:13", 20), ("cyc:60:6", 30), ("cyc:100:5", 30),
]  # fmt: skip
SYMMETRIC: list[Instance] = [
    ("kron:7:7", 4), ("kron:7:7", 8), ("kron:7:7", 12), ("kron:7:13", 12), ("kron:7:13", 20),
    ("net:5:5", 12), ("net:7:5", 9), ("net:7:5", 15), ("dual:9:3", 6), ("dual:15:3", 12),
    ("dual:25:4", 10), ("dual:25:4", 15), ("dual:25:4", 20), ("cyc:40:5", 20), ("cyc:60:6", 30),
]  # fmt: skip
PLOT = [("reg:20:5", 19), ("reg:30:5", 29), ("reg:40:5", 39), ("bgc:60:6", 16)]
TIED = {
    "MOLS(5,3)": "net:5:3", "MOLS(7,5)": "net:7:5", "Ramanujan(5,5)": "net:5:5",
    "dual 2-(9,3,1)": "dual:9:3", "dual 2-(15,3,1)": "dual:15:3", "dual 2-(25,4,1)": "dual:25:4",
}  # fmt: skip
FEW, MOST = 2000, 10**8
FLOATS: list[Instance] = [
    ("tandon:24:4", 7), ("tandon:30:5", 8), ("tandon:40:6", 20), ("bgc:30:5+Gauss", 8),
    ("bgc:40:5+Gauss", 20), ("reg:40:5+Gauss", 10), ("bgc:40:5+3", 20), ("bgc:40:5+7", 20),
    ("bgc:40:5+1000", 20), ("bgc:40:5+1000000000000", 20),
]  # fmt: skip
PATIENCE, MINUTE, STOP = 5.0, 60.0, 90.0
RIDGE, TINY, SETS_A_CALL = 1e-9, 1e-300, 20_000_000


def proved(code: GradientCode, s: int) -> tuple[float, TreeSearch]:
    """Processor seconds of what `worst_case` does, and its search."""
    begin = time.process_time()
    first, symmetries = tuple(range(s)), worker_symmetries(code)
    tree = TreeSearch(code, s, first, Matrices(code), symmetries=symmetries)
    tree.attack([()])
    tree.run(time.monotonic() + STOP, None)
    return time.process_time() - begin, tree


@njit(cache=True, nogil=True, fastmath=True)
def without(before: Floats, after: Floats, w: int) -> None:
    """Sweep worker w out: the upper half of what comes after it, with the error at the end."""
    size, pivot = len(before), 1 / max(before[w, w], TINY)
    for a in range(w + 1, size):
        factor = before[w, a] * pivot
        for b in range(a, size):
            after[a, b] = before[a, b] - factor * before[w, b]


@njit(cache=True, nogil=True, fastmath=True)
def pairs(matrix: Floats, first: int, best: float, x: Floats, diagonal: Floats) -> float:
    """The greatest error, if above best, when two more of the workers from first on are silent."""
    n = len(matrix) - 1
    for a in range(first, n):
        x[a], diagonal[a] = matrix[a, n], matrix[a, a]
    room = best + matrix[n, n]
    for a in range(first, n - 1):
        xa, haa, above = x[a], diagonal[a], 0.0
        for b in range(a + 1, n):
            h = matrix[a, b]
            gain = xa * (xa * diagonal[b] - 2 * x[b] * h) + x[b] * x[b] * haa
            above = max(above, gain - room * (haa * diagonal[b] - h * h))
        if above > 0:
            for b in range(a + 1, n):
                h = matrix[a, b]
                gain = xa * (xa * diagonal[b] - 2 * x[b] * h) + x[b] * x[b] * haa
                area = haa * diagonal[b] - h * h
                if gain > room * area and area > 0:
                    room = gain / area
    return max(best, room - matrix[n, n])


@njit(cache=True, nogil=True)
def scan(levels: Floats, prefix: NDArray[np.int64], best: float, most: int) -> tuple[int, float]:
    """Go on from a prefix of s - 2 workers for so many sets; the prefix is -1 after the last."""
    n, depth, done, changed = levels.shape[1] - 1, len(prefix), 0, 0
    x, diagonal = np.empty(n), np.empty(n)
    while done < most:
        for q in range(changed, depth):
            without(levels[q], levels[q + 1], prefix[q])
        first = prefix[depth - 1] + 1
        best = pairs(levels[depth], first, best, x, diagonal)
        done += (n - first) * (n - first - 1) // 2
        changed = depth - 1
        while changed >= 0 and prefix[changed] == n - 2 - depth + changed:
            changed -= 1
        if changed < 0:
            prefix[0] = -1
            break
        prefix[changed] += 1
        for q in range(changed + 1, depth):
            prefix[q] = prefix[q - 1] + 1
    return done, best


def enumerate_all(code: GradientCode, s: int) -> tuple[float, bool, float]:
    """Seconds for all sets, whether they are extrapolated, and the greatest error met."""
    rows = np.array(code.integer_rows(), dtype=np.float64)
    n = code.workers
    inverse = np.linalg.inv(rows @ rows.T + RIDGE * np.eye(n))
    x = inverse @ rows.sum(axis=1)
    levels = np.zeros((s - 1, n + 1, n + 1))
    levels[0] = np.block([[inverse, x[:, None]], [x, x @ rows.sum(axis=1) - code.partitions]])
    prefix, done, best, begin = np.arange(s - 2), 0, 0.0, time.process_time()
    while prefix[0] >= 0:
        more, best = scan(levels, prefix, best, SETS_A_CALL)
        done += more
        spent = time.process_time() - begin
        if spent > PATIENCE and prefix[0] >= 0:
            return spent * comb(n, s) / done, True, best
    return time.process_time() - begin, False, best


def scip(code: GradientCode, s: int, answer: float) -> tuple[float, float | None, float]:
    """Seconds of SCIP, its value of e(s) if it is done, and its proved upper end."""
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("timing/clocktype", 1)
    model.setParam("limits/time", MINUTE)
    y = [model.addVar(lb=None) for _ in range(code.partitions)]
    silent = [model.addVar(vtype="B") for _ in range(code.workers)]
    square = model.addVar()
    model.addCons(quicksum(a * a for a in y) <= square)
    model.addCons(quicksum(y) == 1)
    model.addCons(quicksum(silent) == s)
    for row, z in zip(code.integer_rows(), silent, strict=True):
        product = quicksum(a * b for a, b in zip(row, y, strict=True) if a)
        most = 1.001 * (sum(a * a for a in row) / answer) ** 0.5
        model.addCons(product <= most * z)
        model.addCons(product >= -most * z)
    model.setObjective(square)
    begin = time.process_time()
    model.optimize()
    done = model.getStatus() == "optimal"
    upper = 1 / model.getDualbound() if model.getDualbound() > 0 else np.inf
    return time.process_time() - begin, 1 / model.getObjVal() if done else None, upper


def line_of(name: str, s: int, seconds: float, tree: TreeSearch) -> str:
    sets = comb(tree.code.workers, s)
    return f"{name:>14} {s:3} {sets:8.1e} {float(tree.lower):9.5f} {seconds:8.3f} {tree.nodes:9,}"


def heading(more: str) -> None:
    print(f"\n{'code':>14} {'s':>3} {'sets':>8} {'e(s)':>9} {'seconds':>8} {'nodes':>9} {more}")


def against_enumeration(instances: list[Instance]) -> None:
    heading(f"{'all sets':>9} {'ratio':>8} {'sets/s':>8}")
    for name, s in instances:
        seconds, tree = proved(code_of(name), s)
        peer, guessed, best = enumerate_all(code_of(name), s)
        assert tree.lower == tree.upper
        assert best <= tree.lower + 1e-3
        assert guessed or best >= tree.lower - 1e-3
        print(f"{line_of(name, s, seconds, tree)} {'~' * guessed:>1}{peer:8.1e}", end="")
        rate = comb(tree.code.workers, s) / peer
        print(f" {peer / seconds:8.1e} {rate:8.1e}", flush=True)


def against_scip(instances: list[Instance]) -> None:
    if find_spec("pyscipopt") is None:
        print("\nno SCIP: pip install pyscipopt")
        return
    heading(f"{'SCIP':>8} {'ratio':>7} its value")
    for name, s in instances:
        seconds, tree = proved(code_of(name), s)
        assert tree.lower == tree.upper
        peer, value, upper = scip(code_of(name), s, float(tree.lower))
        assert value is None or abs(value - tree.lower) < 1e-3 * tree.lower
        print(f"{line_of(name, s, seconds, tree)} {'>' * (value is None):>1}{peer:7.1f}", end="")
        said = f"not done, <= {upper:.4f}" if value is None else f"{value:.5f}"
        print(f" {peer / seconds:7.0f} {said}", flush=True)


def floats() -> None:
    heading(f"{'integers':>9} {'nodes':>9} {'ratio':>6}")
    for name, s in FLOATS:
        seconds, tree = proved(code_of(name), s)
        peer, other = proved(in_small_integers(code_of(name)), s)
        assert tree.lower == tree.upper
        print(f"{line_of(name, s, seconds, tree)} {peer:9.3f} {other.nodes:9,}", end="")
        print(f" {seconds / peer:6.2f}", flush=True)


def reach() -> None:
    print(f"{'whole curve':>14} {'seconds':>8}")
    for name in CURVES:
        begin = time.process_time()
        assert all(point.proved for point in curve(code_of(name)))
        print(f"{name:>14} {time.process_time() - begin:8.2f}", flush=True)
    prove_all(REACH)


def prove_all(instances: list[Instance]) -> None:
    """Search each by branch and bound, and tell whether it was proved."""
    heading("proved")
    for name, s in instances:
        seconds, tree = proved(code_of(name), s)
        done = "yes" if tree.lower == tree.upper else f"no: <= {float(tree.upper):.5f}"
        print(f"{line_of(name, s, seconds, tree)} {done}", flush=True)


def proved_by_search(code: GradientCode, s: int, shared: Shared) -> tuple[float, WorstCase]:
    """Processor seconds and answer of `worst_case` without closed forms."""
    begin = time.process_time()
    proof = Proof(code, s, Request(), None, shared)
    proof._claim = None
    proof.run(None, keep_on_interrupt=False)
    return time.process_time() - begin, proof.result()


def tied() -> None:
    """Every s of tied codes as bare matrices, closed forms left out, against all sets."""
    print(f"\n{'code':>16} {'s':>3} {'sets':>8} {'e(s)':>9} {'seconds':>8} {'all sets':>9} slower")
    for name, recipe in TIED.items():
        code = code_of(recipe)
        shared = Shared(code)
        for s in range(2, code.workers - 1):
            sets = comb(code.workers, s)
            if FEW < sets <= MOST:
                seconds, found = proved_by_search(code, s, shared)
                assert found.proved
                peer, guessed, _ = enumerate_all(code, s)
                print(
                    f"{name:>16} {s:3} {sets:8.1e} {float(found.error):9.5f} {seconds:8.4f} "
                    f"{'~' * guessed:>1}{peer:8.1e} {seconds / peer:6.2f} {found.method.name}",
                    flush=True,
                )


def timings(name: str, last: int) -> Iterator[tuple[int, float]]:
    """Processor seconds of `worst_case` for s = 1..last."""
    for s in range(1, last + 1):
        begin = time.process_time()
        assert worst_case(code_of(name), s).proved
        yield s, time.process_time() - begin


def plot(path: str) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "kirkman"
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for (name, last), marker in zip(PLOT, "osD^", strict=True):
        points = list(timings(name, last))
        print(name, " ".join(f"{seconds:.3f}" for _, seconds in points), flush=True)
        axes.semilogy(*zip(*points, strict=True), marker=marker, markersize=3.5, label=name)
    axes.set(xlabel="stragglers s", ylabel="processor seconds, one thread")
    axes.grid(alpha=0.3)
    axes.legend(title="code:n:d")
    figure.savefig(path, metadata={"Date": None} if path.endswith("svg") else None)


def compile_first() -> None:
    begin = time.process_time()
    proved(code_of("reg:20:4"), 5)
    print(f"first search, with what it compiles or loads: {time.process_time() - begin:.1f} s")
    enumerate_all(code_of("reg:20:4"), 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parts: dict[str, Callable[[], None]] = {
        "quick": lambda: against_enumeration(QUICK),
        "peers": lambda: against_enumeration(PEERS),
        "scip": lambda: against_scip(SCIP),
        "reach": reach,
        "symmetric": lambda: prove_all(SYMMETRIC),
        "tied": tied,
        "floats": floats,
    }
    for part in parts:
        parser.add_argument(f"--{part}", action="store_true")
    parser.add_argument("--plot", metavar="FILE")
    chosen = vars(parser.parse_args())
    compile_first()
    for part, act in parts.items():
        if chosen[part] or (part == "quick" and not any(chosen.values())):
            act()
    if chosen["plot"]:
        plot(chosen["plot"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\npeak memory: {peak / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
