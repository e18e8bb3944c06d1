"""All k-subsets of v points."""

from __future__ import annotations

from itertools import combinations
from math import comb

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters


@construction("complete", example={"points": 4, "size": 3})
def complete(points: int, size: int) -> Design:
    """The complete design: every ``size``-subset of the points is a block.

    A 2-(v, k, C(v-2, k-2)) design with C(v, k) blocks.

    Raises:
        BadInput: unless ``2 <= size <= points``.

    Complexity: O(k C(v, k)) time and memory.
    Source: counting the k-subsets that contain two given points.

    >>> complete(4, 3).parameters()
    Parameters(v=4, k=3, lam=2)
    """
    require(2 <= size <= points, f"size must be 2..points, got size={size}, points={points}")
    generator = (*range(1, points), 0)
    subsets = combinations(range(points), size)
    return Design(points, subsets, [generator]).confirmed(points, size, comb(points - 2, size - 2))


@direct_rule("complete designs", "2-design", "t-design")
def instances(p: Parameters) -> Instances:
    """The complete design, if these are its parameters.

    >>> next(instances(Parameters(6, 4, 6))).recipe
    Recipe.of('complete', points=6, size=4)
    >>> next(instances(Parameters(6, 4, 3, t=3))).because
    'all 4-subsets of 6 points'
    """
    few = min(p.k - p.t, p.v - p.k)
    if few <= p.lam.bit_length() and comb(p.v - p.t, p.k - p.t) == p.lam:
        recipe = Recipe.of("complete", points=p.v, size=p.k)
        pairs = f"; two points lie in C({p.v - 2},{p.k - 2})" if p.t == 2 else ""
        yield Exists(p, recipe, f"all {p.k}-subsets of {p.v} points{pairs}", "double counting")
