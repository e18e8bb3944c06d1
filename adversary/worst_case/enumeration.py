"""Exact worst case by pruned enumeration: floats propose decoders, integers decide.

A node of the tree has decided for some workers whether they are kept or silent. If the workers kept
so far already decode with error at most the incumbent, so does every completion (the error never
grows when survivors are added), and the subtree is done: the *monotone cut*. That error is bounded
in integers: a float64 solver proposes weights, which are rounded to multiples of 2^-52, and the
squared residual of the rounded weights is computed exactly. Rows with large entries are rounded
too, and what that may cost is added. Where rounding leaves a doubt the rational least-squares error
decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.error import batch_size, estimated_weights, unit_rows
from adversary.worst_case.gram_error import augmented_gram, error_of_survivors
from designs.algebra.linear import Rational, plain
from designs.algebra.permutations import point_orbits
from designs.codes import GradientCode

Mask = NDArray[np.bool_]
Progress = Callable[[float, Rational, Rational], None]

_GRID = 52
_SHIFT = 32
_SCALE = 4 ** (_GRID - _SHIFT)
_LARGEST_ENTRY, _ROUNDED_ENTRY = 40, 26
_DOUBT = 1e-6


class Bounds:
    """Exact upper bounds on the error of survivor sets, from float64 proposals.

    >>> bounds = Bounds(GradientCode([[1, 1, 0], [0, 1, 1]]))
    >>> (bounds.of(np.array([[True, True], [True, False]]))[0] / _SCALE).round(4).tolist()
    [0.3333, 1.0]
    """

    def __init__(self, code: GradientCode) -> None:
        rows = code.integer_rows()
        self.unit = unit_rows(code)
        self.partitions = code.partitions
        self.ceiling = code.partitions * _SCALE
        self._augmented = augmented_gram(code)
        self._small = max(abs(x) for row in rows for x in row) < 1 << _LARGEST_ENTRY
        self._integers = np.array(rows if self._small else [*map(_rounded, rows)], np.int64)
        lengths = np.linalg.norm(self._integers.astype(np.float64), axis=1)
        self._lengths = np.where(lengths > 0, lengths, 1)
        self._coarsest = 1 << (62 - code.partitions.bit_length()) // 2

    def of(self, kept: Mask) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Upper bounds as multiples of 1/4^20, and float estimates, of many survivor sets."""
        weights = estimated_weights(self.unit, kept)
        residual = weights @ self.unit - 1
        guess = np.einsum("ij,ij->i", residual, residual)
        scaled = np.rint(weights / self._lengths * 2.0**_GRID)
        sizes = np.abs(scaled) @ np.abs(self._integers) + 2.0**_GRID
        safe = sizes.max(axis=1) < 2.0**61
        exact = np.where(safe[:, None], scaled, 0).astype(np.int64) @ self._integers
        slack = 0 if self._small else np.abs(np.where(safe[:, None], scaled, 0)).sum(axis=1)
        sizes = np.abs(exact - (1 << _GRID)) + np.array(slack, np.int64).reshape(-1, 1)
        coarse = -(-sizes >> _SHIFT)
        safe &= coarse.max(axis=1) < self._coarsest
        squares = np.einsum("ij,ij->i", coarse, coarse)
        return np.minimum(np.where(safe, squares, self.ceiling), self.ceiling), guess

    def exact(self, kept: Mask) -> Rational:
        """The rational least-squares error of one survivor set."""
        return error_of_survivors(self._augmented, np.flatnonzero(kept).tolist())


def _rounded(row: Sequence[int]) -> list[int]:
    """A row times a power of two, rounded to integers of 26 bits: each is off by less than 1."""
    excess = max(map(abs, row)).bit_length() - _ROUNDED_ENTRY
    return [x >> excess if excess > 0 else x << -excess for x in row]


@dataclass(slots=True)
class Nodes:
    """Open nodes that have decided about the same workers: all but those in ``order``."""

    order: tuple[int, ...]
    kept: Mask
    silent: NDArray[np.int64]
    bound: NDArray[np.int64]


class Enumeration:
    """The search for the worst set of s stragglers; can be stopped at any time.

    Complexity: at most C(n, s) leaves, each O(n^3) vectorised float work; O(n^2 + 2e6) memory.
    Source: the monotone cut is the hitting-set view of adversarial thresholds; rounding decoders is
    derived in docs/why-it-is-true.md.

    >>> search = Enumeration(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), 1, (0,))
    >>> search.run(None, None)
    >>> search.lower, search.upper
    (Fraction(1, 3), Fraction(1, 3))
    """

    def __init__(
        self, code: GradientCode, s: int, start: tuple[int, ...], bounds: Bounds | None = None
    ) -> None:
        self.n, self.s = code.workers, s
        self.bounds = bounds or Bounds(code)
        kept = np.ones(self.n, dtype=bool)
        kept[list(start)] = False
        self._incumbent = (self.bounds.exact(kept), start)
        self._stack = list(self._roots(code)) if s else []
        self._most = batch_size(self.n)

    @property
    def lower(self) -> Rational:
        """The exact error of ``worst_set``."""
        return self._incumbent[0]

    @property
    def worst_set(self) -> tuple[int, ...]:
        """The worst straggler set found so far."""
        return self._incumbent[1]

    @property
    def upper(self) -> Rational:
        """The greatest bound of an open node, at least ``lower``."""
        open_bounds = [int(nodes.bound.max()) for nodes in self._stack]
        return plain(max([Fraction(self.lower), *(Fraction(b, _SCALE) for b in open_bounds)]))

    def run(self, deadline: float | None, progress: Progress | None) -> None:
        """Go on until nothing is open or the deadline (of `time.monotonic`) has passed."""
        while self._stack:
            if deadline is not None and time.monotonic() > deadline:
                return
            self._stack[-1:] = self._expand(self._stack[-1])
            if progress is not None:
                progress(1 - self._open_sets() / comb(self.n, self.s), self.lower, self.upper)

    def consider(self, silent: Sequence[int]) -> None:
        """Take s stragglers as the incumbent if they are worse than it."""
        kept = np.ones(self.n, dtype=bool)
        kept[list(silent)] = False
        if (value := self.bounds.exact(kept)) > self.lower:
            self._incumbent = (value, tuple(silent))

    def _open_sets(self) -> int:
        """Number of straggler sets below the open nodes."""
        return sum(
            int(count) * comb(len(nodes.order), self.s - int(silent))
            for nodes in self._stack
            for silent, count in zip(*np.unique(nodes.silent, return_counts=True), strict=True)
        )

    def _roots(self, code: GradientCode) -> Iterator[Nodes]:
        """One root for each orbit of workers: its first worker is silent, earlier orbits are kept.

        Every straggler set has an image under the symmetries that starts so.
        """
        rank = {w: i for i, w in enumerate(forward_selection(self.bounds.unit))}
        earlier: set[int] = set()
        for orbit in worker_orbits(code):
            rest = [w for w in range(self.n) if w not in earlier and w != orbit[0]]
            if len(rest) >= self.s - 1:
                kept = np.zeros((1, self.n), dtype=bool)
                kept[0, list(earlier)] = True
                order = tuple(sorted(rest, key=rank.__getitem__))
                ceiling = np.array([self.bounds.ceiling])
                yield Nodes(order, kept, np.array([1]), ceiling)
            earlier |= set(orbit)

    def _expand(self, nodes: Nodes) -> list[Nodes]:
        """Settle what is complete, then decide about the next worker; the chunks still open."""
        missing = self.s - nodes.silent
        complete = (missing == 0) | (missing == len(nodes.order))
        rest = nodes.kept[complete].copy()
        rest[np.ix_(missing[complete] == 0, nodes.order)] = True
        self._settle(rest)
        if complete.all():
            return []
        worker, order = nodes.order[0], nodes.order[1:]
        kept, silent, bound = (x[~complete] for x in (nodes.kept, nodes.silent, nodes.bound))
        more = kept.copy()
        more[:, worker] = True
        still, tighter, _ = self._unproved(more)
        return self._chunks(
            order,
            np.concatenate([kept, more[still]]),
            np.concatenate([silent + 1, silent[still]]),
            np.concatenate([bound, np.minimum(bound[still], tighter)]),
        )

    def _chunks(
        self,
        order: tuple[int, ...],
        kept: Mask,
        silent: NDArray[np.int64],
        bound: NDArray[np.int64],
    ) -> list[Nodes]:
        pieces = range(0, len(kept), self._most)
        cut = [slice(i, i + self._most) for i in pieces]
        return [Nodes(order, kept[c], silent[c], bound[c]) for c in cut]

    def _unproved(self, kept: Mask) -> tuple[Mask, NDArray[np.int64], NDArray[np.float64]]:
        """Which kept sets are not proved to decode as well as the incumbent; bounds and guesses."""
        bound, guess = self.bounds.of(kept)
        still = bound > int(self.lower * _SCALE)
        for i in np.flatnonzero(still & (guess <= float(self.lower) + _DOUBT)):
            still[i] = self.bounds.exact(kept[i]) > self.lower
        return still, bound[still], guess[still]

    def _settle(self, kept: Mask) -> None:
        """Compare complete survivor sets with the incumbent; it is replaced if one is worse."""
        waiting = [kept[i : i + self._most] for i in range(0, len(kept), self._most)]
        while waiting:
            chunk = waiting.pop()
            still, _, guess = self._unproved(chunk)
            descending = chunk[still][np.argsort(-guess)]
            for i, survivors in enumerate(descending):
                if (value := self.bounds.exact(survivors)) > self.lower:
                    silent = np.flatnonzero(~survivors).tolist()
                    self._incumbent = (value, tuple(silent))
                    waiting.append(descending[i + 1 :])
                    break


def forward_selection(unit: NDArray[np.float64]) -> list[int]:
    """The workers in the order in which they explain most of what is left of the all-ones vector.

    >>> forward_selection(np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 0.0]]))
    [1, 0, 2]
    """
    rows, target = unit.copy(), np.ones(unit.shape[1])
    left, order = list(range(len(unit))), []
    while left:
        lengths = np.einsum("ij,ij->i", rows[left], rows[left])
        gain = np.where(lengths > 1e-9, (rows[left] @ target) ** 2 / np.maximum(lengths, 1e-9), -1)
        best = left.pop(int(gain.argmax()))
        order.append(best)
        length = float(rows[best] @ rows[best])
        if length > 1e-9:
            direction = rows[best] / np.sqrt(length)
            target -= direction * (direction @ target)
            rows -= np.outer(rows @ direction, direction)
    return order


def worker_orbits(code: GradientCode) -> list[list[int]]:
    """Orbits of the workers under the code's known symmetries, each ascending.

    >>> from designs import fractional_repetition
    >>> worker_orbits(fractional_repetition(4, 2))
    [[0, 1, 2, 3]]
    """
    moves = [symmetry.workers for symmetry in code.symmetries]
    return [list(orbit) for orbit in point_orbits(code.workers, moves)]
