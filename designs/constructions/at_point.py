"""The derived and the residual design of a t-design at a point."""

from __future__ import annotations

from functools import partial
from itertools import chain

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, recursive_rule, rules_of
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_STRONGEST = 5
_SOURCE = "D. R. Hughes, Amer. J. Math. 87 (1965) 761-778"


@construction("point-derived", example={"of": Recipe.of("complete", points=5, size=4)})
def point_derived(of: Design) -> Design:
    """The blocks through the last point, without it: a t-design becomes a (t-1)-design.

    Raises:
        BadInput: what is left is no 2-design.

    Complexity: O(b k).
    Source: D. R. Hughes, On t-designs and groups, Amer. J. Math. 87 (1965).

    >>> from designs.constructions.complete import complete
    >>> point_derived(complete(5, 4)).parameters()
    Parameters(v=4, k=3, lam=2)
    """
    last = of.points - 1
    return _balanced(Design(last, [block[:-1] for block in of.blocks if last in block]))


@construction("point-residual", example={"of": Recipe.of("complete", points=5, size=3)})
def point_residual(of: Design) -> Design:
    """The blocks that miss the last point: a t-design becomes a (t-1)-design.

    Raises:
        BadInput: what is left is no 2-design.

    Complexity: O(b k).
    Source: D. R. Hughes, On t-designs and groups, Amer. J. Math. 87 (1965).

    >>> from designs.constructions.complete import complete
    >>> point_residual(complete(5, 3)).parameters()
    Parameters(v=4, k=3, lam=2)
    """
    last = of.points - 1
    return _balanced(Design(last, [block for block in of.blocks if last not in block]))


def _balanced(design: Design) -> Design:
    parameters_of(design)
    return design


@recursive_rule("stronger designs", "t-design")
def from_stronger(p: Parameters) -> Reductions:
    """Through a (t+1)-design, t <= 5: it is a t-design itself, and so is each half at a point.

    >>> [str(need) for r in from_stronger(Parameters(22, 6, 1, t=3)) for need in r.needs]
    ['4-(23,7,1)']
    """
    if p.t <= _STRONGEST:
        for parent, rule in stronger(p):
            yield Reduction((parent,), partial(weaker, p, rule))


def stronger(p: Parameters) -> list[tuple[Parameters, str | None]]:
    """The (t+1)-designs that give this t-design, each with the rule that does it, if one must.

    >>> [(str(parent), rule) for parent, rule in stronger(Parameters(7, 4, 10, t=2))]
    [('3-(7,4,4)', None), ('3-(8,5,10)', 'point-derived'), ('3-(8,4,5)', 'point-residual')]
    """
    t, v, k = p.t + 1, p.v, p.k
    candidates = (
        (v, k, p.lam * (k - p.t), v - p.t, None),
        (v + 1, k + 1, p.lam, 1, "point-derived"),
        (v + 1, k, p.lam * (k - p.t), v + 1 - k, "point-residual"),
    )
    return [
        (Parameters(points, size, numerator // denominator, t=t), rule)
        for points, size, numerator, denominator, rule in candidates
        if size >= t and numerator > 0 and numerator % denominator == 0
    ]


def weaker(p: Parameters, rule: str | None, found: Exists) -> Exists:
    """The answer for a t-design from that for one of those in `stronger`.

    >>> from designs.constructions.witt import instances
    >>> witt = next(instances(Parameters(24, 8, 1, t=5)))
    >>> weaker(Parameters(23, 7, 1, t=4), "point-derived", witt).recipe
    Recipe.of('point-derived', of=Recipe.of('witt', points=24))
    """
    parent = found.parameters
    if rule is None:
        return Exists(p, found.recipe, f"{parent}: {found.because}", found.source)
    because = f"{rule.replace('-', ' ')} design of {parent}: {found.because}"
    return Exists(p, Recipe.of(rule, of=found.recipe), because, f"{found.source}; {_SOURCE}")


@direct_rule("designs of greater strength", "2-design")
def instances(p: Parameters) -> Instances:
    """The t-designs, 3 <= t <= 5, that are 2-designs with these parameters, or are so at points.

    >>> next(instances(Parameters(22, 6, 5))).recipe.rule
    'point-derived'
    """
    for parent, rule in stronger(p) if p.t < _STRONGEST else ():
        known = (
            found for family in rules_of("t-design").direct.values() for found in family(parent)
        )
        for found in chain(known, instances(parent)):
            yield weaker(p, rule, found)
