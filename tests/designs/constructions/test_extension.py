"""Extension by complementary blocks."""

from __future__ import annotations

import pytest
from definitions import are_parallel, is_design, is_resolved

from designs import BadInput, Design, Parameters, exists
from designs.constructions.at_point import point_derived
from designs.constructions.complete import complete
from designs.constructions.difference_sets import paley, twin_prime_power
from designs.constructions.extension import extension, half


@pytest.mark.parametrize(
    "smaller",
    [paley(7), paley(11), twin_prime_power(3), complete(5, 2), exists(9, 4, 3).design(),
     exists(13, 6, 5).design()],
)  # fmt: skip
def test_an_extension_has_strength_3_and_gives_back_what_it_extends(smaller):
    p, design = smaller.parameters(), extension(smaller)
    assert is_design(design.blocks, p.v + 1, p.k + 1, p.lam, 3)
    assert point_derived(design) == smaller
    for part in design.parallel_classes():
        assert len(part) == 2
        assert are_parallel(part, p.v + 1)


def test_automorphisms_fix_the_new_point():
    design = extension(paley(11))
    assert design.automorphisms == tuple((*image, 11) for image in paley(11).automorphisms)
    assert design.automorphisms


@pytest.mark.parametrize("smaller", [complete(6, 3), paley(7).complement(), complete(5, 3)])
def test_blocks_must_be_almost_half(smaller):
    with pytest.raises(BadInput, match=r"2-\(2k-1,k-1,lambda\)"):
        extension(smaller)


def test_the_ingredient_must_be_balanced():
    with pytest.raises(BadInput, match="2-design"):
        extension(Design(5, [(0, 1), (2, 3)]))


def test_extensions_halve_to_what_they_extend():
    for question in [(7, 3, 1), (9, 4, 3), (11, 5, 2), (13, 6, 5), (5, 2, 1)]:
        smaller = exists(*question).design()
        design = extension(smaller)
        p = design.parameters()
        assert is_resolved(design, p.v, p.k, p.lam)
        assert half(Parameters(p.v, p.k, p.lam, resolvable=True)) == Parameters(*question)
