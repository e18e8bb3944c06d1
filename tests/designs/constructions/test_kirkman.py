"""Kirkman's systems: every way to make them, counted by hand."""

from __future__ import annotations

import pytest
from definitions import are_parallel, is_design

from designs import BadInput, Parameters
from designs.constructions.kirkman import kirkman_triple_system
from designs.constructions.transversal import has_transversal


@pytest.mark.parametrize("v", [3, 9, 15, 21, 27, 33, 39, 45, 51, 57, 63, 69, 75, 93, 117, 165])
def test_kirkman_triple_systems(v):
    design = kirkman_triple_system(v)
    classes = design.parallel_classes()
    assert len(classes) == (v - 1) // 2
    assert all(are_parallel(part, v) for part in classes)
    assert is_design([block for part in classes for block in part], v, 3, 1)


def test_kirkman_systems_are_planned_for_every_order():
    """Those without a cut transversal design are the direct ones, the tripled ones, 34 and 82."""
    others = set()
    for s in range(4, 3000):
        cuts = ((5 if s > 4 * n else 4, n) for n in range(s // 4, (s - 1) // 5, -1))
        if not any(has_transversal(*cut) for cut in cuts):
            others.add(3 * s + 1)
    assert others == {19, 22, 25, 28, 31, 34, 40, 43, 46, 79, 82}
    for r in others - {34, 82}:
        assert kirkman_triple_system(2 * r + 1).parameters() == Parameters(2 * r + 1, 3, 1)


@pytest.mark.parametrize("v", [-3, 1, 7, 13, 18])
def test_orders_that_there_are_not(v):
    with pytest.raises(BadInput, match=f"3 modulo 6, got {v}"):
        kirkman_triple_system(v)
