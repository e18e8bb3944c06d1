"""Necessary conditions for resolvable 2-designs."""

from __future__ import annotations

from fractions import Fraction

from designs.answers.answers import Impossible
from designs.constructions.extension import half
from designs.errors import show
from designs.existence.conditions.table import condition, refuted
from designs.incidence.parameters import Parameters

_ALLTOP = "W. O. Alltop, J. Combin. Theory Ser. A 18 (1975) 177-186"
_BOSE = "R. C. Bose, Sankhya 6 (1942) 105-110"


@condition("resolvable")
def parallel_classes(p: Parameters) -> Impossible | None:
    """A parallel class has v/k blocks, so that k divides v.

    Complexity: constant.
    Source: counting the points of a class.

    >>> parallel_classes(Parameters(7, 3, 1, resolvable=True)).because
    'a parallel class has v/k blocks, which must be an integer, got 7/3'
    """
    if p.v % p.k == 0:
        return None
    size = show(Fraction(p.v, p.k))
    because = f"a parallel class has v/k blocks, which must be an integer, got {size}"
    return Impossible(p, "parallel-classes", because, "counting", {"blocks_of_a_class": size})


@condition("resolvable")
def balanced(p: Parameters) -> Impossible | None:
    """There must be a 2-design with these parameters, resolvable or not.

    Complexity: that of the conditions on 2-designs.
    Source: that of the condition.

    >>> balanced(Parameters(8, 4, 1, resolvable=True)).because
    'r = lambda(v-1)/(k-1) must be an integer, got 7/3; every admissible lambda is a multiple of 3'
    """
    if (found := refuted(p.balanced)) is None:
        return None
    return Impossible(p, found.condition, found.because, found.source, found.facts)


@condition("resolvable")
def affine(p: Parameters) -> Impossible | None:
    """If ``b = v + r - 1``, blocks of different classes meet in ``k^2/v`` points, an integer.

    Bose's inequality ``b >= v + r - 1``, that is ``r >= k + lambda``, needs no test of its own:
    k divides v, so ``r = lambda`` modulo k, and r > lambda.

    Complexity: constant.
    Source: R. C. Bose, Sankhya 6 (1942).

    >>> affine(Parameters(6, 3, 2, resolvable=True)).because
    'b = v + r - 1 makes blocks of different classes meet in k^2/v points, got 3/2'
    """
    meet = Fraction(p.k**2, p.v)
    if p.k == p.v or p.b != p.v + p.r - 1 or meet.denominator == 1:
        return None
    because = f"b = v + r - 1 makes blocks of different classes meet in k^2/v points, got {meet}"
    return Impossible(p, "affine", because, _BOSE, {"meet": show(meet)})


@condition("resolvable")
def halves(p: Parameters) -> Impossible | None:
    """With v = 2k the blocks through a point form a 2-(2k-1, k-1, lambda (k-2)/(2k-2)) design.

    For the blocks come in complementary pairs, which makes the design a 3-design.

    Complexity: that of the conditions on 2-designs.
    Source: W. O. Alltop, Extending t-designs, J. Combin. Theory Ser. A 18 (1975).

    >>> halves(Parameters(6, 3, 6, resolvable=True)).because
    'v = 2k makes three points lie in lambda (k-2)/(2k-2) blocks, an integer, got 3/2'
    """
    through = Fraction(p.lam * (p.k - 2), 2 * p.k - 2)
    if p.v != 2 * p.k or p.k == 2:
        return None
    if (smaller := half(p)) is None:
        three = "v = 2k makes three points lie in lambda (k-2)/(2k-2) blocks, an integer"
        because, facts = f"{three}, got {show(through)}", {"through_three": show(through)}
        return Impossible(p, "halves", because, _ALLTOP, facts)
    if (found := refuted(smaller)) is None:
        return None
    because = f"the blocks through a point form a {smaller} design: {found.because}"
    return Impossible(p, "halves", because, found.source, found.facts)
