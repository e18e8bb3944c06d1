"""Designs that come with a resolution: round robins and the complete designs of Baranyai."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from functools import partial
from math import comb

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, recursive_rule
from designs.constructions.complete import instances as complete_instances
from designs.errors import VerificationError, require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST_SUBSTITUTION = 200
Subset = tuple[int, ...]


@construction("round-robin", example={"points": 4})
def round_robin(points: int) -> Design:
    """All pairs of an even number of points, in v - 1 rounds: a resolved 2-(v, 2, 1) design.

    In round i the last point meets i, and i + j meets i - j modulo v - 1.

    Raises:
        BadInput: the number of points is odd or below 2.

    Complexity: O(v^2).
    Source: T. P. Kirkman, Cambridge and Dublin Math. J. 2 (1847) (as remembered).

    >>> round_robin(4).parallel_classes()
    (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))
    """
    even = points >= 2 and points % 2 == 0
    require(even, f"a round robin needs an even number of points, got {points}")
    n = points - 1
    rounds = [
        [(i, n), *(((i + j) % n, (i - j) % n) for j in range(1, points // 2))] for i in range(n)
    ]
    return Design.of_classes(points, rounds).confirmed(points, 2, 1)


@construction("baranyai", example={"points": 6, "size": 3})
def baranyai(points: int, size: int) -> Design:
    """All k-subsets of v points, where k divides v, in ``C(v-1, k-1)`` parallel classes.

    The points are dealt one after the other. Before point l every class is a multiset of v/k
    subsets of the first l points, and a subset S occurs ``C(v-l, k-|S|)`` times in all; choosing in
    each class the subset that gets point l is a flow, which exists in fractions
    ``(k-|S|)/(v-l)`` and so in integers.

    Raises:
        BadInput: not ``2 <= k <= v``, or k does not divide v.

    Complexity: v assignments of C(v-1, k-1) classes, each by augmenting paths.
    Source: Z. Baranyai, On the factorization of the complete uniform hypergraph (1975); the proof
    by flows is that of A. E. Brouwer and A. Schrijver (1979).

    >>> design = baranyai(6, 3)
    >>> len(design.resolution), design.parameters()
    (10, Parameters(v=6, k=3, lam=4))
    """
    require(2 <= size <= points, f"size must be 2..points, got size={size}, points={points}")
    require(points % size == 0, f"size must divide points, got size={size}, points={points}")
    count = comb(points - 1, size - 1)
    classes = [Counter[Subset]({(): points // size}) for _ in range(count)]
    for point in range(points):
        room = [comb(points - point - 1, size - n - 1) for n in range(size)]
        for part, subset in zip(classes, _dealt(classes, [*room, 0]), strict=True):
            part.subtract([subset])
            part[(*subset, point)] += 1
    deal = [list(part.elements()) for part in classes]
    return Design.of_classes(points, deal).confirmed(points, size, comb(points - 2, size - 2))


def _dealt(classes: list[Counter[Subset]], room: list[int]) -> list[Subset]:
    """A subset of each class, none of them oftener than there is room for its size."""
    given: dict[int, Subset] = {}
    holders: defaultdict[Subset, set[int]] = defaultdict(set)
    for first in range(len(classes)):
        reached, last = _path(first, classes, holders, room)
        step: Subset | None = last
        while step is not None:
            holder = reached[step]
            before = given.get(holder)
            given[holder] = step
            holders[step].add(holder)
            if before is not None:
                holders[before].discard(holder)
            step = before
    return [given[c] for c in range(len(classes))]


def _path(
    first: int,
    classes: list[Counter[Subset]],
    holders: defaultdict[Subset, set[int]],
    room: list[int],
) -> tuple[dict[Subset, int], Subset]:
    """Through which class each subset was reached from the first one, and one with room left."""
    reached: dict[Subset, int] = {}
    agenda = deque([first])
    while agenda:
        c = agenda.popleft()
        for subset in +classes[c]:
            if subset not in reached:
                reached[subset] = c
                if len(holders[subset]) < room[len(subset)]:
                    return reached, subset
                agenda.extend(holders[subset])
    raise VerificationError("the flow of Baranyai's theorem was not found.")


@direct_rule("round robins and complete designs", "resolvable")
def instances(p: Parameters) -> Instances:
    """The round robin, or the complete design, if these are its parameters.

    >>> [x.recipe.rule for x in instances(Parameters(6, 2, 1, resolvable=True))]
    ['round-robin', 'baranyai']
    """
    if (p.k, p.lam) == (2, 1) and p.v % 2 == 0:
        recipe = Recipe.of("round-robin", points=p.v)
        yield Exists(p, recipe, f"a round robin of {p.v} players", "T. P. Kirkman (1847)")
    for found in complete_instances(p.balanced):
        if p.v % p.k == 0:
            recipe = Recipe.of("baranyai", points=p.v, size=p.k)
            yield Exists(p, recipe, f"{found.because}, by Baranyai's theorem", "Z. Baranyai (1975)")


@recursive_rule("substitution", "resolvable")
def from_substitution(p: Parameters) -> Reductions:
    """Through a resolvable design with larger blocks, and one on the points of a block.

    A class of the first and a class of the second, put into each block, make a parallel class. Up
    to v = 200 and lambda = 200.

    >>> p = Parameters(8, 2, 1, resolvable=True)
    >>> [str(need) for r in from_substitution(p) for need in r.needs]
    ['resolvable 2-(8,4,1)', 'resolvable 2-(4,2,1)']
    """
    if max(p.v, p.lam) > _LARGEST_SUBSTITUTION or p.v % p.k:
        return
    for size in range(2 * p.k, p.v, p.k):
        for inner in range(1, p.lam + 1):
            if p.v % size == 0 and p.lam % inner == 0:
                outer = Parameters(p.v, size, p.lam // inner, resolvable=True)
                inside = Parameters(size, p.k, inner, resolvable=True)
                yield Reduction((outer, inside), partial(_substituted, p))


def _substituted(p: Parameters, first: Exists, second: Exists) -> Exists:
    recipe = Recipe.of("substitute", of=first.recipe, inside=second.recipe)
    because = (
        f"each block of {first.parameters} ({first.because}) replaced by {second.parameters} "
        f"({second.because})"
    )
    return Exists(p, recipe, because, f"{first.source}; {second.source}")
