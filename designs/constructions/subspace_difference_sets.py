"""Difference sets made of the hyperplanes of a vector space: McFarland's and Spence's."""

from __future__ import annotations

from math import isqrt

import numpy as np

from designs.algebra.arithmetic import is_square, prime_power
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.constructions.difference import develop
from designs.constructions.geometry import points_of
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_MCFARLAND = "R. L. McFarland, J. Combin. Theory A 15 (1973) 1-10"
_SPENCE = "E. Spence, J. Combin. Theory A 22 (1977) 146-153"


@construction("mcfarland", example={"dimension": 1, "order": 3})
def mcfarland(dimension: int, order: int) -> Design:
    """McFarland's difference set in GF(q)^(d+1) x Z_(r+1), where r = (q^(d+1)-1)/(q-1).

    It has a different hyperplane over each element of the cyclic group but one:
    ``v = q^(d+1) (r+1)``, ``k = q^d r`` and ``lambda = q^d (q^d-1)/(q-1)``. Two hyperplanes H, H'
    have ``H + H' = q^(d-1)`` times the whole space, and the ``H - H = q^d H`` add up to a constant
    off zero.

    Raises:
        BadInput: q is no prime power, or d < 1.

    Complexity: O(v k), and the count.
    Source: R. L. McFarland, A family of difference sets in non-cyclic groups (1973).

    >>> mcfarland(1, 3).parameters()
    Parameters(v=45, k=12, lam=3)
    """
    d, q = dimension, order
    require(d >= 1, f"dimension must be at least 1, got {d}")
    require(prime_power(q) is not None, f"order must be a prime power, got {q}")
    size, rest = q ** (d + 1), points_of(d, q) + 1
    moduli = (GF(size).characteristic,) * GF(size).degree + (rest,)
    base = [size * i + x for i, plane in enumerate(_hyperplanes(d, q)) for x in plane.tolist()]
    return develop(moduli, [base]).confirmed(size * rest, *_mcfarland_sizes(d, q))


@construction("spence", example={"dimension": 1})
def spence(dimension: int) -> Design:
    """Spence's difference set in GF(3)^(d+1) x Z_m, where m = (3^(d+1)-1)/2.

    It has the complement of a hyperplane over one element of the cyclic group, and each other
    hyperplane over another: ``v = 3^(d+1) m``, ``k = 3^d (3^(d+1)+1)/2`` and
    ``lambda = 3^d (3^d+1)/2``.

    Raises:
        BadInput: d < 1.

    Complexity: O(v k), and the count.
    Source: E. Spence, A family of difference sets (1977).

    >>> spence(1).parameters()
    Parameters(v=36, k=15, lam=6)
    """
    d = dimension
    require(d >= 1, f"dimension must be at least 1, got {d}")
    size, m = 3 ** (d + 1), points_of(d, 3)
    first, *others = _hyperplanes(d, 3)
    parts = [np.setdiff1d(np.arange(size), first), *others]
    base = [size * i + x for i, part in enumerate(parts) for x in part.tolist()]
    return develop((3,) * (d + 1) + (m,), [base]).confirmed(size * m, *_spence_sizes(d))


def _hyperplanes(d: int, q: int) -> list[Elements]:
    """The hyperplanes through zero of GF(q^(d+1)) as a vector space over GF(q)."""
    field = GF(q ** (d + 1))
    elements = np.arange(field.order)
    normals = field.exp[: points_of(d, q)]
    return [np.flatnonzero(field.trace(field.multiply(a, elements), q) == 0) for a in normals]


def _mcfarland_sizes(d: int, q: int) -> tuple[int, int]:
    """The k and lambda of McFarland's difference set."""
    return q**d * points_of(d, q), q**d * points_of(d - 1, q)


def _spence_sizes(d: int) -> tuple[int, int]:
    """The k and lambda of Spence's difference set."""
    return 3**d * (3 ** (d + 1) + 1) // 2, 3**d * (3**d + 1) // 2


@direct_rule("difference sets of hyperplanes", "2-design")
def instances(p: Parameters) -> Instances:
    """McFarland's and Spence's difference sets with these parameters; both have n = q^(2d).

    >>> [x.recipe.rule for x in instances(Parameters(36, 15, 6))]
    ['spence']
    >>> [x.because for x in instances(Parameters(96, 20, 4))]
    ["McFarland's difference set in GF(4)^2 x Z_6"]
    """
    n = p.k - p.lam
    power = prime_power(isqrt(n)) if p.is_symmetric and is_square(n) else None
    if power is None:
        return
    prime, degree = power
    for d in (d for d in range(1, degree + 1) if degree % d == 0):
        q = prime ** (degree // d)
        if (p.k, p.lam) == _mcfarland_sizes(d, q):
            recipe = Recipe.of("mcfarland", dimension=d, order=q)
            where = f"GF({q})^{d + 1} x Z_{points_of(d, q) + 1}"
            yield Exists(p, recipe, f"McFarland's difference set in {where}", _MCFARLAND)
    if prime == 3 and (p.k, p.lam) == _spence_sizes(degree):
        where = f"GF(3)^{degree + 1} x Z_{points_of(degree, 3)}"
        because = f"Spence's difference set in {where}"
        yield Exists(p, Recipe.of("spence", dimension=degree), because, _SPENCE)
