"""Extension of 2-designs whose blocks are almost half of the points, by complementary blocks."""

from __future__ import annotations

from functools import partial

from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import recursive_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SOURCE = "W. O. Alltop, Extending t-designs, J. Combin. Theory Ser. A 18 (1975) 177-186"


@construction("extension", example={"of": Recipe.of("paley", order=7)})
def extension(of: Design) -> Design:
    """A 2-(2k-1, k-1, lambda) design extended to a 3-(2k, k, lambda) design, with a resolution.

    The blocks, each with one new point, and their complements, which form the parallel classes: by
    inclusion and exclusion the complements of a 2-design hold three points as often as its blocks
    miss them, and both together do so equally often for all triples.

    Raises:
        BadInput: the ingredient is not a 2-(2k-1, k-1, lambda) design.

    Complexity: O(b v) to build, and the count.
    Source: W. O. Alltop, Extending t-designs (1975).

    >>> from designs.constructions.difference_sets import paley
    >>> extension(paley(7)).parameters()
    Parameters(v=8, k=4, lam=3)
    """
    p = parameters_of(of)
    require(p.v == 2 * p.k + 1, f"a 2-(2k-1,k-1,lambda) design can be extended so, got {p}")
    everything = set(range(p.v))
    classes = [[(*block, p.v), everything.difference(block)] for block in of.blocks]
    fixing = [(*image, p.v) for image in of.automorphisms]
    return Design.of_classes(p.v + 1, classes, fixing).confirmed(p.v + 1, p.k + 1, p.lam, 3)


def half(p: Parameters) -> Parameters | None:
    """The design that a resolvable one with v = 2k is the extension of, or None if there is none.

    Its blocks come in complementary pairs, so that it is a 3-(2k, k, m) design with
    ``m = lambda (k-2) / (2k-2)``, and those through a point form a 2-(2k-1, k-1, m) design.

    >>> half(Parameters(14, 7, 12, resolvable=True)), half(Parameters(6, 3, 6, resolvable=True))
    (Parameters(v=13, k=6, lam=5), None)
    """
    lam, rest = divmod(p.lam * (p.k - 2), 2 * p.k - 2)
    known = p.v == 2 * p.k and p.k >= 3 and rest == 0
    return Parameters(p.v - 1, p.k - 1, lam) if known else None


@recursive_rule("extensions", "resolvable")
def from_half(p: Parameters) -> Reductions:
    """Through the 2-design that the resolvable design is the extension of, if v = 2k.

    >>> [str(r.needs[0]) for r in from_half(Parameters(14, 7, 12, resolvable=True))]
    ['2-(13,6,5)']
    """
    if (smaller := half(p)) is not None:
        yield Reduction((smaller,), partial(_extended, p))


@recursive_rule("extensions", "t-design")
def from_extension(p: Parameters) -> Reductions:
    """Through the 2-(2k-1, k-1, lambda) design, for a 3-(2k, k, lambda) design.

    >>> [str(r.needs[0]) for r in from_extension(Parameters(14, 7, 5, t=3))]
    ['2-(13,6,5)']
    """
    if (p.t, p.v) == (3, 2 * p.k):
        yield Reduction((Parameters(p.v - 1, p.k - 1, p.lam),), partial(_extended, p))


def _extended(p: Parameters, found: Exists) -> Exists:
    recipe = Recipe.of("extension", of=found.recipe)
    because = f"extension of {found.parameters}: {found.because}"
    return Exists(p, recipe, because, f"{found.source}; {_SOURCE}")
