"""The exact worst case of m-block schemes: how large the error of decoding can be made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from adversary.decoding.communication import BlockErrors
from adversary.worst_case import worst_case
from adversary.worst_case.block_attack import attack, policy_bound
from designs.algebra.linear import Rational
from designs.algebra.permutations import on_points, orbits
from designs.codes.communication import MessageBlocks
from designs.errors import require

_MOST_SETS = 20_000
Errors = Callable[[Sequence[int]], Rational]


@dataclass(frozen=True, slots=True)
class BlockWorstCase:
    """The proved interval ``lower <= e(s) <= upper`` of a scheme, and a set that attains ``lower``.

    >>> BlockWorstCase(1, 2, 2, (0,), "by hand").error
    2
    """

    stragglers: int
    lower: Rational
    upper: Rational
    worst_set: tuple[int, ...]
    method: str

    @property
    def error(self) -> Rational | None:
        """The exact worst-case error, or None if only an interval is proved."""
        return self.lower if self.lower == self.upper else None


def block_worst_case(scheme: MessageBlocks, s: int, most_sets: int = _MOST_SETS) -> BlockWorstCase:
    """The largest `block_error` over all sets of s stragglers, exactly for few sets.

    If all blocks have one encoding (stacking) the error is (m-1) k more than that of the encoding
    alone, which `worst_case` answers. Else the error is a sum over the connected components of
    workers and partitions; each is enumerated in fractions, with a monotone cut (if the workers
    kept so far decode at least as well as the incumbent, so does every completion) and one
    representative of each orbit of the first straggler under cyclic shifts that are symmetries; a
    knapsack puts the components together. With more than ``most_sets`` sets the result is an
    interval: a set that a local search found, and the bound of a fixed decoder.

    Raises:
        BadInput: s is not 0..n.

    Complexity: at most ``most_sets`` times n exact errors, see `block_error`.
    Source: docs/why-it-is-true.md.

    >>> from designs.codes.communication_exact import communication_exact, repetition_mds
    >>> [block_worst_case(communication_exact(5, 2, 2), s).error for s in (1, 2)]
    [0, 0]
    >>> block_worst_case(repetition_mds(8, 4, 2), 5)
    BlockWorstCase(stragglers=5, lower=8, upper=8, worst_set=(0, 4, 5, 6, 7), method='enumeration')
    """
    n, m = scheme.workers, scheme.reduction
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    first = next(iter(scheme.components.values()))
    if all(code == first for code in scheme.components.values()):
        alone, extra = worst_case(first, s), (m - 1) * first.partitions
        method = f"{alone.method}; {extra} more for {m} equal blocks"
        return BlockWorstCase(s, alone.lower + extra, alone.upper + extra, alone.worst_set, method)
    parts = components(scheme)
    if sum(comb(len(part), t) for part in parts for t in range(min(s, len(part)) + 1)) > most_sets:
        lower, worst = attack(scheme, s)
        upper = max(lower, policy_bound(scheme, s))
        return BlockWorstCase(s, lower, upper, worst, "local search; bound of a fixed decoder")
    errors = BlockErrors(scheme)
    shifts = _shifts(errors, n) if len(parts) == 1 else []
    value, silent = _knapsack(errors, parts, s, shifts)
    return BlockWorstCase(s, value, value, tuple(sorted(silent)), "enumeration")


def components(scheme: MessageBlocks) -> list[tuple[int, ...]]:
    """The workers of each connected component of workers and partitions.

    Complexity: O(n + size of the code).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> components(repetition_mds(4, 2, 1))
    [(0, 1), (2, 3)]
    """
    import networkx as nx

    graph = nx.empty_graph(scheme.workers)
    for together in scheme.holders():
        nx.add_path(graph, together)
    return sorted(tuple(sorted(group)) for group in nx.connected_components(graph))


def _knapsack(
    errors: BlockErrors, parts: Sequence[Sequence[int]], s: int, shifts: list[list[int]]
) -> tuple[Rational, tuple[int, ...]]:
    """The largest error of s stragglers spread over the components, and where they are."""
    whole = errors.whole
    best: dict[int, tuple[Rational, tuple[int, ...]]] = {0: (whole, ())}
    for i, part in enumerate(parts):
        rest = sum(map(len, parts[i + 1 :]))
        needed = range(max(0, s - rest - max(best)), min(s, len(part)) + 1)
        curve = {t: _worst(errors.of, part, t, shifts) for t in needed}
        combined: dict[int, tuple[Rational, tuple[int, ...]]] = {}
        for used, (value, silent) in best.items():
            for t, (error, more) in curve.items():
                total = value + error - whole
                if used + t <= s and total > combined.get(used + t, (-1, ()))[0]:
                    combined[used + t] = (total, silent + more)
        best = combined
    return best[s]


def _worst(
    error: Errors, workers: Sequence[int], t: int, shifts: list[list[int]]
) -> tuple[Rational, tuple[int, ...]]:
    """The largest error over the t-subsets of these workers, by enumeration with a monotone cut."""
    search = _Search(error)
    if t == 0 or not shifts:
        search.run((), tuple(workers), (), t)
        return search.best, search.silent
    passed: tuple[int, ...] = ()
    for first, *others in orbits(workers, shifts, on_points):
        rest = tuple(w for w in workers if w != first and w not in passed)
        if len(rest) >= t - 1:
            search.run(passed, rest, (first,), t - 1)
        passed += (first, *sorted(others))
    return search.best, search.silent


class _Search:
    """The incumbent of an enumeration."""

    def __init__(self, error: Errors) -> None:
        self.error = error
        self.best: Rational = -1
        self.silent: tuple[int, ...] = ()

    def run(
        self, kept: tuple[int, ...], open_: tuple[int, ...], silent: tuple[int, ...], t: int
    ) -> None:
        """Try all ways to silence t of the undecided workers."""
        if t in (0, len(open_)):
            kept, silent = (kept + open_, silent) if t == 0 else (kept, silent + open_)
            if (value := self.error(kept)) > self.best:
                self.best, self.silent = value, silent
            return
        self.run(kept, open_[1:], (*silent, open_[0]), t - 1)
        kept = (*kept, open_[0])
        if self.error(kept) > self.best:
            self.run(kept, open_[1:], silent, t)


def _shifts(errors: BlockErrors, n: int) -> list[list[int]]:
    """Cyclic shifts of the workers under which the errors of all sets stay the same.

    The error depends on the Gram matrix and on the inner products of the sums of the blocks only.
    """
    sums = list(zip(*errors.sums, strict=True))
    inner = [[sum(x * y for x, y in zip(a, b, strict=True)) for b in sums] for a in sums]
    found = []
    for step in (x for x in range(1, n) if n % x == 0):
        moved = [(w + step) % n for w in range(n)]
        if all(
            matrix[moved[a]][moved[b]] == matrix[a][b]
            for matrix in (errors.products, inner)
            for a in range(n)
            for b in range(a + 1)
        ):
            found.append(moved)
    return found
