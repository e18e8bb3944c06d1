"""Small permutation groups with all their elements: subgroups, and actions on cosets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
from numpy.typing import NDArray

from designs.algebra.permutations import Permutation
from designs.errors import require

Integers = NDArray[np.int64]
_MOST_ELEMENTS = 20_000


@dataclass(frozen=True)
class Subgroup:
    """A subgroup as numbers of elements: all of them, in order, and some that generate it."""

    members: tuple[int, ...]
    generators: tuple[int, ...]


@dataclass(frozen=True)
class PermutationGroup:
    """The group that permutations generate; its elements are numbered, the identity first.

    Raises:
        BadInput: it has more than 20,000 elements.

    Complexity: O(order * degree) for every generator.

    >>> PermutationGroup(((1, 2, 0), (1, 0, 2))).order
    6
    """

    generators: tuple[Permutation, ...]

    @cached_property
    def elements(self) -> Integers:
        """All elements, one a row: level by level images of the identity under the generators."""
        images = np.array(self.generators)
        found = fresh = np.arange(images.shape[1])[None]
        while len(fresh):
            products = np.unique(images[:, fresh].reshape(-1, images.shape[1]), axis=0)
            fresh = products[~np.isin(_hashed(products), _hashed(found))]
            found = np.vstack([found, fresh])
            require(len(found) <= _MOST_ELEMENTS, f"the group exceeds {_MOST_ELEMENTS} elements")
        return found

    @property
    def order(self) -> int:
        """Number of elements."""
        return len(self.elements)

    @cached_property
    def _lookup(self) -> tuple[Integers, Integers]:
        keys = _hashed(self.elements)
        order = np.argsort(keys)
        return keys[order], order

    def numbers(self, permutations: Integers) -> Integers:
        """The numbers of elements given as permutations, in the last axis.

        >>> PermutationGroup(((1, 2, 0),)).numbers(np.array([[0, 1, 2]])).tolist()
        [0]
        """
        keys, order = self._lookup
        found: Integers = order[np.searchsorted(keys, _hashed(permutations))]
        return found

    def subgroup(self, generators: Sequence[int]) -> Subgroup:
        """The subgroup that elements generate, given by their numbers.

        >>> len(PermutationGroup(((1, 2, 0), (1, 0, 2))).subgroup([1]).members) in (2, 3)
        True
        """
        members = np.zeros(1, dtype=np.int64)
        images = self.elements[list(generators)]
        while len(generators):
            products = self.numbers(images[:, self.elements[members]]).ravel()
            grown = np.union1d(members, products)
            if len(grown) == len(members):
                break
            members = grown
        return Subgroup(tuple(members.tolist()), tuple(generators))

    def subgroups(self, tries: int, random: Random) -> list[Subgroup]:
        """Subgroups of up to three random generators, one of every class of conjugate ones.

        >>> group = PermutationGroup(((1, 2, 0), (1, 0, 2)))
        >>> sorted(len(h.members) for h in group.subgroups(40, Random(0)))
        [1, 2, 3, 6]
        """
        found: dict[tuple[int, ...], Subgroup] = {}
        kept: list[Subgroup] = []
        for i in range(tries):
            subgroup = self.subgroup([self._element(random) for _ in range(min(i, 1 + i % 3))])
            if subgroup.members not in found:
                found[subgroup.members] = subgroup
                if not any(self._conjugate(subgroup, other) for other in kept):
                    kept.append(subgroup)
        return sorted(kept, key=lambda subgroup: len(subgroup.members))

    def _element(self, random: Random) -> int:
        """A power of a random element, by a divisor of its order."""
        element = self.elements[random.randrange(self.order)]
        powers = [element]
        while not (powers[-1] == np.arange(len(element))).all():
            powers.append(element[powers[-1]])
        divisors = [d for d in range(1, len(powers) + 1) if len(powers) % d == 0]
        return int(self.numbers(powers[random.choice(divisors) - 1]))

    def _conjugate(self, one: Subgroup, other: Subgroup) -> bool:
        """Does some element conjugate the one into the other?"""
        if len(one.members) != len(other.members):
            return False
        inside = np.ones(self.order, dtype=bool)
        for h in one.generators:
            images = np.empty_like(self.elements)
            np.put_along_axis(images, self.elements, self.elements[:, self.elements[h]], axis=1)
            inside &= np.isin(self.numbers(images), other.members)
        return bool(inside.any())

    def on_cosets(self, subgroup: Subgroup, numbers: Sequence[int]) -> list[Permutation]:
        """Some elements as permutations of the cosets x H: the element g maps x H to g x H.

        >>> group = PermutationGroup(((1, 2, 0), (1, 0, 2)))
        >>> group.on_cosets(group.subgroup([]), [0])
        [(0, 1, 2, 3, 4, 5)]
        """
        coset = np.full(self.order, -1)
        first: list[int] = []
        for x in range(self.order):
            if coset[x] < 0:
                coset[self.numbers(self.elements[x][self.elements[list(subgroup.members)]])] = len(
                    first
                )
                first.append(x)
        moved = (self.elements[g][self.elements[first]] for g in numbers)
        return [tuple(coset[self.numbers(images)].tolist()) for images in moved]


def _hashed(permutations: Integers) -> Integers:
    """A 64-bit key of each permutation; those of a group differ with high probability."""
    degree = permutations.shape[-1]
    weights = np.random.default_rng(degree).integers(1, 2**62, size=degree)
    keys: Integers = permutations @ weights
    return keys


def disjoint(actions: Sequence[Sequence[Permutation]]) -> Iterator[Permutation]:
    """Elements that act on several sets of points at once, the sets numbered one after another.

    >>> list(disjoint([[(1, 0)], [(1, 2, 0)]]))
    [(1, 0, 3, 4, 2)]
    """
    for images in zip(*actions, strict=True):
        joined: list[int] = []
        for image in images:
            shift = len(joined)
            joined += [shift + x for x in image]
        yield tuple(joined)
