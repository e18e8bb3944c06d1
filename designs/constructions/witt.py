"""The 5-designs of Witt, whose automorphism groups are the Mathieu groups M12 and M24."""

from __future__ import annotations

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.projective_line import projective_line
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_WITT = {12: (11, (1, 3, 4, 5, 9, 11)), 24: (23, (0, 1, 3, 12, 15, 21, 22, 23))}


@construction("witt", example={"points": 12})
def witt(points: int) -> Design:
    """The Steiner system 5-(12, 6, 1) or 5-(24, 8, 1) of the Mathieu group M12 or M24.

    An orbit of PSL(2, 11) on the six points that are squares or infinity, and one of PSL(2, 23).

    Raises:
        BadInput: the number of points is neither 12 nor 24.

    Complexity: 132 or 759 blocks.
    Source: E. Witt, Über Steinersche Systeme, Abh. Math. Sem. Hamburg 12 (1938).

    >>> len(witt(24).blocks)
    759
    """
    require(points in _WITT, f"the Witt 5-designs have 12 or 24 points, got {points}")
    order, base = _WITT[points]
    design = projective_line(order, [base], special=True)
    return design.confirmed(points, len(base), 1, 5)


@direct_rule("Witt designs", "t-design")
def instances(p: Parameters) -> Instances:
    """The two Witt 5-designs.

    >>> next(instances(Parameters(24, 8, 1, t=5))).because
    'the Witt design of the Mathieu group M24'
    """
    if (p.t, p.lam) == (5, 1) and (p.v, p.k) in {(12, 6), (24, 8)}:
        because = f"the Witt design of the Mathieu group M{p.v}"
        source = "E. Witt, Abh. Math. Sem. Hamburg 12 (1938) 265-275"
        yield Exists(p, Recipe.of("witt", points=p.v), because, source)
