"""Find designs with prescribed groups from a catalogue; print lines of group_orbits.txt.

Run as ``python designs/search/offline/find_with_groups.py [GROUP...] [--max-r 41] [--seed 0]``.
Every group acts on up to four sets of cosets of its subgroups together, with at most 30 orbits of
pairs; base blocks are unions of orbits of its subgroups. A line goes out for every set that is
still open.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement
from random import Random
from time import process_time

import numpy as np

from designs.algebra.permutations import on_sets, orbit, point_orbits
from designs.answers.answers import Open
from designs.constructions.group_orbits import Orbits
from designs.errors import BadInput
from designs.existence.table import table
from designs.incidence.parameters import Parameters
from designs.search.offline.catalogue import catalogue
from designs.search.offline.kramer_mesner import candidates, combination
from designs.search.offline.permutation_groups import PermutationGroup, Subgroup, disjoint
from designs.search.settings import pair_orbits

PAIR_ORBITS, MOST_ORBITS, MOST_UNIONS, STEPS, TRIES = 30, 70, 12_000, 300, 400
Wanted = dict[int, set[Parameters]]


class Searcher:
    """A group with its subgroups, and the parameters still to be found."""

    def __init__(
        self, name: str, group: PermutationGroup, given: Namespace, wanted: Wanted
    ) -> None:
        self.name, self.group, self.given, self.wanted = name, group, given, wanted
        self.random, self.rng = Random(given.seed), np.random.default_rng(given.seed)
        self.subgroups = group.subgroups(TRIES, self.random)
        self.own = group.numbers(np.array(group.generators)).tolist()
        self.acting: dict[tuple[Subgroup, tuple[int, ...]], list[tuple[int, ...]]] = {}

    def degree(self, subgroup: Subgroup) -> int:
        """Number of cosets."""
        return self.group.order // len(subgroup.members)

    def actions(self) -> list[tuple[int, tuple[Subgroup, ...]]]:
        """The ways to act on v points for a v that is wanted, in random order for each v."""
        small = [h for h in self.subgroups if self.degree(h) <= max(self.wanted)]
        found = []
        for parts in range(1, 5):
            for shape in combinations_with_replacement(small, parts):
                v = sum(map(self.degree, shape))
                few = v * (v - 1) <= 2 * PAIR_ORBITS * self.group.order
                if v in self.wanted and few and sum(self.degree(h) == 1 for h in shape) <= 2:
                    found.append((v, shape))
        self.random.shuffle(found)
        return sorted(found, key=lambda pair: pair[0])

    def acts(self, shape: tuple[Subgroup, ...], numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Elements of the group as permutations of the cosets of several subgroups."""
        if not numbers:
            return []
        for h in shape:
            if (h, numbers) not in self.acting:
                self.acting[h, numbers] = self.group.on_cosets(h, numbers)
        return list(disjoint([self.acting[h, numbers] for h in shape]))

    def found(self) -> Iterator[Orbits]:
        """The designs found with all the actions, within the seconds for each v."""
        began: dict[int, float] = {}
        for v, shape in self.actions():
            if process_time() - began.setdefault(v, process_time()) > self.given.seconds:
                continue
            yield from self._with_action(v, shape)

    def _with_action(self, v: int, shape: tuple[Subgroup, ...]) -> Iterator[Orbits]:
        moves = self.acts(shape, tuple(self.own))
        pairs = pair_orbits(v, moves)
        if len(np.unique(pairs[np.triu_indices(v, 1)])) > PAIR_ORBITS:
            return
        parts = [
            (self.degree(h), point_orbits(v, self.acts(shape, h.generators)))
            for h in self.subgroups
        ]
        parts = [(images, part) for images, part in parts if len(part) <= MOST_ORBITS]
        for p in sorted(self.wanted[v], key=lambda p: (p.k, p.lam)):
            field = candidates(p, pairs, parts, MOST_UNIONS, self.rng)
            if len(field.covers) and field.covers.any(axis=0).all():
                rows = combination(field.covers, p.lam, STEPS, self.rng)
                if rows:
                    self.wanted[v].discard(p)
                    chosen = [(field.blocks[i], field.images[i]) for i in rows]
                    yield self._entry(p, moves, chosen)

    def _entry(
        self, p: Parameters, moves: list[tuple[int, ...]], chosen: list[tuple[tuple[int, ...], int]]
    ) -> Orbits:
        base = []
        for block, images in chosen:
            base += [block] * (images // len(orbit(block, moves, on_sets)))
        degrees = f"{self.name} on {p.v} points, Kramer-Mesner, seed {self.given.seed}"
        entry = Orbits(p, tuple(moves), tuple(base), degrees)
        entry.recipe().build().confirmed(p.v, p.k, p.lam)
        return entry


def options() -> Namespace:
    """The arguments of the command line."""
    parser = ArgumentParser(description="Find designs with prescribed groups.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="names; all of them by default")
    parser.add_argument("--max-r", type=int, default=41)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each group and v")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Print a line for every design that is found."""
    given = options()
    wanted: Wanted = defaultdict(set)
    for answer in table(given.max_r):
        if isinstance(answer, Open) and isinstance(answer.parameters, Parameters):
            wanted[answer.parameters.v].add(answer.parameters)
    for name, generators in catalogue():
        if not given.groups or name in given.groups:
            try:
                searcher = Searcher(name, PermutationGroup(generators()), given, wanted)
            except BadInput:
                continue
            for entry in searcher.found():
                print(entry.line(), flush=True)


if __name__ == "__main__":
    main()
