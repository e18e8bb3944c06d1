"""Few survivors of a 0/1 code of constant load: overlaps that no code can avoid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations

import numpy as np

from bounds.universal.shape import LowerBound, Shape
from designs.algebra.linear import Rational, explained
from designs.errors import require

Regions = tuple[tuple[int, int], ...]
_MOST_SURVIVORS = 4
_LARGEST_LOAD = 6
_CORRECTIONS = 150


def few_survivors(shape: Shape, s: int, most: int = _MOST_SURVIVORS) -> LowerBound | None:
    """For 2 to 4 survivors and loads up to 6: `forced_error`, where it applies.

    Complexity: that of `forced_error`.

    >>> few_survivors(Shape(13, 13, 4, constant_load=True), 11).value
    Fraction(33, 5)
    """
    left = shape.workers - s
    regular = shape.binary and shape.constant_load and shape.constant_replication
    small = left == 2 or shape.load <= _LARGEST_LOAD
    if not (regular and small and 2 <= left <= min(most, shape.workers - 1) and shape.load):
        return None
    n, k, d = shape.workers, shape.partitions, int(shape.redundancy)
    cases = forced_error(n, k, d, left)
    proof = {"largest overlap": {str(c): str(x) for c, x in cases.items()}}
    why = f"{left} survivors, each chosen for the overlaps that the loads force on some worker"
    return LowerBound(min(cases.values()), "few survivors", proof, why)


def forced_error(n: int, k: int, d: int, survivors: int) -> dict[int, Fraction]:
    """For every possible largest overlap c, an error that some survivors of this number have.

    For all 0/1 codes with n workers, k partitions, redundancy d and load L = k d/n. Two workers
    share c partitions, and no two share more. Given some chosen workers, let a further worker hold
    t_R of the x_R partitions that are held by exactly the set R of the chosen. Over all n - m
    others t_R has the mean ``x_R (d - |R|)/(n - m)``. So whatever the weights w, some worker has
    w t at least the mean of w t, and the adversary may choose it. The weights are
    proposed by perceptron steps, and what they prove is decided in integers.

    Raises:
        BadInput: d = 0, L is no integer, or there are not 2 to n - 1 survivors.

    Complexity: exponential in survivors and load: about 0.1 s for 4 survivors at load 4.
    Source: derived in docs/bounds.md.

    >>> {c: str(x) for c, x in forced_error(7, 7, 3, 3).items()}
    {1: '8/5', 2: '28/13', 3: '5/2'}
    """
    require(k * d % n == 0, f"a constant load must be an integer, got {k}*{d}/{n}")
    require(d >= 1, f"every partition must be somewhere, got redundancy {d}")
    require(2 <= survivors < n, f"survivors must be 2..{n - 1}, got {survivors}")
    return dict(_cases(n, k, d, survivors))


@cache
def _cases(n: int, k: int, d: int, survivors: int) -> tuple[tuple[int, Fraction], ...]:
    """The cases of `forced_error`, cached."""
    load = k * d // n
    found = []
    for c in range(-(-load * (d - 1) // (n - 1)), load + 1):
        game = _Game(n, k, d, survivors, c)
        pair = {0b11: c, 0b01: load - c, 0b10: load - c}
        value = game.value(_sorted(pair), 2) if 2 * load - c <= k else None
        if value is not None:
            found.append((c, value))
    return tuple(found)


class _Game:
    """The adversary adds workers; whatever the code, some worker is as the mean demands."""

    def __init__(self, n: int, k: int, d: int, survivors: int, largest: int) -> None:
        self.n, self.k, self.d, self.load = n, k, d, k * d // n
        self.survivors, self.largest = survivors, largest
        self.known: dict[Regions, Fraction | None] = {}

    def value(self, regions: Regions, m: int) -> Fraction | None:
        """The error forced on m chosen workers and further ones; None if no code has them."""
        if m == self.survivors:
            return Fraction(self.k - _explained(_products(regions, m), self.load))
        regions = _canonical(regions, m)
        if regions not in self.known:
            self.known[regions] = self._forced(regions, m)
        return self.known[regions]

    def _forced(self, regions: Regions, m: int) -> Fraction | None:
        choices: dict[Fraction, list[tuple[int, ...]]] = {}
        for shares in self._shares(regions, m):
            value = self.value(_joined(regions, shares, m, self.load - sum(shares)), m + 1)
            if value is not None:
                choices.setdefault(value, []).append(shares)
        means = [x * (self.d - r.bit_count()) for r, x in regions]
        values = sorted(choices)
        low, high = 0, len(values)  # all choices below values[low] have been excluded
        while low < high:
            middle = (low + high) // 2
            below = [t for value in values[: middle + 1] for t in choices[value]]
            if _excluded(below, means, self.n - m):
                low = middle + 1
            else:
                high = middle
        return values[low] if low < len(values) else None

    def _shares(self, regions: Regions, m: int) -> Iterator[tuple[int, ...]]:
        """The shares of each region that a further worker may hold."""
        outside = self.k - sum(x for _, x in regions)

        def fill(i: int, left: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            if i == len(regions):
                if left <= outside:
                    yield ()
                return
            r, x = regions[i]
            holders = [j for j in range(m) if r >> j & 1]
            most = min(x, left, *(room[j] for j in holders)) if len(holders) < self.d else 0
            for t in range(most + 1):
                after = tuple(c - t * (r >> j & 1) for j, c in enumerate(room))
                yield from ((t, *rest) for rest in fill(i + 1, left - t, after))

        return fill(0, self.load, (self.largest,) * m)


def _excluded(shares: Sequence[tuple[int, ...]], means: Sequence[int], others: int) -> bool:
    """Whether weights w are found with ``others w t < w means`` for all these t.

    Then some worker is not among them. Perceptron steps; a step adds the most violated difference.
    """
    gaps = np.array(means, dtype=np.int64) - others * np.array(shares, dtype=np.int64)
    weights = gaps.sum(axis=0)
    for _ in range(_CORRECTIONS):
        margins = gaps @ weights
        worst = int(margins.argmin())
        if margins[worst] > 0:
            return True
        weights = weights + gaps[worst]
    return False


def _joined(regions: Regions, shares: Sequence[int], m: int, rest: int) -> Regions:
    """The regions with one more worker."""
    new = {1 << m: rest}
    for (r, x), t in zip(regions, shares, strict=True):
        new[r] = x - t
        new[r | 1 << m] = t
    return _sorted(new)


def _sorted(regions: Mapping[int, int]) -> Regions:
    return tuple(sorted((r, x) for r, x in regions.items() if x))


def _canonical(regions: Regions, m: int) -> Regions:
    """The same for every order of the chosen workers."""
    return min(
        _sorted({sum(1 << p[j] for j in range(m) if r >> j & 1): x for r, x in regions})
        for p in permutations(range(m))
    )


def _products(regions: Regions, m: int) -> tuple[tuple[int, ...], ...]:
    """The Gram matrix of the chosen workers."""
    return tuple(
        tuple(sum(x for r, x in regions if r >> i & r >> j & 1) for j in range(m)) for i in range(m)
    )


@cache
def _explained(products: tuple[tuple[int, ...], ...], load: int) -> Rational:
    return explained(products, [load] * len(products))
