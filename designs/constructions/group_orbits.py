"""Designs that are orbits of a permutation group with given generators, and a table of those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designs.algebra.permutations import Permutation, on_sets, orbit
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.errors import BadInput, require
from designs.files import numbers, parts, rows, shipped, written
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Block = tuple[int, ...]


@construction(
    "group-orbits", example={"generators": ((1, 2, 3, 4, 5, 6, 0),), "base": ((0, 1, 3),)}
)
def group_orbits(generators: Sequence[Sequence[int]], base: Sequence[Sequence[int]]) -> Design:
    """The 2-design of the orbits of base blocks under the group that permutations generate.

    A base block contributes its orbit as often as it is given. The checker counts the pairs.

    Raises:
        BadInput: the generators are no permutations of the same points, a base point is none of
            them, or the orbits are no 2-design.

    Complexity: O(b k) for every generator to develop, O(v^2 r) for the count.
    Source: E. S. Kramer, D. M. Mesner, t-designs on hypergraphs, Discrete Math. 15 (1976).

    >>> group_orbits([(1, 2, 3, 4, 5, 6, 0)], [(0, 1, 3)]).parameters()
    Parameters(v=7, k=3, lam=1)
    """
    moves = [tuple(map(int, image)) for image in generators]
    points = len(moves[0]) if moves else 0
    lawful = points > 0 and all(sorted(image) == list(range(points)) for image in moves)
    require(lawful, "generators must be permutations of the same points 0..v-1")
    inside = all(0 <= x < points for block in base for x in block)
    require(inside, f"base points must be 0..{points - 1}")
    blocks = [x for block in base for x in orbit(tuple(sorted(block)), moves, on_sets)]
    design = Design(points, blocks, moves)
    if design.parameters() is None:
        raise BadInput("the orbits of the base blocks must cover all pairs of points equally often")
    return design


@dataclass(frozen=True, slots=True)
class Orbits:
    """One design of the table: generators of its group, its base blocks, and how it was found."""

    parameters: Parameters
    generators: tuple[Permutation, ...]
    base: tuple[Block, ...]
    found: str

    def line(self) -> str:
        """The entry as the table has it; `parse` reads it back.

        >>> text = "3 2 1 | 1 2 0 | 0 1 | by hand"
        >>> next(parse([text])).line() == text
        True
        """
        p = self.parameters
        texts = map(written, (self.generators, self.base))
        return " | ".join((f"{p.v} {p.k} {p.lam}", *texts, self.found))

    def recipe(self) -> Recipe:
        """The recipe that builds the design."""
        return Recipe.of("group-orbits", generators=self.generators, base=self.base)

    def because(self) -> str:
        """The description of the design, for people."""
        orbits, group = len(self.base), self.found.partition(" on ")[0]
        return f"{orbits} orbit{'s' * (orbits > 1)} of blocks under {group}"


def parse(lines: Iterable[str]) -> Iterator[Orbits]:
    """The entries of lines ``v k lambda | generators | base blocks | group on points, how found``.

    A generator is given by the images of the points 0..v-1; # begins a comment.

    >>> next(parse(["3 2 1 | 1 2 0 | 0 1 | Z_3 on 3 points, by hand"])).because()
    '1 orbit of blocks under Z_3'
    """
    for key, moves, base, found in parts(lines):
        v, k, lam = numbers(key)
        yield Orbits(Parameters(v, k, lam), rows(moves), rows(base), found)


@lru_cache(maxsize=1)
def stored() -> dict[Parameters, Orbits]:
    """The shipped table; the first entry of each parameter set counts."""
    found = list(parse(shipped("group_orbits.txt")))
    return {entry.parameters: entry for entry in reversed(found)}


@direct_rule("orbits of permutation groups", "2-design")
def instances(p: Parameters) -> Instances:
    """The table's design with these parameters, if there is one.

    >>> next(instances(Parameters(36, 6, 2))).recipe.rule
    'group-orbits'
    """
    if (entry := stored().get(p)) is not None:
        source = f"base blocks in designs/data/group_orbits.txt: {entry.found}"
        yield Exists(p, entry.recipe(), entry.because(), source)
