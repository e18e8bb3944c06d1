"""Plans of a search: a prescribed group, and how many base blocks have which stabiliser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import lgamma, log, pi

import numpy as np

from designs.incidence.parameters import Parameters
from designs.search.settings import Setting, Stabiliser


@dataclass(frozen=True)
class Plan:
    """A setting and the number of base blocks with each stabiliser, with an estimate of its worth.

    ``expected`` is the logarithm of the number of ways to choose the base blocks, less that of the
    chance that independent normal counts hit their targets: a heuristic, used to order the plans.
    """

    setting: Setting
    base: tuple[tuple[Stabiliser, int], ...]
    expected: float
    constraints: int


def plans(p: Parameters, setting: Setting, most: int = 300) -> Iterator[Plan]:
    """Every plan in a setting for a 2-(v, k, lambda) design with at most so many of them.

    Complexity: at most ``most`` plans are looked at.

    >>> from designs.constructions.action import Action
    >>> setting = Setting(Action((7,), 1, 0, (((2,), (0,)),)))
    >>> [[(s.index, many) for s, many in plan.base] for plan in plans(Parameters(7, 3, 1), setting)]
    [[(7, 1)]]
    """
    kinds = [s for s in setting.stabilisers if s.choices(p.k)]
    kinds.sort(key=lambda s: s.index)
    upper = np.triu_indices(p.v, 1)
    sizes = np.unique(setting.pairs[upper], return_counts=True)[1]
    unlikely = sum(0.5 * log(2 * pi * max(p.lam * (1 - p.k / p.v), 0.2)) for size in sizes)
    for counts in islice(_compositions(int(p.b), [s.index for s in kinds]), most):
        base = tuple((s, c) for s, c in zip(kinds, counts, strict=True) if c)
        ways = sum(c * log(s.choices(p.k)) - lgamma(c + 1) for s, c in base)
        yield Plan(setting, base, ways - unlikely, len(sizes))


def _compositions(total: int, parts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Non-negative counts with ``sum counts * parts = total``, large last parts first."""
    reachable = [1]
    for part in parts:
        sums = reachable[-1]
        for _ in range((total // part).bit_length()):
            sums |= sums << part * (1 << _)
        reachable.append(sums)

    def descend(left: int, kinds: int) -> Iterator[tuple[int, ...]]:
        if not reachable[kinds] >> left & 1:
            return
        if kinds == 0:
            yield ()
            return
        part = parts[kinds - 1]
        for count in range(left // part, -1, -1):
            for head in descend(left - count * part, kinds - 1):
                yield (*head, count)

    return descend(total, len(parts))
