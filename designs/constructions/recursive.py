"""New designs from old: complements, multiples, residual and derived designs.

Each rule asks ``find`` for an ingredient with given parameters; `designs.existence` passes itself,
guarded against going round in circles.
"""

from __future__ import annotations

from collections.abc import Callable

from designs.answers import Exists, Witnesses
from designs.arithmetic import factorize, least_lambda
from designs.design import Design
from designs.errors import BadInput, require
from designs.parameters import Parameters
from designs.recipe import Recipe

_HUGE = 10**30
Find = Callable[[Parameters], Exists | None]


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
    p = _parameters(of).complement()
    if p is None:
        raise BadInput("complementary blocks must have at least 2 points, and lambda at least 1")
    return of.complement().confirmed(p.v, p.k, p.lam)


def multiple(of: Design, times: int) -> Design:
    """Every block repeated: 2-(v, k, lambda) gives 2-(v, k, times * lambda).

    Raises:
        BadInput: the ingredient is no 2-design, or times < 1.

    Complexity: O(times * b k).
    Source: trivial.

    >>> from designs.constructions.complete import complete
    >>> multiple(complete(4, 3), 2).parameters()
    Parameters(v=4, k=3, lam=4)
    """
    require(times >= 1, f"times must be at least 1, got {times}")
    p = _parameters(of)
    repeated = Design(of.points, of.blocks * times, of.automorphisms)
    return repeated.confirmed(p.v, p.k, times * p.lam)


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
    p = _parameters(of)
    return of.residual().confirmed(p.v - p.k, p.k - p.lam, p.lam)


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
    p = _parameters(of)
    require(p.lam >= 2, f"a derived design needs lambda >= 2, got {p.lam}")
    return of.derived().confirmed(p.k, p.lam, p.lam - 1)


def _parameters(design: Design) -> Parameters:
    p = design.parameters()
    if p is None:
        raise BadInput("the ingredient of this construction must be a 2-design")
    return p


def by_complement(p: Parameters, find: Find) -> Witnesses:
    """Through the complementary design.

    >>> from designs.constructions.geometry import witnesses
    >>> next(by_complement(Parameters(7, 4, 2), lambda p: next(witnesses(p), None))).because
    'complement of 2-(7,3,1): the points and lines of PG(2,2)'
    """
    if (other := p.complement()) is not None and (found := find(other)) is not None:
        recipe = Recipe.of("complement", of=found.recipe)
        yield Exists(p, recipe, f"complement of {other}: {found.because}", found.source)


def by_multiple(p: Parameters, find: Find) -> Witnesses:
    """Through a design with the same v and k, and lambda divided by a whole number.

    >>> from designs.constructions.geometry import witnesses
    >>> next(by_multiple(Parameters(7, 3, 2), lambda p: next(witnesses(p), None))).because
    '2 copies of 2-(7,3,1): the points and lines of PG(2,2)'
    """
    least = least_lambda(p.v, p.k)
    for times in sorted(_divisors(p.lam // least), reverse=True)[:-1]:
        if (found := find(Parameters(p.v, p.k, p.lam // times))) is not None:
            recipe = Recipe.of("multiple", of=found.recipe, times=times)
            because = f"{times} copies of {found.parameters}: {found.because}"
            yield Exists(p, recipe, because, found.source)


def _divisors(number: int) -> list[int]:
    """All divisors of a positive number; of a huge one only the trivial ones."""
    if number > _HUGE:
        return [1, number]
    divisors = [1]
    for prime, exponent in factorize(number).items():
        divisors = [d * prime**e for d in divisors for e in range(exponent + 1)]
    return divisors


def by_residual(p: Parameters, find: Find) -> Witnesses:
    """Through the symmetric 2-(v+r, r, lambda) design, if r = k + lambda.

    >>> from designs.constructions.difference_sets import witnesses
    >>> next(by_residual(Parameters(6, 3, 2), lambda p: next(witnesses(p), None))).because
    'residual of 2-(11,5,2): the non-zero squares of GF(11) form a difference set'
    """
    if p.r == p.k + p.lam:
        parent = Parameters(p.v + int(p.r), int(p.r), p.lam)
        if (found := find(parent)) is not None:
            recipe = Recipe.of("residual", of=found.recipe)
            yield Exists(p, recipe, f"residual of {parent}: {found.because}", found.source)


def by_derived(p: Parameters, find: Find) -> Witnesses:
    """Through the symmetric design with k = v and lambda = k, if lambda = k - 1.

    >>> from designs.constructions.geometry import witnesses
    >>> next(by_derived(Parameters(7, 3, 2), lambda p: next(witnesses(p), None))).because
    'derived design of 2-(15,7,3): the points and hyperplanes of PG(3,2)'
    """
    points, rest = divmod(p.v * (p.v - 1), p.k)
    if p.lam == p.k - 1 and rest == 0 and points + 1 > p.v:
        parent = Parameters(points + 1, p.v, p.k)
        if (found := find(parent)) is not None:
            recipe = Recipe.of("derived", of=found.recipe)
            yield Exists(p, recipe, f"derived design of {parent}: {found.because}", found.source)
