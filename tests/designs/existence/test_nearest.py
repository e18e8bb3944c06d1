"""The nearest parameters and the nearest design."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structures import shuffled

from designs import Design, Parameters, exists
from designs.algebra.arithmetic import least_lambda
from designs.existence.nearest import nearest, nearest_parameters


@given(st.integers(2, 12), st.integers(2, 12), st.fractions(0, 60))
def test_nearest_parameters_by_search(v, k, target):
    if k > v:
        return
    near = nearest_parameters(v, k, target)
    fair = [
        Parameters(v, k, lam)
        for lam in range(1, 61 + 2 * least_lambda(v, k))
        if lam % least_lambda(v, k) == 0 and (k == v or Parameters(v, k, lam).b >= v)
    ]
    assert near in fair
    assert abs(near.lam - target) == min(abs(p.lam - target) for p in fair)


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (6, 3, 2)])
def test_a_design_that_is_ours_block_by_block(parameters):
    design = exists(*parameters).design()
    assert nearest(design, None) == f"these are the blocks of {exists(*parameters).recipe}"


def test_without_a_symmetry_a_relabelled_design_is_not_decided():
    design = shuffled(exists(13, 4, 1).design(), 2)
    assert nearest(design, None).endswith("whether this is isomorphic to it is not decided")


def test_a_2_design_of_parameters_that_we_do_not_build(monkeypatch):
    monkeypatch.setattr("designs.existence.nearest.exists", lambda *_: exists(22, 8, 4))
    text = nearest(exists(7, 3, 1).design(), None)
    assert text.startswith("no 2-(7,3,1) design was known here (")


@pytest.mark.parametrize("blocks", [[], [()], [(0,), (1,), (2,)]])
def test_blocks_without_pairs_have_no_parameters_near(blocks):
    assert nearest(Design(4, blocks), None).startswith("no block has two points")


@given(st.integers(3, 9), st.data())
def test_the_nearest_of_a_broken_design_has_its_commonest_block_size(v, data):
    sizes = st.integers(2, v - 1)
    small, large = data.draw(sizes), data.draw(sizes)
    blocks = [range(small)] * 3 + [range(large)] * 2
    design = Design(v, blocks)
    k = small
    assert nearest(design, None).startswith(f"the nearest admissible parameters are 2-({v},{k},")
