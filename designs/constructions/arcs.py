"""Hermitian curves and maximal arcs: point sets of a plane that their secants make designs with."""

from __future__ import annotations

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF, Elements
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule, resolved_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_UNITAL = "R. C. Bose, Atti del Convegno di Geometria Combinatoria, Perugia (1958)"
_DENNISTON = "R. H. F. Denniston, J. Combin. Theory 6 (1969) 317-319"


@construction("unital", example={"order": 3})
def unital(order: int) -> Design:
    """Points and secants of the Hermitian curve: a resolved 2-(q^3 + 1, q + 1, 1) design.

    The affine points in PG(2, q^2) have ``y^q + y = x^(q+1)``, and there is one point at infinity,
    on the lines of constant x. Every line meets the curve in 1 or q + 1 points. The q tangents of
    one slope touch it on the polar of their point at infinity, a line of constant x, which makes
    the secants of that slope a parallel class.

    Raises:
        BadInput: q is no prime power.

    Complexity: O(q^6).
    Source: R. C. Bose, On the application of finite projective geometry (1958).

    >>> unital(3).parameters()
    Parameters(v=28, k=4, lam=1)
    """
    q = order
    require(prime_power(q) is not None, f"order must be a prime power, got {q}")
    field = GF(q * q)
    elements = np.arange(q * q)
    norms = np.where(elements == 0, 0, field.exp[field.log * (q + 1) % (q * q - 1)])
    x, y = np.nonzero(norms[:, None] == field.trace(elements, q))
    classes = []
    for slope in elements:
        lines = _fibres(field.add(y, field.multiply(slope, x)))
        touched = [line[0] for line in lines if len(line) == 1]
        classes.append([[*touched, q**3], *(line for line in lines if len(line) > 1)])
    return Design.of_classes(q**3 + 1, classes).confirmed(q**3 + 1, q + 1, 1)


@construction("maximal-arc", example={"order": 8, "degree": 4})
def maximal_arc(order: int, degree: int) -> Design:
    """Denniston's arc of degree n in PG(2, q), q even: a resolved 2-(nq - q + n, n, 1) design.

    Its points have ``x^2 + c x y + y^2`` in an additive subgroup of order n of GF(q), the form
    being irreducible. Every line meets it in 0 or n points, the line at infinity in none, so that
    the secants of each slope are a parallel class.

    Raises:
        BadInput: not ``2 <= n < q`` with q and n powers of two.

    Complexity: O(n q^2), and the count.
    Source: R. H. F. Denniston, Some maximal arcs in finite projective planes (1969).

    >>> design = maximal_arc(8, 4)
    >>> design.parameters(), len(design.resolution)
    (Parameters(v=28, k=4, lam=1), 9)
    """
    q, n = order, degree
    binary = q & (q - 1) == 0 and n & (n - 1) == 0
    require(2 <= n < q and binary, f"degree and order must be powers of 2, got {n} and {q}")
    field = GF(q)
    elements = np.arange(q)
    # The form is irreducible if 1/c has trace 1.
    c = next(field.exp[-i % (q - 1)] for i in range(q - 1) if field.trace(field.exp[i], 2))
    mixed = field.multiply(c, field.multiply(elements[:, None], elements))
    squares = field.multiply(elements, elements)
    x, y = np.nonzero(field.add(mixed, field.add(squares[:, None], squares)) < n)
    classes = [_fibres(field.add(y, field.multiply(slope, x))) for slope in elements]
    v = n * q - q + n
    return Design.of_classes(v, [_fibres(x), *classes]).confirmed(v, n, 1)


def _fibres(values: Elements) -> list[list[int]]:
    """The places at which each of the values stands."""
    return [np.flatnonzero(values == value).tolist() for value in np.unique(values)]


@direct_rule("unitals and maximal arcs", "2-design")
@resolved_rule("unitals", "unital")
@resolved_rule("maximal arcs", "maximal-arc")
def instances(p: Parameters) -> Instances:
    """The unital and the maximal arc with these parameters.

    >>> [x.recipe.rule for x in instances(Parameters(28, 4, 1))]
    ['unital', 'maximal-arc']
    """
    if p.lam != 1:
        return
    q = p.k - 1
    if p.v == q**3 + 1 and prime_power(q) is not None:
        because = f"the secants of the Hermitian curve in PG(2,{q * q})"
        yield Exists(p, Recipe.of("unital", order=q), because, _UNITAL)
    q, rest = divmod(p.v - p.k, p.k - 1)
    if rest == 0 and p.k < q and q & (q - 1) == 0 and p.k & (p.k - 1) == 0:
        because = f"the secants of Denniston's maximal arc of degree {p.k} in PG(2,{q})"
        yield Exists(p, Recipe.of("maximal-arc", order=q, degree=p.k), because, _DENNISTON)
