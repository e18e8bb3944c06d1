"""Print small designs over abelian groups with a multiplier, found by annealing.

Run as ``python designs/search/offline/find_starters.py`` (needs numba); it looks for those that
Hanani's theorems start from and prescribed_groups.txt does not have, and prints lines for that
table. Over each group of order v or v - 1 and with each multiplier, some base blocks with short
orbits are drawn: cosets of subgroups, and unions of orbits of the multiplier. The others have full
orbits; one point of them after the other is exchanged until every orbit of pairs is covered lambda
times. The cyclic designs with lambda = 1 and v = 141, 161, 165 are beyond that: they were found as
exact covers of the differences by all orbits of 5-sets, taken in random order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from math import gcd

import numpy as np
from numba import njit
from numpy.typing import NDArray

from designs.algebra.arithmetic import factorize
from designs.algebra.field import GF
from designs.algebra.permutations import point_orbits
from designs.constructions.action import Action, develop_under
from designs.constructions.difference import AbelianGroup
from designs.constructions.prescribed import Entry, stored
from designs.incidence.parameters import Parameters

FOUR = {
    1: (25, 28, 37, 85),
    2: (7, 10, 19, 22, 31, 34, 43, 46, 79, 82),
    3: (9, 12, 21),
    6: (11, 14, 15, 18, 23, 26, 27, 30, 47),
}
FIVE = {
    1: (41, 45, 61, 65, 81, 141, 145, 161, 165, 181, 281),
    2: (11, 31, 35, 51, 71, 75, 91, 95, 111, 115, 131, 135, 151, 211, 215, 235, 251, 335),
    4: (10, 15, 16, 20, 36, 40, 50, 56, 70, 156),
    5: (9, 13, 17, 29, 33, 37, 49, 53, 57, 69, 73, 77, 89, 93, 97, 129, 133, 137),
    6: (15,),
    10: (15, 19, 23, 27, 39, 43, 47, 63, 67),
    20: (12, 14, 18, 22, 24, 28, 32, 34, 38, 44, 58, 68),
}
Block = tuple[int, ...]
Numbers = NDArray[np.int64]


@dataclass
class Setting:
    """An action, its orbits of pairs, and how often each is to be covered in all."""

    p: Parameters
    action: Action

    def __post_init__(self) -> None:
        generators = np.array(self.action.generators())
        points = self.action.points
        self.classes = np.full((points, points), -1)
        self.sizes: list[int] = []
        for x, y in zip(*np.triu_indices(points, 1), strict=True):
            if self.classes[x, y] < 0:
                self._spread(generators, int(x), int(y))
        multiplier = generators[len(self.action.moduli) :]
        self.step = multiplier[0] if len(multiplier) else np.arange(points)

    def _spread(self, generators: Numbers, x: int, y: int) -> None:
        waiting, size = [(x, y)], 0
        while waiting:
            x, y = waiting.pop()
            if self.classes[x, y] < 0:
                self.classes[x, y] = self.classes[y, x] = len(self.sizes)
                size += 1
                waiting += [(int(g[x]), int(g[y])) for g in generators]
        self.sizes.append(size)

    @property
    def full(self) -> int:
        """Length of a full orbit: the order of the group."""
        image, order = self.step, 1
        while (image != np.arange(len(image))).any():
            image, order = self.step[image], order + 1
        return self.action.order * order

    def pairs(self, block: Block) -> Numbers:
        """The number of pairs of the block in each orbit of pairs."""
        x, y = np.triu_indices(len(block), 1)
        points = np.array(block)
        return np.bincount(self.classes[points[x], points[y]], minlength=len(self.sizes))

    def short(self, rng: random.Random) -> list[tuple[Block, int]]:
        """Some base blocks with short orbits, and the lengths of these."""
        orbits = list(point_orbits(self.action.points, [self.step.tolist()]))
        drawn = {_union(rng, orbits, self.p.k) for _ in range(300)} | set(self._cosets())
        lengths = [(block, len(self.action.orbit(block))) for block in drawn if block]
        return sorted((block, length) for block, length in lengths if length < self.full)

    def _cosets(self) -> Iterator[Block]:
        """Subgroups of order k, or of order k - 1 with the fixed point, that two elements span."""
        group, order = AbelianGroup(self.action.moduli), self.p.k - self.action.fixed
        fixed = tuple(range(group.order, self.action.points))
        torsion = [x for x in range(group.order) if not _times(group, order, x)]
        for x, y in product(torsion, repeat=2):
            span = np.unique(group.add(_powers(group, x)[:, None], _powers(group, y)))
            if len(span) == order:
                yield (*span.tolist(), *fixed)


def _union(rng: random.Random, orbits: list[Block], size: int) -> Block:
    """Some orbits with so many points together, or nothing if the draw fails."""
    chosen: set[int] = set()
    while len(chosen) < size:
        chosen.update(rng.choice(orbits))
    return tuple(sorted(chosen)) if len(chosen) == size else ()


def _times(group: AbelianGroup, times: int, x: int) -> int:
    return int(group.coordinates(x) * times % group.moduli @ group.weights)


def _powers(group: AbelianGroup, x: int) -> Numbers:
    return np.array([_times(group, i, x) for i in range(max(group.moduli))])


def multipliers(order: int) -> Iterator[tuple[Block, Block]]:
    """Moduli of products of Z_q and GF(q), with the images of unit vectors under a multiplier."""
    powers = [*factorize(order).items()]
    for fields in product(*([False, True][: 1 + (a > 1)] for _, a in powers)):
        parts = list(zip(powers, fields, strict=True))
        moduli = [m for (p, a), field in parts for m in ((p,) * a if field else (p**a,))]
        weights = AbelianGroup(moduli).weights
        units = [[u for u in range(1, p**a) if field or gcd(u, p) == 1] for (p, a), field in parts]
        for chosen in product(*units):
            images: list[int] = []
            for ((p, a), field), u in zip(parts, chosen, strict=True):
                rows = GF(p**a).multiply([p**i for i in range(a)], u) if field else np.array([u])
                images += (rows * weights[len(images)]).tolist()
            yield tuple(moduli), tuple(images)


@njit(cache=True)
def anneal(
    classes: Numbers, blocks: Numbers, movable: Numbers, group: int, missing: Numbers, steps: int
) -> bool:
    """Exchange points until each orbit of pairs is met as often as it misses; blocks change."""
    k, cost = blocks.shape[1], (missing**2).sum()
    for step in range(steps):
        heat = 0.75 - 0.7 * step / steps
        b = np.random.randint(len(blocks))  # noqa: NPY002 - the generator that numba compiles
        i, new = np.random.randint(movable[b]), np.random.randint(group)  # noqa: NPY002
        old = blocks[b, i]
        if (blocks[b] == new).any():
            continue
        before = cost
        for j in range(k):
            if j != i:
                c = classes[old, blocks[b, j]]
                missing[c] += 1
                cost += 2 * missing[c] - 1
                c = classes[new, blocks[b, j]]
                missing[c] -= 1
                cost -= 2 * missing[c] + 1
        blocks[b, i] = new
        if cost == 0:
            return True
        if cost > before and np.random.random() >= np.exp((before - cost) / heat):  # noqa: NPY002
            blocks[b, i] = old
            for j in range(k):
                if j != i:
                    missing[classes[old, blocks[b, j]]] -= 1
                    missing[classes[new, blocks[b, j]]] += 1
            cost = before
    return False


def attempt(
    setting: Setting, pool: list[tuple[Block, int]], rng: random.Random, steps: int
) -> list[Block] | None:
    """Base blocks of a design under this action, or None if this draw leads to none."""
    p, full, last = setting.p, setting.full, setting.action.order
    special = rng.choices(pool, k=rng.randrange(p.lam + 2)) if pool else []
    missing = p.lam * np.array(setting.sizes)
    for block, length in special:
        missing -= length * setting.pairs(block)
    total = int(p.b) - sum(length for _, length in special)
    met = sum(length for block, length in special if last in block)
    through = (int(p.r) - met) * setting.action.fixed
    unfit = total % full or through % full or (missing % full).any()
    if unfit or not 0 <= through <= total or missing.min() < 0:
        return None
    movable = [p.k] * ((total - through) // full) + [p.k - 1] * (through // full)
    blocks = [(*rng.sample(range(last), m), *[last] * (p.k - m)) for m in movable]
    missing //= full
    for block in blocks:
        missing -= setting.pairs(block)
    state = np.array(blocks, dtype=np.int64).reshape(-1, p.k)
    solved = not missing.any() or (
        len(state) > 0 and anneal(setting.classes, state, np.array(movable), last, missing, steps)
    )
    return [*map(tuple, state.tolist()), *(block for block, _ in special)] if solved else None


def search(p: Parameters) -> Entry:
    """The first design found, the number of steps growing from round to round."""
    rng = random.Random(str(p))
    settings = [(m, images, f) for f in (0, 1) for m, images in multipliers(p.v - f)]
    for round_ in count():
        for moduli, images, fixed in rng.sample(settings, min(40, len(settings))):
            setting = Setting(p, Action(moduli, 1, fixed, ((images, (0,)),)))
            pool = setting.short(rng)
            for _ in range(20):
                base = attempt(setting, pool, rng, 20_000 << round_) or []
                blocks = tuple(sorted(tuple(sorted(block)) for block in base))
                if blocks and develop_under(setting.action, blocks).parameters() == p:
                    return Entry(p, setting.action, blocks, "annealing")
    raise AssertionError


def main() -> None:
    """Search for those of the lists that the table does not have."""
    for k, wanted in ((4, FOUR), (5, FIVE)):
        for p in (Parameters(v, k, lam) for lam, orders in wanted.items() for v in orders):
            if p not in stored():
                print(search(p).line(), flush=True)


if __name__ == "__main__":
    main()
