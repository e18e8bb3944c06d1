"""Symmetric designs that belong to no family here, each from the structure that it comes from."""

from __future__ import annotations

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.difference import develop
from designs.constructions.witt import witt
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_GEWIRTZ = "M. Hall, R. Lane, D. Wales, J. Combin. Theory 8 (1970) 18-22, designs of rank 3 groups"
_HALL = "M. Hall, Proc. Amer. Math. Soc. 7 (1956) 975-986"


@construction("gewirtz", example={})
def gewirtz() -> Design:
    """The biplane 2-(56, 11, 2) on the Gewirtz graph: each point with its ten neighbours.

    The points are the octads of the 5-(24, 8, 1) design that contain two given points and miss a
    third, and two of them are neighbours if they meet in nothing else. Two neighbours have no
    common neighbour, any other two points have two.

    Complexity: that of building the Witt design.
    Source: M. Hall, R. Lane, D. Wales, Designs derived from permutation groups (1970).

    >>> gewirtz().parameters()
    Parameters(v=56, k=11, lam=2)
    """
    octads = [set(block) for block in witt(24).blocks]
    points = [octad for octad in octads if octad & {0, 1, 2} == {0, 1}]
    blocks = [
        [i for i, other in enumerate(points) if len(octad & other) in {2, 8}] for octad in points
    ]
    return Design(len(points), blocks).confirmed(56, 11, 2)


@construction("hall-133", example={})
def hall_133() -> Design:
    """The cyclic symmetric 2-(133, 33, 8) design.

    Its difference set is the union of the orbits of 1, 14 and 19 modulo 133 under multiplication by
    5.

    Complexity: constant.
    Source: M. Hall, A survey of difference sets (1956); the orbits found again by trying all.

    >>> hall_133().parameters()
    Parameters(v=133, k=33, lam=8)
    """
    base = {start * pow(5, e, 133) % 133 for start in (1, 14, 19) for e in range(18)}
    return develop((133,), [sorted(base)]).confirmed(133, 33, 8)


@direct_rule("sporadic symmetric designs", "2-design")
def instances(p: Parameters) -> Instances:
    """The design of this file with these parameters.

    >>> [x.because for x in instances(Parameters(56, 11, 2))]
    ['the Gewirtz graph with a loop at every point']
    """
    if p == Parameters(56, 11, 2):
        because = "the Gewirtz graph with a loop at every point"
        yield Exists(p, Recipe.of("gewirtz"), because, _GEWIRTZ)
    if p == Parameters(133, 33, 8):
        because = "a cyclic difference set modulo 133 with multiplier 5"
        yield Exists(p, Recipe.of("hall-133"), because, _HALL)
