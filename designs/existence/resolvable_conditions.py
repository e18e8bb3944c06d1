"""Necessary conditions for resolvable 2-designs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from designs.answers.answers import Impossible
from designs.constructions.extension import half
from designs.errors import show
from designs.existence.conditions import refuted
from designs.incidence.questions import ResolvableParameters

_ALLTOP = "W. O. Alltop, J. Combin. Theory Ser. A 18 (1975) 177-186"
_BOSE = "R. C. Bose, Sankhya 6 (1942) 105-110"


def parallel_classes(p: ResolvableParameters) -> Impossible | None:
    """A parallel class has v/k blocks, so that k divides v.

    Complexity: constant.
    Source: counting the points of a class.

    >>> parallel_classes(ResolvableParameters(7, 3, 1)).because
    'a parallel class has v/k blocks, which must be an integer, got 7/3'
    """
    if p.v % p.k == 0:
        return None
    size = show(Fraction(p.v, p.k))
    because = f"a parallel class has v/k blocks, which must be an integer, got {size}"
    return Impossible(p, "parallel-classes", because, "counting", {"blocks_of_a_class": size})


def balanced(p: ResolvableParameters) -> Impossible | None:
    """There must be a 2-design with these parameters, resolvable or not.

    Complexity: that of `designs.existence.conditions`.
    Source: that of the condition.

    >>> balanced(ResolvableParameters(8, 4, 1)).because
    'r = lambda(v-1)/(k-1) must be an integer, got 7/3; every admissible lambda is a multiple of 3'
    """
    if (found := refuted(p.balanced)) is None:
        return None
    return Impossible(p, found.condition, found.because, found.source, found.facts)


def affine(p: ResolvableParameters) -> Impossible | None:
    """If ``b = v + r - 1``, blocks of different classes meet in ``k^2/v`` points, an integer.

    Bose's inequality ``b >= v + r - 1``, that is ``r >= k + lambda``, needs no test of its own:
    k divides v, so ``r = lambda`` modulo k, and r > lambda.

    Complexity: constant.
    Source: R. C. Bose, Sankhya 6 (1942).

    >>> affine(ResolvableParameters(6, 3, 2)).because
    'b = v + r - 1 makes blocks of different classes meet in k^2/v points, got 3/2'
    """
    meet = Fraction(p.k**2, p.v)
    if p.k == p.v or p.b != p.v + p.r - 1 or meet.denominator == 1:
        return None
    because = f"b = v + r - 1 makes blocks of different classes meet in k^2/v points, got {meet}"
    return Impossible(p, "affine", because, _BOSE, {"meet": show(meet)})


def halves(p: ResolvableParameters) -> Impossible | None:
    """With v = 2k the blocks through a point form a 2-(2k-1, k-1, lambda (k-2)/(2k-2)) design.

    For the blocks come in complementary pairs, which makes the design a 3-design.

    Complexity: that of `designs.existence.conditions`.
    Source: W. O. Alltop, Extending t-designs, J. Combin. Theory Ser. A 18 (1975).

    >>> halves(ResolvableParameters(6, 3, 6)).because
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


RESOLVABLE_CONDITIONS: tuple[Callable[[ResolvableParameters], Impossible | None], ...] = (
    parallel_classes,
    balanced,
    affine,
    halves,
)
