"""Unions of parallel blocks."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from designs import BadInput, Exists, Parameters, exists
from designs.constructions.arcs import maximal_arc
from designs.constructions.class_unions import class_unions, from_class_unions
from designs.constructions.complete import complete
from designs.constructions.difference_sets import paley, singer
from designs.constructions.geometry import affine_geometry


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (affine_geometry(2, 4, 1), complete(4, 2)),
        (affine_geometry(2, 5, 1), complete(5, 3)),
        (affine_geometry(2, 7, 1), paley(7)),
        (affine_geometry(3, 3, 1), affine_geometry(2, 3, 1)),
        (affine_geometry(3, 2, 1), complete(4, 3)),
        (maximal_arc(8, 4), singer(2, 2)),
    ],
)
def test_pairs_lie_in_as_many_unions_as_counted(outer, inner):
    first, second = outer.parameters(), inner.parameters()
    design = class_unions(outer, inner)
    pairs = Counter(pair for block in design.blocks for pair in combinations(block, 2))
    lam = first.lam * second.r + (first.r - first.lam) * second.lam
    assert pairs == dict.fromkeys(combinations(range(first.v), 2), lam)
    assert {len(block) for block in design.blocks} == {first.k * second.k}
    needs = [r.needs for r in from_class_unions(design.parameters())]
    assert second in [within for of, within in needs if of.balanced == first]


def test_every_reduction_asks_for_what_gives_the_design():
    asked = 0
    for p in (Parameters(49, 21, 10), Parameters(28, 12, 11), Parameters(64, 24, 46)):
        for reduction in from_class_unions(p):
            of, within = reduction.needs
            assert of.k * within.k == p.k
            assert of.v == p.v == of.k * within.v
            assert of.lam * within.r + (of.r - of.lam) * within.lam == p.lam
            asked += 1
    assert asked >= 3


def test_unions_need_a_resolution_that_fits():
    with pytest.raises(BadInput, match="resolution"):
        class_unions(paley(7), complete(4, 2))
    with pytest.raises(BadInput, match="5 blocks"):
        class_unions(affine_geometry(2, 5, 1), paley(7))


def test_unions_are_answered():
    answer = exists(49, 21, 10)
    assert isinstance(answer, Exists)
    assert answer.design().parameters() == Parameters(49, 21, 10)
