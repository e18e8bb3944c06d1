"""Steiner quadruple systems, the 3-(v, 4, 1) designs: a small table, doubling and tripling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, recursive_rule
from designs.constructions.action import Action, develop_under
from designs.constructions.inversive import spherical_geometry
from designs.constructions.resolved import round_robin
from designs.errors import require
from designs.files import numbers, parts, rows, shipped
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

Blocks = tuple[tuple[int, ...], ...]
_SOURCE = "H. Hanani, On quadruple systems, Canad. J. Math. 12 (1960) 145-157"


@lru_cache(maxsize=1)
def stored() -> dict[int, tuple[Action, Blocks]]:
    """The shipped table: number of points to the prescribed group and the base blocks."""
    return dict(_parse(shipped("quadruple_systems.txt")))


def _parse(lines: Iterable[str]) -> Iterator[tuple[int, tuple[Action, Blocks]]]:
    """Lines ``v | copies fixed unit | base; base; ...``; # begins a comment."""
    for points, group, base in parts(lines):
        copies, fixed, unit = numbers(group)
        multipliers = (((unit,), tuple(range(copies))),)
        action = Action(((int(points) - fixed) // copies,), copies, fixed, multipliers)
        yield int(points), (action, rows(base))


@construction("quadruple-system", example={"points": 14})
def quadruple_system(points: int) -> Design:
    """A 3-(v, 4, 1) design of the table: orbits of a cyclic group with a multiplier.

    Raises:
        BadInput: the table has no system with so many points.

    Complexity: O(v^3) images for each generator of the group.
    Source: E. S. Kramer, D. M. Mesner, t-designs on hypergraphs, Discrete Math. 15 (1976).

    >>> len(quadruple_system(14).blocks)
    91
    """
    known = points in stored()
    require(known, f"the table has systems on {', '.join(map(str, stored()))} points, got {points}")
    return develop_under(*stored()[points]).confirmed(points, 4, 1, 3)


@direct_rule("small quadruple systems", "t-design")
def instances(p: Parameters) -> Instances:
    """The quadruple system of the table.

    >>> next(instances(Parameters(26, 4, 1, t=3))).because
    '26 orbits of quadruples under translations and a multiplier'
    """
    if (p.t, p.k, p.lam) == (3, 4, 1) and p.v in stored():
        _, base = stored()[p.v]
        because = f"{len(base)} orbits of quadruples under translations and a multiplier"
        source = "base blocks found by designs/search/offline/find_quadruple_systems.py"
        yield Exists(p, Recipe.of("quadruple-system", points=p.v), because, source)


@construction("double-quadruples", example={"of": Recipe.of("complete", points=4, size=4)})
def double_quadruples(of: Design) -> Design:
    """From a 3-(u, 4, 1) design a 3-(2u, 4, 1) design.

    Two copies of it, and all quadruples of two pairs, one in each copy, from the same round of a
    round robin: two points of one copy and one of the other determine the round and so the rest.

    Raises:
        BadInput: the ingredient has blocks of another size.

    Complexity: O(u^3).
    Source: H. Hanani, On quadruple systems, Canad. J. Math. 12 (1960).

    >>> from designs.constructions.complete import complete
    >>> len(double_quadruples(complete(4, 4)).blocks)
    14
    """
    _require_quadruples(of)
    u = of.points
    shifted = [tuple(p + u for p in block) for block in of.blocks]
    rounds = round_robin(u).parallel_classes()
    across = [(*a, c + u, d + u) for pairs in rounds for a, (c, d) in product(pairs, pairs)]
    return Design(2 * u, [*of.blocks, *shifted, *across]).confirmed(2 * u, 4, 1, 3)


@construction("triple-quadruples", example={"of": Recipe.of("complete", points=4, size=4)})
def triple_quadruples(of: Design) -> Design:
    """From a 3-(u, 4, 1) design a 3-(3u-2, 4, 1) design.

    The last point A stays, every other point x becomes three points (x, i), i mod 3. A block
    {x, y, z, A} becomes the inversive plane 3-(10, 4, 1) on A and the nine points over x, y, z, so
    placed that A and the three points over x are a block of it; a block {x, y, z, w} without A
    becomes all {(x, i), (y, j), (z, k), (w, l)} with i + j + k + l = 0.

    Raises:
        BadInput: the ingredient has blocks of another size.

    Complexity: O(u^3).
    Source: H. Hanani, On quadruple systems, Canad. J. Math. 12 (1960).

    >>> from designs.constructions.complete import complete
    >>> len(triple_quadruples(complete(4, 4)).blocks)
    30
    """
    _require_quadruples(of)
    last = of.points - 1
    fibres = {(p, p + 1, p + 2, 9) for p in (0, 3, 6)}
    plane = set(spherical_geometry(2, 3).blocks) - fibres
    blocks: list[tuple[int, ...]] = [(3 * x, 3 * x + 1, 3 * x + 2, 3 * last) for x in range(last)]
    for block in of.blocks:
        if last in block:
            over = [3 * x + i for x in block[:3] for i in range(3)] + [3 * last]
            blocks += [tuple(over[p] for p in small) for small in plane]
        else:
            levels = [(i, j, k, -(i + j + k) % 3) for i, j, k in product(range(3), repeat=3)]
            blocks += [tuple(3 * x + i for x, i in zip(block, at, strict=True)) for at in levels]
    return Design(3 * last + 1, blocks).confirmed(3 * last + 1, 4, 1, 3)


def _require_quadruples(of: Design) -> None:
    sizes = of.block_sizes()
    require(sizes == (4,), f"a quadruple system has blocks of 4 points, got {sizes}")


@recursive_rule("larger quadruple systems", "t-design")
def from_smaller_quadruples(p: Parameters) -> Reductions:
    """Through the systems on v/2 and on (v+2)/3 points.

    >>> [str(r.needs[0]) for r in from_smaller_quadruples(Parameters(28, 4, 1, t=3))]
    ['3-(14,4,1)', '3-(10,4,1)']
    """
    if (p.t, p.k, p.lam) != (3, 4, 1):
        return
    if p.v % 2 == 0 and p.v >= 8:
        yield _reduction(p, "double-quadruples", p.v // 2)
    if p.v % 3 == 1 and p.v >= 10:
        yield _reduction(p, "triple-quadruples", (p.v + 2) // 3)


def _reduction(p: Parameters, rule: str, points: int) -> Reduction:
    smaller = Parameters(points, 4, 1, t=3)

    def conclude(found: Exists) -> Exists:
        because = f"Hanani's {rule.partition('-')[0]} of {smaller}: {found.because}"
        return Exists(p, Recipe.of(rule, of=found.recipe), because, _SOURCE)

    return Reduction((smaller,), conclude)
