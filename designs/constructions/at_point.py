"""The derived and the residual design of a t-design at a point."""

from __future__ import annotations

from functools import partial

from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.incidence.design import Design
from designs.incidence.questions import TParameters

_STRONGEST = 5
_SOURCE = "D. R. Hughes, Amer. J. Math. 87 (1965) 761-778"


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


def from_stronger(p: TParameters) -> Reductions:
    """Through a (t+1)-design, t <= 5: it is a t-design itself, and so is each half at a point.

    >>> [str(need) for r in from_stronger(TParameters(3, 22, 6, 1)) for need in r.needs]
    ['4-(23,7,1)']
    """
    if p.t <= _STRONGEST:
        for parent, rule in stronger(p):
            yield Reduction((parent,), partial(weaker, p, rule))


def stronger(p: TParameters) -> list[tuple[TParameters, str | None]]:
    """The (t+1)-designs that give this t-design, each with the rule that does it, if one must.

    >>> [(str(parent), rule) for parent, rule in stronger(TParameters(2, 7, 4, 10))]
    [('3-(7,4,4)', None), ('3-(8,5,10)', 'point-derived'), ('3-(8,4,5)', 'point-residual')]
    """
    t, v, k = p.t + 1, p.v, p.k
    candidates = (
        (v, k, p.lam * (k - p.t), v - p.t, None),
        (v + 1, k + 1, p.lam, 1, "point-derived"),
        (v + 1, k, p.lam * (k - p.t), v + 1 - k, "point-residual"),
    )
    return [
        (TParameters(t, points, size, numerator // denominator), rule)
        for points, size, numerator, denominator, rule in candidates
        if size >= t and numerator > 0 and numerator % denominator == 0
    ]


def weaker(p: TParameters, rule: str | None, found: Exists) -> Exists:
    """The answer for a t-design from that for one of those in `stronger`.

    >>> from designs.constructions.t_families import witt_witnesses
    >>> witt = next(witt_witnesses(TParameters(5, 24, 8, 1)))
    >>> weaker(TParameters(4, 23, 7, 1), "point-derived", witt).recipe
    Recipe.of('point-derived', of=Recipe.of('witt', points=24))
    """
    parent = found.parameters
    if rule is None:
        return Exists(p, found.recipe, f"{parent}: {found.because}", found.source)
    because = f"{rule.replace('-', ' ')} design of {parent}: {found.because}"
    return Exists(p, Recipe.of(rule, of=found.recipe), because, f"{found.source}; {_SOURCE}")
