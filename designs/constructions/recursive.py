"""New designs from one other: complementary, residual and derived designs."""

from __future__ import annotations

from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import recursive_rule
from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters


@construction(
    "complement", example={"of": Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)}
)
def complement(of: Design) -> Design:
    """Every block replaced by its complement: 2-(v, k, lambda) gives 2-(v, v-k, b-2r+lambda).

    Raises:
        BadInput: the ingredient is no 2-design, or the complement is degenerate.

    Complexity: O(v b).
    Source: inclusion and exclusion.

    >>> from designs.constructions.geometry import projective_geometry
    >>> complement(projective_geometry(2, 2, 1)).parameters()
    Parameters(v=7, k=4, lam=2)
    """
    p = parameters_of(of).complement()
    if p is None:
        raise BadInput("complementary blocks must have at least 2 points, and lambda at least 1")
    return of.complement().confirmed(p.v, p.k, p.lam)


@construction("residual", example={"of": Recipe.of("paley", order=11)})
def residual(of: Design) -> Design:
    """The residual of a symmetric design at its first block: 2-(v-k, k-lambda, lambda).

    Raises:
        BadInput: the ingredient is not symmetric.

    Complexity: O(b k).
    Source: R. C. Bose, Ann. Eugenics 9 (1939).

    >>> from designs.constructions.difference_sets import paley
    >>> residual(paley(11)).parameters()
    Parameters(v=6, k=3, lam=2)
    """
    p = parameters_of(of)
    return of.residual().confirmed(p.v - p.k, p.k - p.lam, p.lam)


@construction("derived", example={"of": Recipe.of("paley", order=11)})
def derived(of: Design) -> Design:
    """The derived design of a symmetric design at its first block: 2-(k, lambda, lambda-1).

    Raises:
        BadInput: the ingredient is not symmetric, or lambda < 2.

    Complexity: O(b k).
    Source: R. C. Bose, Ann. Eugenics 9 (1939).

    >>> from designs.constructions.geometry import projective_geometry
    >>> derived(projective_geometry(3, 2, 2)).parameters()
    Parameters(v=7, k=3, lam=2)
    """
    p = parameters_of(of)
    require(p.lam >= 2, f"a derived design needs lambda >= 2, got {p.lam}")
    return of.derived().confirmed(p.k, p.lam, p.lam - 1)


@recursive_rule("complements", "2-design", "t-design")
def from_complement(p: Parameters) -> Reductions:
    """Through the complementary design.

    >>> [r.needs for r in from_complement(Parameters(7, 4, 2))]
    [(Parameters(v=7, k=3, lam=1),)]
    """
    if (other := p.complement()) is not None:
        yield _reduction(p, "complement", "complement", other)


@recursive_rule("residual designs", "2-design")
def from_residual(p: Parameters) -> Reductions:
    """Through the symmetric 2-(v+r, r, lambda) design, if r = k + lambda.

    >>> [r.needs for r in from_residual(Parameters(6, 3, 2))]
    [(Parameters(v=11, k=5, lam=2),)]
    """
    if p.r == p.k + p.lam:
        yield _reduction(p, "residual", "residual", Parameters(p.v + int(p.r), int(p.r), p.lam))


@recursive_rule("derived designs", "2-design")
def from_derived(p: Parameters) -> Reductions:
    """Through the symmetric design with k = v and lambda = k, if lambda = k - 1.

    >>> [r.needs for r in from_derived(Parameters(7, 3, 2))]
    [(Parameters(v=15, k=7, lam=3),)]
    """
    points, rest = divmod(p.v * (p.v - 1), p.k)
    if p.lam == p.k - 1 and rest == 0 and points + 1 > p.v:
        yield _reduction(p, "derived", "derived design", Parameters(points + 1, p.v, p.k))


def _reduction(p: Parameters, rule: str, name: str, parent: Parameters) -> Reduction:
    def conclude(found: Exists) -> Exists:
        because = f"{name} of {parent}: {found.because}"
        return Exists(p, Recipe.of(rule, of=found.recipe), because, found.source)

    return Reduction((parent,), conclude)
