"""The exact worst case of m-block schemes: how large the error of decoding can be made.

Few straggler sets are enumerated. For many there is a lower bound, from a local search, and an
upper bound, from decoders that do not depend on who is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.communication import (
    BlockErrors,
    block_error,
    estimated_decoder,
    float_blocks,
)
from adversary.decoding.error import unit_rows
from adversary.worst_case import worst_case
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.algebra.permutations import on_points, orbits
from designs.codes.communication import MessageBlocks
from designs.errors import require

_MOST_SETS = 20_000
_GRID = 1 << 20
_RIDGE = 1e-10
_BETTER = 1e-7
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


def attack(scheme: MessageBlocks, s: int) -> tuple[Rational, tuple[int, ...]]:
    """A set of s stragglers that a local search likes, and its exact error: a lower bound on e(s).

    Two starts, greedy and the holders of the partitions with fewest copies; then exchanges of one
    straggler for one survivor while the float64 estimate grows.

    Raises:
        BadInput: s is not 0..n.

    Complexity: s n^2 estimates of O(n^3) for each round of exchanges, and two exact errors.
    Source: local search.

    >>> from designs.codes.communication_exact import repetition_mds
    >>> attack(repetition_mds(8, 4, 2), 4)
    (8, (0, 1, 2, 3))
    """
    require(0 <= s <= scheme.workers, f"stragglers must be 0..{scheme.workers}, got {s}")
    estimates = _Estimates(scheme)
    found = []
    for start in (_greedy(estimates, s), _fewest_copies(scheme, s)):
        silent = tuple(sorted(_exchanged(estimates, start)))
        found.append((block_error(scheme, silent), silent))
    return max(found, key=lambda pair: (pair[0], [-w for w in pair[1]]))


class _Estimates:
    """Float64 estimates of the error of many straggler sets."""

    def __init__(self, scheme: MessageBlocks) -> None:
        n, m, k = scheme.workers, scheme.reduction, scheme.partitions
        self.workers = n
        self._whole = m * k
        self._rows = unit_rows(scheme.stacked())
        self._products = self._rows @ self._rows.T
        self._sums = self._rows.reshape(n, m, k).sum(axis=2)

    def of(self, silent: list[set[int]]) -> NDArray[np.float64]:
        """The estimate for each set."""
        kept = np.ones((len(silent), self.workers))
        for mask, members in zip(kept, silent, strict=True):
            mask[list(members)] = 0
        systems = self._products * kept[:, :, None] * kept[:, None, :]
        diagonal = np.arange(self.workers)
        systems[:, diagonal, diagonal] += np.where(kept > 0, _RIDGE, 1.0)
        right = self._sums * kept[:, :, None]
        explained = np.einsum("iwu,iwu->i", right, np.linalg.solve(systems, right))
        return np.asarray(self._whole - explained, np.float64)


def _greedy(estimates: _Estimates, s: int) -> set[int]:
    silent: set[int] = set()
    while len(silent) < s:
        others = [w for w in range(estimates.workers) if w not in silent]
        silent.add(others[int(estimates.of([silent | {w} for w in others]).argmax())])
    return silent


def _fewest_copies(scheme: MessageBlocks, s: int) -> set[int]:
    order = [w for group in sorted(scheme.holders(), key=len) for w in group]
    return set(list(dict.fromkeys([*order, *range(scheme.workers)]))[:s])


def _exchanged(estimates: _Estimates, silent: set[int]) -> set[int]:
    """The set after the best exchanges, until none is better."""
    value = float(estimates.of([silent])[0])
    while sets := list(_neighbours(estimates.workers, silent)):
        values = estimates.of(sets)
        best = int(values.argmax())
        if values[best] <= value + _BETTER:
            break
        silent, value = sets[best], float(values[best])
    return silent


def _neighbours(n: int, silent: set[int]) -> Iterator[set[int]]:
    for out in sorted(silent):
        for into in range(n):
            if into not in silent:
                yield silent - {out} | {into}


def policy_bound(scheme: MessageBlocks, s: int) -> Rational:
    """An upper bound on the error of every set of s stragglers, from fixed decoders.

    Any n x m matrix R, used by the server whoever answers, bounds the least error from above. With
    E its error matrix if all answer, silencing T changes the error to ``|E - sum_T M_w R_w|^2``, a
    quadratic form in T of which every worker's share is bounded by its s - 1 largest partners. R is
    the least-squares decoder rounded to multiples of 2^-20, and n/(n-s) times that.

    Raises:
        BadInput: s is not 0..n.

    Complexity: O(n m^2 k + n^2 m k) exact operations.
    Source: derived here (docs/why-it-is-true.md).

    >>> from designs.codes.communication_exact import repetition_mds
    >>> round(float(policy_bound(repetition_mds(8, 4, 2), 0)), 9)
    0.0
    >>> policy_bound(repetition_mds(8, 4, 2), 8)
    16
    """
    n, whole = scheme.workers, scheme.reduction * scheme.partitions
    require(0 <= s <= n, f"stragglers must be 0..{n}, got {s}")
    weights, _ = estimated_decoder(float_blocks(scheme), range(n))
    factors = {Fraction(1), Fraction(n, n - s)} if s < n else {Fraction(1)}
    rounded = [[Fraction(round(float(x) * _GRID), _GRID) for x in row] for row in weights]
    bounds = [_bound(scheme, [[f * x for x in row] for row in rounded], s) for f in factors]
    return plain(min([Fraction(whole), *bounds]))


def _bound(scheme: MessageBlocks, decoder: list[list[Fraction]], s: int) -> Fraction:
    """The bound of one decoder R."""
    n, m, k = scheme.workers, scheme.reduction, scheme.partitions
    scale, rows = common_denominator(scheme.stacked().encoding)
    unit, weights = common_denominator(decoder)
    arrived = [
        [sum(weights[w][u] * rows[w][j] for w in range(n)) for j in range(m * k)] for u in range(m)
    ]
    one = scale * unit
    missing = [
        [x - one * (j // k == u) for j, x in enumerate(row)] for u, row in enumerate(arrived)
    ]
    linear = [
        sum(
            weights[w][u] * sum(x * y for x, y in zip(rows[w], missing[u], strict=True))
            for u in range(m)
        )
        for w in range(n)
    ]
    messages, answers = gram(rows), gram(weights)
    shares = []
    for w in range(n):
        pairs = [messages[w][v] * answers[w][v] for v in range(n)]
        others = sorted((max(0, x) for v, x in enumerate(pairs) if v != w), reverse=True)
        shares.append(pairs[w] - 2 * linear[w] + sum(others[: max(0, s - 1)]))
    total = sum(x * x for row in missing for x in row) + sum(sorted(shares, reverse=True)[:s])
    return Fraction(total, one * one)
