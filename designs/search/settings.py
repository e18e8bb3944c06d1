"""Prescribed groups as the search sees them: orbits of pairs, stabilisers and their orbits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from designs.algebra.permutations import Permutation, on_sets, orbit, point_orbits
from designs.constructions.action import Action
from designs.constructions.difference import AbelianGroup
from designs.search.groups import power

_LARGEST_TRANSLATION_GROUP = 16


def pair_orbits(points: int, generators: Sequence[Permutation]) -> NDArray[np.int32]:
    """The number of the orbit of every unordered pair, shape (points, points), symmetric.

    The diagonal is numbered too. The smallest label spreads along the generators until nothing
    changes.

    >>> pair_orbits(3, [(1, 2, 0)]).tolist()
    [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    label = np.arange(points * points).reshape(points, points)
    label = np.minimum(label, label.T)
    images = [np.array(g) for g in generators]
    images += [np.argsort(g) for g in images]
    while True:
        before = label
        for image in images:
            label = np.minimum(label, label[np.ix_(image, image)])
        label = np.minimum(label, label.T)
        label = label.ravel()[label]
        if (label == before).all():
            break
    numbers: NDArray[np.int32] = np.unique(label, return_inverse=True)[1].astype(np.int32)
    return numbers.reshape(points, points)


@dataclass(frozen=True)
class Stabiliser:
    """A subgroup of the prescribed group: its orbits of points, and the size of a block orbit."""

    orbits: tuple[tuple[int, ...], ...]
    index: int

    def choices(self, k: int) -> int:
        """Number of unions of orbits with k points.

        >>> Stabiliser(((0, 1), (2,), (3,)), 1).choices(2)
        2
        """
        return _unions(tuple(sorted(Counter(map(len, self.orbits)).items())), k)


@cache
def _unions(sizes: tuple[tuple[int, int], ...], k: int) -> int:
    """Number of ways to reach k by sizes that are there so many times."""
    if not sizes:
        return int(k == 0)
    (size, count), *rest = sizes
    most = min(count, k // size)
    return sum(comb(count, i) * _unions(tuple(rest), k - i * size) for i in range(most + 1))


@dataclass(frozen=True)
class Setting:
    """An action with its orbits of pairs and the stabilisers that base blocks may have."""

    action: Action

    @cached_property
    def order(self) -> int:
        """Order of the group."""
        return self.action.order * self._multiplier_order

    @cached_property
    def _multiplier_order(self) -> int:
        if not self.action.multipliers:
            return 1
        image = self.action.permutation(self.action.multipliers[0])
        current, order = image, 1
        while current != tuple(range(len(image))):
            current, order = tuple(image[x] for x in current), order + 1
        return order

    @cached_property
    def pairs(self) -> NDArray[np.int32]:
        """The number of the orbit of every pair of points."""
        return pair_orbits(self.action.points, self.action.generators())

    @cached_property
    def stabilisers(self) -> tuple[Stabiliser, ...]:
        """Products of a subgroup of the multiplier with a small translation group that it keeps."""
        return tuple(self._stabilisers())

    def _stabilisers(self) -> Iterator[Stabiliser]:
        h, seen = self._multiplier_order, set()
        for j in (d for d in range(1, h + 1) if h % d == 0):
            part = [power(self.action.multipliers[0], self.action, h // j)] if j > 1 else []
            for shifts in self._translation_groups(part):
                generators = part + shifts
                found = point_orbits(self.action.points, generators)
                if found not in seen and (generators or j == 1):
                    seen.add(found)
                    size = j * max(
                        (len(o) for o in point_orbits(self.action.points, shifts)), default=1
                    )
                    yield Stabiliser(found, self.order // size)

    def _translation_groups(self, part: list[Permutation]) -> Iterator[list[Permutation]]:
        """Generators of the trivial group, and of those spanned by the images of one translation.

        Of the groups that the whole multiplier maps to each other only one is given.
        """
        yield []
        seen: set[tuple[int, ...]] = set()
        group = AbelianGroup(self.action.moduli)
        maps = self._on_elements(self.action.generators()[len(group.moduli) :])
        for element in range(1, group.order):
            if group.order_of(element) > _LARGEST_TRANSLATION_GROUP:
                continue
            spanned = _span(group, element, self._on_elements(part))
            if spanned is None or (known := tuple(sorted(spanned))) in seen:
                continue
            seen.update(orbit(known, maps, on_sets))
            yield [self._shift(group.add(np.arange(group.order), x)) for x in spanned if x]

    def _on_elements(self, generators: Sequence[Permutation]) -> list[list[int]]:
        """The action of permutations of the points on the elements of A, the same in every copy."""
        order = self.action.order
        return [[x % order for x in image[:order]] for image in generators]

    def _shift(self, row: NDArray[np.int64]) -> Permutation:
        order, copies = self.action.order, self.action.copies
        moved = [c * order + int(x) for c in range(copies) for x in row]
        return (*moved, *range(len(moved), self.action.points))


def _span(group: AbelianGroup, element: int, maps: list[list[int]]) -> frozenset[int] | None:
    """The smallest subgroup with this element that the maps keep; None if it is large."""
    spanned, waiting = {0}, {element}
    while waiting:
        x = waiting.pop()
        sums = {int(y) for y in group.add(x, sorted(spanned)).tolist()}
        fresh = (sums | {image[y] for image in maps for y in sums}) - spanned
        spanned |= sums
        waiting |= fresh - spanned | (fresh & sums)
        if len(spanned) > _LARGEST_TRANSLATION_GROUP:
            return None
    return frozenset(spanned)
