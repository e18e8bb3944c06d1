"""The lines of a projective space of odd dimension in parallel classes: a packing by spreads."""

from __future__ import annotations

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.geometry import projective_geometry
from designs.errors import Unavailable
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters
from designs.incidence.resolution import find_resolution

_ORDERS = (2, 3)
_SECONDS = 60


@construction("packing", example={"order": 2})
def packing(order: int) -> Design:
    """The points and lines of PG(3, q), the lines in ``q^2 + q + 1`` spreads, by exact cover.

    Raises:
        Unavailable: no packing is found within a minute; orders 2 and 3 take less than a second.

    Complexity: an exact cover with (q^2 + 1) (q^2 + q + 1)^2 options.
    Source: R. H. F. Denniston, Some packings of projective spaces (1972) (as remembered).

    >>> len(packing(2).resolution)
    7
    """
    lines = projective_geometry(3, order, 1)
    found = find_resolution(lines, _SECONDS).design
    if found is None:
        raise Unavailable(f"no packing of PG(3,{order}) was found in {_SECONDS} seconds")
    return found.confirmed(lines.points, order + 1, 1)


@direct_rule("packings of projective spaces", "resolvable")
def instances(p: Parameters) -> Instances:
    """The packing of PG(3, 2) or PG(3, 3).

    >>> next(instances(Parameters(40, 4, 1, resolvable=True))).because
    'the lines of PG(3,3) in 13 spreads'
    """
    for q in _ORDERS:
        if (p.v, p.k, p.lam) == (q**3 + q**2 + q + 1, q + 1, 1):
            because = f"the lines of PG(3,{q}) in {q * q + q + 1} spreads"
            source = "R. H. F. Denniston, Some packings of projective spaces (1972)"
            yield Exists(p, Recipe.of("packing", order=q), because, source)
