"""Complementary, residual and derived designs."""

from __future__ import annotations

import pytest
from definitions import is_design
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, Parameters
from designs.constructions.complete import complete
from designs.constructions.difference_sets import paley, singer, twin_prime_power
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.recursive import (
    complement,
    derived,
    from_complement,
    from_derived,
    from_residual,
    residual,
)

SYMMETRIC = [paley(11), singer(3, 2), singer(2, 4), twin_prime_power(3), complete(7, 6)]


@pytest.mark.parametrize("design", [*SYMMETRIC, affine_geometry(2, 4, 1), complete(7, 4)])
def test_complementary_blocks_are_balanced_and_complement_back(design):
    p = design.parameters()
    if p.v - p.k < 2:
        with pytest.raises(BadInput, match="at least 2 points"):
            complement(design)
        return
    other = complement(design)
    assert is_design(other.blocks, p.v, p.v - p.k, p.b - 2 * p.r + p.lam)
    assert complement(other) == design


@pytest.mark.parametrize("design", SYMMETRIC[:4])
def test_residual_and_derived_share_the_blocks_out(design):
    p = design.parameters()
    first, rest = set(design.blocks[0]), design.blocks[1:]
    assert is_design(residual(design).blocks, p.v - p.k, p.k - p.lam, p.lam)
    if p.lam > 1:
        assert is_design(derived(design).blocks, p.k, p.lam, p.lam - 1)
        inside = sum(len(first & set(block)) for block in rest)
        assert sum(map(len, derived(design).blocks)) == inside
    outside = sum(len(set(block) - first) for block in rest)
    assert sum(map(len, residual(design).blocks)) == outside


@pytest.mark.parametrize(
    ("build", "design", "text"),
    [
        (residual, affine_geometry(2, 3, 1), "symmetric"),
        (derived, complete(5, 3), "symmetric"),
        (derived, projective_geometry(2, 3, 1), "lambda >= 2, got 1"),
        (complement, Design(4, [(0, 1), (2, 3)]), "2-design"),
        (residual, Design(4, [(0, 1), (2, 3)]), "2-design"),
    ],
)
def test_ingredients_that_do_not_fit(build, design, text):
    with pytest.raises(BadInput, match=text):
        build(design)


@given(st.integers(3, 60), st.data())
def test_reductions_are_the_inverse_of_what_the_constructions_do(v, data):
    p = Parameters(v, data.draw(st.integers(2, v - 1)), data.draw(st.integers(1, 30)))
    for reduction in from_complement(p):
        (q,) = reduction.needs
        assert (q.v, q.k) == (p.v, p.v - p.k)
        assert p.b == q.b
    for rule, child in ((from_residual, lambda q: (q.v - q.k, q.k - q.lam, q.lam)),
                        (from_derived, lambda q: (q.k, q.lam, q.lam - 1))):  # fmt: skip
        for reduction in rule(p):
            (q,) = reduction.needs
            assert q.is_symmetric
            assert child(q) == (p.v, p.k, p.lam)
