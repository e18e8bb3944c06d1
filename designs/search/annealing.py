"""One attempt at a plan: random base blocks, improved by simulated annealing until all is even."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from designs.constructions.prescribed import Base
from designs.incidence.parameters import Parameters
from designs.search.plans import Plan

Ints = NDArray[np.int64]

_HOT, _COLD = 1.2, 0.15


class Annealing:
    """The arrays of a plan that the compiled loop works on; see `designs.search.annealing_loop`.

    A base block is a union of point orbits of its stabiliser. Counts are of ordered pairs, by orbit
    of pairs under the prescribed group; the cost is the sum over all pairs of points of the squared
    deviation from lambda, divided by the order of the group.
    """

    def __init__(self, p: Parameters, plan: Plan) -> None:
        self.parameters, self.plan = p, plan
        orbits = [orbit for stabiliser, _ in plan.base for orbit in stabiliser.orbits]
        self._members = np.array([x for orbit in orbits for x in orbit])
        self._starts = np.cumsum([0] + [len(orbit) for orbit in orbits])
        self._class_of, self._class_starts, self._class_members = _classes(plan)
        pairs = plan.setting.pairs
        sizes = np.bincount(pairs.ravel()) // 2
        sizes[np.unique(np.diag(pairs))] = 0
        self._targets = 2 * p.lam * sizes
        self._weights = 1 / np.maximum(4.0 * sizes * plan.setting.order, 1.0) * (sizes > 0)
        kinds = [stabiliser for stabiliser, count in plan.base for _ in range(count)]
        self._multiplicity = np.array([stabiliser.index for stabiliser in kinds])

    def attempt(self, steps: int, random: Random) -> tuple[float, Base]:
        """The last cost after at most so many steps, and the base blocks reached.

        At cost 0 they are those of a 2-design. A base block whose orbit counts several times is
        given as often.

        Complexity: O(k) a step.
        """
        from designs.search.annealing_loop import anneal

        rows = self._draw(random)
        sizes = np.array([len(row) for row in rows])
        chosen = np.zeros((len(rows), sizes.max()), dtype=np.int64)
        for line, row in zip(chosen, rows, strict=True):
            line[: len(row)] = row
        cost = anneal(
            self.plan.setting.pairs, self._targets, self._weights, self._starts, self._members,
            self._class_of, self._class_starts, self._class_members, chosen, sizes,
            self._multiplicity, steps, _HOT, _COLD, np.random.default_rng(random.getrandbits(64)),
        )  # fmt: skip
        blocks = [self._points(row[:size]) for row, size in zip(chosen, sizes, strict=True)]
        return cost, tuple(b for j, b in enumerate(blocks) for _ in range(self._times(j, b)))

    def _draw(self, random: Random) -> list[list[int]]:
        """For every base block a union of orbits with k points, uniformly at random."""
        rows, first = [], 0
        for stabiliser, count in self.plan.base:
            lengths = [len(orbit) for orbit in stabiliser.orbits]
            subsets = (_subset(lengths, self.parameters.k, random) for _ in range(count))
            rows += [[first + i for i in subset] for subset in subsets]
            first += len(lengths)
        return rows

    def _points(self, row: Ints) -> tuple[int, ...]:
        parts = [self._members[self._starts[o] : self._starts[o + 1]] for o in row]
        return tuple(sorted(int(x) for part in parts for x in part))

    def _times(self, j: int, block: tuple[int, ...]) -> int:
        return int(self._multiplicity[j]) // len(self.plan.setting.action.orbit(block))


def _classes(plan: Plan) -> tuple[Ints, Ints, Ints]:
    """Classes of orbits that may replace each other: same stabiliser, same size."""
    class_of: list[int] = []
    classes: list[list[int]] = []
    for stabiliser, _ in plan.base:
        number: dict[int, int] = {}
        for orbit in stabiliser.orbits:
            if len(orbit) not in number:
                number[len(orbit)] = len(classes)
                classes.append([])
            classes[number[len(orbit)]].append(len(class_of))
            class_of.append(number[len(orbit)])
    starts = np.cumsum([0] + [len(part) for part in classes])
    return np.array(class_of), starts, np.array([o for part in classes for o in part])


def _subset(lengths: list[int], total: int, random: Random) -> list[int]:
    """Positions of a random subset with this sum; every such subset is equally likely."""
    ways = [[0] * (total + 1) for _ in range(len(lengths) + 1)]
    ways[-1][0] = 1
    for i in reversed(range(len(lengths))):
        for s in range(total + 1):
            ways[i][s] = ways[i + 1][s] + (ways[i + 1][s - lengths[i]] if s >= lengths[i] else 0)
    chosen = []
    for i, length in enumerate(lengths):
        with_it = ways[i + 1][total - length] if total >= length else 0
        if random.randrange(ways[i][total]) < with_it:
            chosen.append(i)
            total -= length
    return chosen
