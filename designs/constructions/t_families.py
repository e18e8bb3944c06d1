"""t-designs that other families hold, and the designs of Witt."""

from __future__ import annotations

from math import comb

from designs.algebra.arithmetic import gaussian_binomial
from designs.answers.answers import Exists, Witnesses
from designs.answers.recipe import Recipe
from designs.constructions import hadamard, inversive
from designs.constructions.projective_line import projective_line
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters
from designs.incidence.questions import TParameters

_WITT = {12: (11, (1, 3, 4, 5, 9, 11)), 24: (23, (0, 1, 3, 12, 15, 21, 22, 23))}


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


def witt_witnesses(p: TParameters) -> Witnesses:
    """The two Witt 5-designs.

    >>> next(witt_witnesses(TParameters(5, 24, 8, 1))).because
    'the Witt design of the Mathieu group M24'
    """
    if (p.t, p.lam) == (5, 1) and (p.v, p.k) in {(12, 6), (24, 8)}:
        because = f"the Witt design of the Mathieu group M{p.v}"
        source = "E. Witt, Abh. Math. Sem. Hamburg 12 (1938) 265-275"
        yield Exists(p, Recipe.of("witt", points=p.v), because, source)


def complete_witnesses(p: TParameters) -> Witnesses:
    """All k-subsets, if these are their parameters.

    >>> next(complete_witnesses(TParameters(3, 6, 4, 3))).recipe
    Recipe.of('complete', points=6, size=4)
    """
    few = min(p.k - p.t, p.v - p.k)
    if few <= p.lam.bit_length() and comb(p.v - p.t, p.k - p.t) == p.lam:
        because = f"all {p.k}-subsets of {p.v} points"
        recipe = Recipe.of("complete", points=p.v, size=p.k)
        yield Exists(p, recipe, because, "double counting")


def hadamard_witnesses(p: TParameters) -> Witnesses:
    """The 3-(4n, 2n, n-1) design of a Hadamard matrix.

    >>> next(hadamard_witnesses(TParameters(3, 12, 6, 2))).recipe.rule
    'hadamard-3'
    """
    if (p.t, p.v, p.v) == (3, 2 * p.k, 4 * p.lam + 4):
        for found in hadamard.witnesses(Parameters(p.v, p.k, p.k - 1)):
            yield Exists(p, found.recipe, found.because, found.source)


def spherical_witnesses(p: TParameters) -> Witnesses:
    """The 3-(q^d + 1, q + 1, 1) design of the images of GF(q) with infinity under PGL(2, q^d).

    >>> next(spherical_witnesses(TParameters(3, 26, 6, 1))).because
    'the images of GF(5) with infinity under PGL(2,25)'
    """
    if (p.t, p.lam) == (3, 1) and p.k > 3:
        for found in inversive.witnesses(Parameters(p.v, p.k, max(1, (p.v - 2) // (p.k - 2)))):
            yield Exists(p, found.recipe, found.because, found.source)


def boolean_witnesses(p: TParameters) -> Witnesses:
    """Points and d-dimensional flats of AG(n, 2), d >= 2: any three points span a plane.

    A 3-(2^n, 2^d, [n-2, d-2]) design, where ``[a, b]`` is the Gaussian binomial coefficient.

    >>> next(boolean_witnesses(TParameters(3, 16, 4, 1))).because
    'the points and 2-dimensional flats of AG(4,2)'
    """
    n, d = p.v.bit_length() - 1, p.k.bit_length() - 1
    if (p.t, p.v, p.k) != (3, 2**n, 2**d) or not 2 <= d < n:
        return
    if gaussian_binomial(n - 2, d - 2, 2) == p.lam:
        recipe = Recipe.of("affine-geometry", dimension=n, order=2, subspace=d)
        because = f"the points and {d}-dimensional flats of AG({n},2)"
        yield Exists(p, recipe, because, "P. Dembowski, Finite Geometries (1968)")
