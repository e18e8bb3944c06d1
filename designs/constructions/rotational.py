"""Resolvable designs developed from one parallel class over Z_(v-1) and infinity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from designs.answers.answers import Exists, Instances
from designs.answers.recipe import Recipe
from designs.answers.registry import construction
from designs.answers.rules import direct_rule
from designs.files import rows, shipped
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_SOURCE = "base class found by designs/search/offline/find_rotational_classes.py"


@construction("rotational-class", example={"base": ((0, 1, 3, 7), (2, 4, 5, 6))})
def rotational_class(base: Sequence[Sequence[int]]) -> Design:
    """The translates of a parallel class of Z_(v-1) and infinity, each of them a parallel class.

    Infinity is the point v - 1. If k - 1 differences of points in one block are x, for every x but
    0, it is a resolved 2-(v, k, k-1) design: k - 1 points are with infinity.

    Raises:
        BadInput: the blocks are no parallel class.
        VerificationError: its translates are no 2-design.

    Complexity: O(v^2 k) to build, and the count.
    Source: R. C. Bose, Ann. Eugenics 9 (1939) (method of differences).

    >>> rotational_class([(0, 1, 3, 7), (2, 4, 5, 6)]).parameters()
    Parameters(v=8, k=4, lam=3)
    """
    points, size = sum(map(len, base)), len(base[0])
    order = points - 1
    classes = [
        [[x if x == order else (x + shift) % order for x in block] for block in base]
        for shift in range(order)
    ]
    turn = (*range(1, order), 0, order)
    return Design.of_classes(points, classes, [turn]).confirmed(points, size, size - 1)


@lru_cache(maxsize=1)
def stored() -> dict[tuple[int, int], tuple[tuple[int, ...], ...]]:
    """The shipped table: v and k to a base class."""
    bases = map(rows, shipped("rotational_classes.txt"))
    return {(sum(map(len, base)), len(base[0])): base for base in bases}


@direct_rule("translates of a class", "resolvable")
def instances(p: Parameters) -> Instances:
    """The base class of the table, if lambda = k - 1.

    >>> next(instances(Parameters(12, 4, 3, resolvable=True))).because
    'the translates of a parallel class of Z_11 and infinity'
    """
    if p.lam == p.k - 1 and (base := stored().get((p.v, p.k))) is not None:
        because = f"the translates of a parallel class of Z_{p.v - 1} and infinity"
        yield Exists(p, Recipe.of("rotational-class", base=base), because, _SOURCE)
