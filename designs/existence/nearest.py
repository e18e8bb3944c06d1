"""The nearest known design: the one that we build with the same parameters, or the next ones."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import ceil

from designs.algebra.arithmetic import least_lambda
from designs.answers.answers import Exists
from designs.existence.ask import exists
from designs.incidence.canonical import Canonical, canonical
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST = 200_000


def nearest_parameters(v: int, k: int, target: Fraction) -> Parameters:
    """The admissible parameters, b >= v included, whose lambda comes nearest to the target.

    >>> nearest_parameters(7, 3, Fraction(11, 10)), nearest_parameters(8, 3, Fraction(1))
    (Parameters(v=7, k=3, lam=1), Parameters(v=8, k=3, lam=6))
    """
    step = least_lambda(v, k)
    fisher = Fraction(k * (k - 1), v - 1) if k < v else 0
    return Parameters(v, k, step * max(1, round(target / step), ceil(fisher / step)))


def nearest(design: Design, symmetry: Canonical | None) -> str:
    """One sentence: which design of ours this is, or how it differs from it.

    Raises:
        BadInput: the design has fewer than 2 points.

    Complexity: that of `designs.existence.ask.exists`, and of building and labelling one design
    with these parameters if its blocks hold at most 200,000 points.

    >>> nearest(Design(4, [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)]), None)
    'these are the blocks of complete(points=4, size=3)'
    >>> nearest(Design(4, [(0, 1), (0, 2), (0, 3), (1, 2)]), None).partition(":")[0]
    'the nearest admissible parameters are 2-(4,2,1), which exist'
    """
    if (p := design.parameters()) is not None:
        return _compared(design, p, symmetry)
    sizes = Counter(map(len, design.blocks))
    k = max(sizes, key=sizes.__getitem__, default=0)
    if not 2 <= k <= design.points:
        return "no block has two points, so that there are no parameters near it"
    pairs = sum(n * size * (size - 1) for size, n in sizes.items())
    near = nearest_parameters(
        design.points, k, Fraction(pairs, design.points * (design.points - 1))
    )
    answer = exists(near.v, near.k, near.lam)
    verdict = "which exist" if isinstance(answer, Exists) else "which are not known to exist"
    return f"the nearest admissible parameters are {near}, {verdict}: {answer.because}"


def _compared(design: Design, p: Parameters, symmetry: Canonical | None) -> str:
    """This 2-design beside the one that we build."""
    answer = exists(p.v, p.k, p.lam)
    if not isinstance(answer, Exists):
        return f"no {p} design was known here ({answer.because})"
    if p.b * p.k > _LARGEST:
        return f"ours is {answer.recipe}, too large to compare"
    ours = answer.design()
    if ours == design:
        return f"these are the blocks of {answer.recipe}"
    if symmetry is None:
        return f"ours is {answer.recipe}; whether this is isomorphic to it is not decided"
    same = canonical(ours).identity == symmetry.identity
    return f"{'' if same else 'not '}isomorphic to {answer.recipe}"
