"""Plans of `designs.search.plans`, packed as ``anneal.cu`` reads them, for ``find_on_gpu.py``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from math import comb, lcm
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from designs.constructions.action import Action
from designs.constructions.prescribed import Entry
from designs.incidence.parameters import Parameters
from designs.search.groups import actions
from designs.search.plans import Plan, plans
from designs.search.settings import Setting, Stabiliser

Ints = NDArray[np.int32]
Labels = NDArray[np.uint8]
Composition = tuple[tuple[int, int], ...]  # (size of orbits, how many of them)

_MOST_CONSTRAINTS, _LEAST_EXPECTED, _COMFORTABLE, _PLANS_OF_A_SETTING = 120, -3.0, 3.0, 6
_SHARED, _THREADS = 232448, 1024  # bytes of a multiprocessor, and threads at once on it
_PATIENCE = 10.0  # seconds to prepare a target


class Shape(NamedTuple):
    """Threads of a block, how many blocks a multiprocessor runs at once, and bytes of a block."""

    threads: int
    blocks: int
    size: int


@dataclass
class Kind:
    """Base blocks with one stabiliser: how many, their index, and the orbits they consist of."""

    count: int
    index: int
    places: dict[int, tuple[int, int]]  # size of orbits: (their first member, how many orbits)
    compositions: dict[Composition, int]  # with the number of choices of such orbits


@dataclass
class Board:
    """A plan packed for the GPU; see the structures of ``anneal.cu``."""

    parameters: Parameters
    action: Action
    kinds: list[Kind]
    members: Ints
    pairs: Ints
    counts: Ints
    unit: int
    scale: float

    @property
    def rows(self) -> list[Kind]:
        """The kind of every base block."""
        return [kind for kind in self.kinds for _ in range(kind.count)]

    @property
    def width(self) -> int:
        """Words of a base block."""
        return (self.parameters.k + 1) // 2

    @cached_property
    def shape(self) -> Shape:
        """The shape with most threads on a multiprocessor."""
        image = 4 * len(self.rows) * self.parameters.k + len(self.members) + len(self.pairs)
        own = len(self.counts) + len(self.rows) * self.width
        shapes = []
        for threads in (128, 256, 64):
            size = 4 * (image + len(self.counts) + threads * own) + 64
            shapes.append(Shape(threads, min(_SHARED // (size + 1024), _THREADS // threads), size))
        return max(shapes, key=lambda shape: shape.threads * shape.blocks)

    def sections(self, random: Random) -> list[Ints]:
        """The data of a block of threads: slots, members, pairs and counts."""
        return [self._slots(random), self.members, self.pairs, self.counts]

    def _slots(self, random: Random) -> Ints:
        """The places of orbits in all base blocks: a random composition for each."""
        found: list[tuple[int, int, int, int]] = []
        for row, kind in enumerate(self.rows):
            (chosen,) = random.choices(list(kind.compositions), list(kind.compositions.values()))
            offset = 0
            for size in (size for size, many in chosen for _ in range(many)):
                first, choices = kind.places[size]
                words = (row * self.width | offset << 16, first | choices << 16)
                found.append((*words, 2 * kind.index * size // self.unit, size))
                offset += size
        return np.array(found, dtype=np.uint32).view(np.int32).ravel()

    def confirmed(self, rows: list[list[int]]) -> str:
        """The line of the table with these base blocks, once the checker has confirmed it."""
        base: list[tuple[int, ...]] = []
        for kind, row in zip(self.rows, rows, strict=True):
            block = tuple(sorted(row))
            base += [block] * (kind.index // len(self.action.orbit(block)))
        found = f"annealing on a GPU, {datetime.now(UTC):%Y-%m-%d}"
        p, entry = self.parameters, Entry(self.parameters, self.action, tuple(base), found)
        entry.recipe().build().confirmed(p.v, p.k, p.lam)
        return entry.line()


def prepare(p: Parameters, seed: int) -> list[Board]:
    """Boards of the plans worth trying, best first."""
    return list(islice(_boards(p, Random(seed)), max(128, min(512, 2**21 // p.v**2))))


def _boards(p: Parameters, random: Random) -> Iterator[Board]:
    seen: Counter[Setting] = Counter()
    labels: dict[Setting, Labels] = {}
    for plan in _promising(p, random):
        setting = plan.setting
        if seen[setting] < _PLANS_OF_A_SETTING:
            if setting not in labels:
                labels[setting] = _labels(setting.pairs)
            if (board := _pack(p, plan, labels[setting])) is not None:
                seen[setting] += 1
                yield board


def _promising(p: Parameters, random: Random) -> list[Plan]:
    """Plans in a somewhat random order: few constraints and enough candidates first."""
    deadline = time.monotonic() + _PATIENCE
    found: list[tuple[float, int, Plan]] = []
    for setting in _settings(p, random):
        if time.monotonic() > deadline:
            break
        for plan in plans(p, setting):
            if plan.expected > _LEAST_EXPECTED and plan.constraints < 255:
                difficulty = plan.constraints + 3 * max(0.0, _COMFORTABLE - plan.expected)
                found.append((difficulty * (0.5 + random.random()), len(found), plan))
    return [plan for _, _, plan in sorted(found)]


def _settings(p: Parameters, random: Random) -> list[Setting]:
    settings = [Setting(action) for action in actions(p.v)]
    random.shuffle(settings)
    least = max(3.0, p.v * (p.v - 1) / 2 / _MOST_CONSTRAINTS)
    return [setting for setting in settings if least <= setting.order <= 4 * p.b]


def _labels(pairs: NDArray[np.int32]) -> Labels:
    """Orbits of pairs of different points numbered from 0; the diagonal gets the next number."""
    apart = ~np.eye(len(pairs), dtype=bool)
    names, numbers = np.unique(pairs[apart], return_inverse=True)
    labels = np.full(pairs.shape, len(names), dtype=np.uint8)
    labels[apart] = numbers
    return labels


def _pack(p: Parameters, plan: Plan, labels: Labels) -> Board | None:
    """The board of a plan; None if it cannot be solved, or not on the GPU."""
    sizes, units = np.bincount(labels.ravel())[:-1] // 2, _units(plan, labels)
    kinds, members = _kinds(p, plan)
    if (2 * p.lam * sizes % units).any() or not all(kind.compositions for kind in kinds):
        return None
    unit, whole = int(np.gcd.reduce(units)), lcm(*sizes.tolist())
    goals, weights = 2 * p.lam * sizes // unit, whole // sizes
    if weights.max() > 255 or (weights * goals.astype(float) ** 2).sum() >= 2**31:
        return None
    counts = np.append(-goals * 256 + weights, 0).astype(np.int32)
    tables = _words(np.array(members, dtype=np.uint16)), _words(labels), counts
    scale = unit * unit / (4.0 * plan.setting.order * whole)
    board = Board(p, plan.setting.action, kinds, *tables, unit, scale)
    return board if board.shape.blocks else None


def _words(array: NDArray[np.uint8] | NDArray[np.uint16]) -> Ints:
    data = array.tobytes()
    return np.frombuffer(data + bytes(-len(data) % 4), dtype=np.int32)


def _kinds(p: Parameters, plan: Plan) -> tuple[list[Kind], list[int]]:
    """The kinds of base blocks, and the points of all orbits they may consist of."""
    kinds: list[Kind] = []
    members: list[int] = []
    for stabiliser, count in plan.base:
        kinds.append(_kind(stabiliser, count, p.k, len(members)))
        members += [x for orbit in sorted(stabiliser.orbits, key=len) for x in orbit]
    return kinds, members


def _kind(stabiliser: Stabiliser, count: int, k: int, first: int) -> Kind:
    sizes = sorted(Counter(map(len, stabiliser.orbits)).items())
    places = {}
    for size, many in sizes:
        places[size] = (first, many)
        first += size * many
    return Kind(count, stabiliser.index, places, dict(_compositions(sizes, k)))


def _compositions(sizes: list[tuple[int, int]], k: int) -> Iterator[tuple[Composition, int]]:
    """The numbers of orbits of each size that have k points together, and the number of choices."""
    if not sizes:
        if k == 0:
            yield (), 1
        return
    (size, most), *rest = sizes
    for many in range(min(most, k // size) + 1):
        for composition, ways in _compositions(rest, k - many * size):
            yield ((size, many), *composition), ways * comb(most, many)


def _units(plan: Plan, labels: Labels) -> NDArray[np.int64]:
    """For every orbit of pairs the greatest common divisor of what base blocks may add to it."""
    units = np.zeros(int(labels.max()) + 1, dtype=np.int64)
    for stabiliser, _ in plan.base:
        orbit_of = np.zeros(len(labels), dtype=np.int64)
        for number, orbit in enumerate(stabiliser.orbits):
            orbit_of[list(orbit)] = number
        heads = np.array([orbit[0] for orbit in stabiliser.orbits])
        each = stabiliser.index * np.array([len(orbit) for orbit in stabiliser.orbits])
        apart = orbit_of[heads][:, None] != orbit_of[None, :]
        np.gcd.at(units, labels[heads].ravel(), (each[:, None] * (1 + apart)).ravel())
    return np.maximum(units[:-1], 1)
