"""Designs from transversal designs whose groups are filled with smaller designs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from designs.answers.answers import Exists
from designs.answers.recipe import Recipe
from designs.answers.reduction import Reduction, Reductions, parameters_of
from designs.answers.registry import construction
from designs.answers.rules import recursive_rule
from designs.constructions.pairwise_balanced import Blocks, filled, truncated, weighted
from designs.constructions.transversal import (
    GroupDivisible,
    has_transversal,
    transversal_design,
)
from designs.constructions.uniform import uniform, weight
from designs.errors import require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

SOURCE = "R. M. Wilson, J. Combin. Theory A 13 (1972) 220-245"


@construction(
    "inflated",
    example={
        "of": Recipe.of("complete", points=3, size=3),
        "inside": Recipe.of("affine-geometry", dimension=2, order=3, subspace=1),
        "fixed": 0,
    },
)
def inflated(of: Design, inside: Design, fixed: int) -> Design:
    """From 2-(u, k, lambda) and 2-(m+e, k, lambda) designs, a 2-(um+e, k, lambda) design.

    Every point of the first becomes a group of m points, every block a transversal design TD(k, m)
    on k groups; each group together with e fixed points carries a copy of the second. If e = k and
    lambda = 1, the fixed points are a block of all the copies, kept once.

    Raises:
        BadInput: the ingredients do not agree in k and lambda; e is not 0 or 1, nor k with
            lambda = 1; or no TD(k, m) is known here.

    Complexity: O(total size of the blocks).
    Source: R. M. Wilson, J. Combin. Theory A 13 (1972).

    >>> from designs.constructions.geometry import affine_geometry
    >>> inflated(Design(3, [(0, 1, 2)]), affine_geometry(2, 3, 1), 0).parameters()
    Parameters(v=27, k=3, lam=1)
    """
    u, p = parameters_of(of), parameters_of(inside)
    require((u.k, u.lam) == (p.k, p.lam), f"{u} and {p} must agree in k and lambda")
    apart = fixed in {0, 1} or (fixed == p.k and p.lam == 1)
    require(apart, f"fixed must be 0 or 1, or k={p.k} if lambda is 1, got {fixed}")
    td = transversal_design(p.k, p.v - fixed)
    points = GroupDivisible(tuple((x,) for x in range(u.v)), of.blocks)
    spread = weighted(points, p.v - fixed, lambda _: td.blocks)
    first = _with_last_block(inside) if fixed == p.k else inside.blocks
    others = [block for block in first if block[0] < p.v - fixed]
    blocks = filled(spread, fixed, [first, *[others] * (u.v - 1)])
    v = spread.points + fixed
    return Design(v, blocks).confirmed(v, p.k, p.lam)


def _with_last_block(of: Design) -> Blocks:
    """The blocks, after the points were renamed so that the last ones form a block."""
    last = of.blocks[-1]
    order = [x for x in range(of.points) if x not in last] + list(last)
    label = {x: i for i, x in enumerate(order)}
    return [tuple(sorted(label[x] for x in block)) for block in of.blocks]


@construction(
    "weighted-transversal-design",
    example={
        "of": (
            Recipe.of("projective-geometry", dimension=2, order=3, subspace=1),
            Recipe.of("complete", points=4, size=4),
        )
    },
)
def weighted_transversal(of: Sequence[Design]) -> Design:
    """From 2-(wn+e, k, lambda) and 2-(wt+e, k, lambda) designs, a 2-(w(kn+t)+e, k, lambda) design.

    The last group of a TD(k+1, n) keeps t of its points; every point gets weight w and every block
    a uniform group-divisible design on its k or k + 1 groups; the groups together with e fixed
    points carry copies of the given designs. For w, e and the uniform designs see
    `designs.constructions.uniform`.

    Raises:
        BadInput: the ingredients do not fit, or no TD(k+1, n) is known here.

    Complexity: O(total size of the blocks).
    Source: H. Hanani, Balanced incomplete block designs and related designs, Discrete Math. 11
    (1975) 255-369; R. M. Wilson, J. Combin. Theory A 13 (1972).

    >>> from designs.constructions.geometry import affine_geometry, projective_geometry
    >>> weighted_transversal([projective_geometry(2, 3, 1), Design(4, [range(4)])]).parameters()
    Parameters(v=52, k=4, lam=1)
    """
    require(len(of) == 2, f"two designs fill the groups, got {len(of)}")
    large, small = map(parameters_of, of)
    k, lam = large.k, large.lam
    w, e = weight(k, lam)
    alike = (small.k, small.lam) == (k, lam) and (large.v - e) % w == (small.v - e) % w == 0
    require(alike, f"{large} and {small} must agree in k and lambda, and in v modulo {w}")
    td = transversal_design(k + 1, (large.v - e) // w)
    master = truncated(td, (small.v - e) // w)
    spread = weighted(master, w, lambda u: uniform(u, w, k, lam))
    blocks = filled(spread, e, [*[of[0].blocks] * k, of[1].blocks])
    v = spread.points + e
    return Design(v, blocks).confirmed(v, k, lam)


def inflations(p: Parameters) -> Iterator[tuple[Parameters, Parameters, int]]:
    """The parameters from which `inflated` makes these, and e; u is k, k^2 - k + 1 or k^2.

    >>> [f"{u} {m}" for u, m, _ in inflations(Parameters(186, 6, 1))]
    ['2-(6,6,1) 2-(31,6,1)', '2-(36,6,1) 2-(11,6,1)']
    """
    for fixed in (0, 1, p.k) if p.lam == 1 else (0, 1):
        for u in (p.k, p.k * p.k - p.k + 1, p.k * p.k):
            order, rest = divmod(p.v - fixed, u)
            fits = rest == 0 and order > 1 and order + fixed >= p.k
            if fits and has_transversal(p.k, order):
                yield Parameters(u, p.k, p.lam), Parameters(order + fixed, p.k, p.lam), fixed


def inflation(p: Parameters, outer: Exists, inner: Exists, fixed: int) -> Exists:
    """The answer that `inflated` gives from these two.

    >>> from designs.constructions.complete import instances
    >>> line = next(instances(Parameters(3, 3, 1)))
    >>> inflation(Parameters(9, 3, 1), line, line, 0).recipe.build().parameters()
    Parameters(v=9, k=3, lam=1)
    """
    recipe = Recipe.of("inflated", of=outer.recipe, inside=inner.recipe, fixed=fixed)
    order = (p.v - fixed) // outer.parameters.v
    because = (
        f"each block of {outer.parameters} a TD({p.k},{order}), and each of its points a group "
        f"filled with {inner.parameters}"
    )
    return Exists(p, recipe, because, SOURCE)


@recursive_rule("inflated designs", "2-design")
def from_inflation(p: Parameters) -> Reductions:
    """Through `inflated`, for k = 6 and more; for k = 4 and 5 see `designs.constructions.hanani`.

    >>> next(from_inflation(Parameters(186, 6, 1))).needs
    (Parameters(v=6, k=6, lam=1), Parameters(v=31, k=6, lam=1))
    """
    for outer, inner, fixed in inflations(p) if p.k >= 6 else ():
        yield Reduction((outer, inner), partial(inflation, p, fixed=fixed))
