"""Bad straggler sets for m-block schemes too large to enumerate, and a bound on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.communication import block_error, estimated_decoder, float_blocks
from adversary.decoding.error import unit_rows
from designs.algebra.linear import Rational, common_denominator, gram, plain
from designs.codes.communication import MessageBlocks
from designs.errors import require

_GRID = 1 << 20
_RIDGE = 1e-10
_BETTER = 1e-7


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
