"""Exact cover: options that contain every item exactly once between them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from designs.errors import require

_FIRST_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Cover:
    """The result of a search for an exact cover.

    ``options`` are the numbers of the options chosen, None if no cover was found; there is none if
    the search was ``complete``, and that is unknown if it was not.
    """

    options: tuple[int, ...] | None
    complete: bool


def exact_cover(items: int, options: Sequence[Sequence[int]], seconds: float) -> Cover:
    """Options that contain each of the items 0..items-1 exactly once.

    The item with the fewest options left is branched on. The search begins again in another random
    order, with twice the patience, whenever it has lost patience; it is complete once it ends
    before that. With the same input it visits the same branches.

    Raises:
        BadInput: an option holds an item that is out of range, or twice.

    Complexity: exponential; O(options^2) bits of memory.
    Source: D. E. Knuth, Dancing links (2000), algorithm X, on bit masks.

    >>> exact_cover(3, [(0, 1), (1, 2), (2,)], seconds=1)
    Cover(options=(0, 2), complete=True)
    >>> exact_cover(3, [(0, 1), (1, 2)], seconds=1)
    Cover(options=None, complete=True)
    """
    for option in options:
        proper = len(set(option)) == len(option) and all(0 <= i < items for i in option)
        require(proper, f"an option holds items 0..{items - 1}, each once, got {tuple(option)}")
    deadline, limit, random = time.monotonic() + seconds, _FIRST_LIMIT, Random(0)
    while True:
        search = _Search(items, options, random, deadline, limit)
        found = search.from_here(search.everything, frozenset(range(items)))
        if found is not None or not search.tired:
            return Cover(None if found is None else tuple(sorted(found)), complete=True)
        if time.monotonic() > deadline:
            return Cover(None, complete=False)
        limit *= 2


class _Search:
    """One depth-first search: which options meet which, as bit masks in a random order."""

    def __init__(
        self,
        items: int,
        options: Sequence[Sequence[int]],
        random: Random,
        deadline: float,
        limit: int,
    ) -> None:
        self.order = random.sample(range(len(options)), len(options))
        self.options = [frozenset(options[j]) for j in self.order]
        self.with_item = [0] * items
        for bit, option in enumerate(self.options):
            for item in option:
                self.with_item[item] |= 1 << bit
        self.everything = (1 << len(options)) - 1
        self.deadline, self.patience, self.tired = deadline, limit, False

    def from_here(self, left: int, uncovered: frozenset[int]) -> list[int] | None:
        """Options among those left that cover what is uncovered; None if none were found."""
        if not uncovered:
            return []
        self.patience -= 1
        if self.patience < 0 or time.monotonic() > self.deadline:
            self.tired = True
            return None
        candidates = min((self.with_item[i] & left for i in uncovered), key=int.bit_count)
        while candidates and not self.tired:
            bit = candidates.bit_length() - 1
            candidates ^= 1 << bit
            found = self.from_here(left & ~self._meeting(bit), uncovered - self.options[bit])
            if found is not None:
                return [self.order[bit], *found]
        return None

    def _meeting(self, bit: int) -> int:
        """The options that share an item with this one."""
        mask = 1 << bit
        for item in self.options[bit]:
            mask |= self.with_item[item]
        return mask
