"""Unions of the blocks of each parallel class, chosen by a small design."""

from __future__ import annotations

from fractions import Fraction

from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import recursive_rule
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST = 500


@construction(
    "class-unions",
    example={
        "of": Recipe.of("affine-geometry", dimension=2, order=3, subspace=1),
        "within": Recipe.of("complete", points=3, size=2),
    },
)
def class_unions(of: Design, within: Design) -> Design:
    """Unions of blocks of a parallel class, for every class and every block of a design on it.

    A resolved 2-(v, K, m) design with s = v/K blocks in a class and a 2-(s, k, n) design with
    replication r give a 2-(v, kK, mr + (R-m)n) design: two points are together in a block of the
    first one in m of its R classes, and in two blocks of the others.

    Raises:
        BadInput: an ingredient is no 2-design, the first has no resolution, or the points of the
            second are not the blocks of a class.

    Complexity: O(R b k K) where b counts the blocks of the small design.
    Source: counting pairs.

    >>> from designs.constructions.geometry import affine_geometry, projective_geometry
    >>> class_unions(affine_geometry(2, 7, 1), projective_geometry(2, 2, 1)).parameters()
    Parameters(v=49, k=21, lam=10)
    """
    outer, inner = parameters_of(of), parameters_of(within)
    require(bool(of.resolution), "the design whose blocks are united must come with a resolution")
    size = outer.v // outer.k
    require(inner.v == size, f"a class has {size} blocks, so a design on {inner.v} does not fit")
    blocks = [
        [p for j in chosen for p in part[j]]
        for part in of.parallel_classes()
        for chosen in within.blocks
    ]
    lam = outer.lam * inner.r + (outer.r - outer.lam) * inner.lam
    return Design(of.points, blocks).confirmed(outer.v, outer.k * inner.k, int(lam))


@recursive_rule("unions of parallel blocks", "2-design")
def from_class_unions(p: Parameters) -> Reductions:
    """Through a resolvable design with smaller blocks, and a design on the blocks of a class.

    With lambdas m and n of the two it needs ``lambda = m n ((s-1)/(k-1) + (v-1)/(K-1) - 1)``. Up to
    v = 500 and lambda = 500.

    >>> [[str(need) for need in r.needs] for r in from_class_unions(Parameters(49, 21, 10))]
    [['resolvable 2-(49,7,1)', '2-(7,3,1)']]
    """
    if max(p.v, p.lam) > _LARGEST:
        return
    for size in range(2, p.k // 2 + 1):
        if p.k % size == p.v % size == 0:
            count, chosen = p.v // size, p.k // size
            together = Fraction(count - 1, chosen - 1) + Fraction(p.v - 1, size - 1) - 1
            for inner in range(1, p.lam + 1):
                outer = p.lam / (inner * together)
                if outer.denominator == 1:
                    of = Parameters(p.v, size, int(outer), resolvable=True)
                    yield _union(p, of, Parameters(count, chosen, inner))


def _union(p: Parameters, outer: Parameters, inner: Parameters) -> Reduction:
    def conclude(first: Exists, second: Exists) -> Exists:
        recipe = Recipe.of("class-unions", of=first.recipe, within=second.recipe)
        because = (
            f"unions of blocks in each class of {first.parameters} ({first.because}), as in "
            f"{second.parameters} ({second.because})"
        )
        return Exists(p, recipe, because, f"{first.source}; {second.source}")

    return Reduction((outer, inner), conclude)
