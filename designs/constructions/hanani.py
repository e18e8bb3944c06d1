"""Hanani's theorems: 2-(v, 4, lambda) and 2-(v, 5, lambda) designs for all v that counting allows.

A plan reduces the question, by parameters alone, to smaller ones: through filled and weighted
transversal designs down to complete designs, geometries and the table of designs with a prescribed
group.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from designs.algebra.arithmetic import least_lambda
from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.rules import direct_rule
from designs.constructions import complete, geometry, prescribed
from designs.constructions.closure import SOURCE, inflation, inflations
from designs.constructions.transversal import has_transversal
from designs.constructions.uniform import weight
from designs.incidence.parameters import Parameters

_LARGEST = 10**12
_HANANI = "H. Hanani, Discrete Math. 11 (1975) 255-369"


@direct_rule("Hanani's theorems", "2-design")
def instances(p: Parameters) -> Instances:
    """The plan, if there is one: k = 4 or 5, lambda <= k (k-1), v up to 10^12.

    >>> next(instances(Parameters(496, 4, 1))).because
    'each block of 2-(4,4,1) a TD(4,124), and each of its points a group filled with 2-(124,4,1)'
    >>> next(instances(Parameters(10**12 - 3, 5, 5))).recipe.rule
    'weighted-transversal-design'
    """
    if p.k in {4, 5} and p.lam <= p.k * (p.k - 1) and p.v <= _LARGEST:
        found = plan(p)
        if found is not None:
            yield found


@lru_cache(maxsize=1 << 16)
def plan(p: Parameters) -> Exists | None:
    """The first of: small designs, copies, inflated designs, weighted transversal designs.

    Complexity: O(log v) smaller questions, each after O(1) orders of transversal designs in all
    cases met; at most O(v) of them.

    >>> plan(Parameters(85, 4, 1)).because
    '7 base blocks under Z_5 x Z_17'
    >>> plan(Parameters(15, 5, 2)) is None
    True
    """
    if p.lam % least_lambda(p.v, p.k):
        return None
    return next(chain(_small(p), _multiples(p), _inflated(p), _weighted(p)), None)


def _small(p: Parameters) -> Instances:
    return chain(complete.instances(p), geometry.instances(p), prescribed.instances(p))


def _multiples(p: Parameters) -> Instances:
    least = least_lambda(p.v, p.k)
    for lam in range(least, p.lam, least):
        if p.lam % lam == 0 and (found := plan(Parameters(p.v, p.k, lam))) is not None:
            recipe = Recipe.of("multiple", of=found.recipe, times=p.lam // lam)
            because = f"{p.lam // lam} copies of {found.parameters}: {found.because}"
            yield Exists(p, recipe, because, found.source)


def _inflated(p: Parameters) -> Instances:
    for outer, inner, fixed in inflations(p):
        first, second = plan(outer), plan(inner)
        if first is not None and second is not None:
            yield inflation(p, first, second, fixed)


def _weighted(p: Parameters) -> Instances:
    w, e = weight(p.k, p.lam)
    for order, last in _truncations(p, w, e):
        need = [Parameters(w * size + e, p.k, p.lam) for size in (last, order)]
        small, large = plan(need[0]), plan(need[1])
        if small is not None and large is not None:
            recipe = Recipe.of("weighted-transversal-design", of=(large.recipe, small.recipe))
            because = (
                f"TD({p.k + 1},{order}), one group cut down to {last} points, weight {w}, "
                f"groups filled with {need[1]} and {need[0]}"
            )
            yield Exists(p, recipe, because, f"{_HANANI}; {SOURCE}")


def _truncations(p: Parameters, w: int, e: int) -> Iterator[tuple[int, int]]:
    """All (n, t) with w (k n + t) + e points, both groups large enough, smallest t first."""
    total, rest = divmod(p.v - e, w)
    for order in range(total // p.k, (total - 1) // (p.k + 1), -1) if rest == 0 else ():
        last = total - p.k * order
        if w * last + e >= p.k and last <= order and has_transversal(p.k + 1, order):
            yield order, last
