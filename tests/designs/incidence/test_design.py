"""Design and its checker, against counting by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from any_structures import BIPLANE, FANO, structures
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, Parameters


@given(structures())
def test_incidence_replication_dual(design):
    matrix = design.incidence()
    assert matrix.sum(axis=1).tolist() == list(design.replication())
    assert matrix.sum(axis=0).tolist() == [len(b) for b in design.blocks]
    if design.blocks:
        columns = sorted(map(tuple, matrix.tolist()))
        assert sorted(map(tuple, design.dual().incidence().T.tolist())) == columns
        assert sorted(map(tuple, design.dual().dual().incidence().tolist())) is not None


@given(structures())
def test_complement_is_an_involution(design):
    assert design.complement().complement() == design
    total = design.incidence().sum(axis=0) + 0
    assert sorted(design.points - total) == sorted(design.complement().incidence().sum(axis=0))


@given(structures())
def test_repr_evaluates_back(design):
    assert eval(repr(design)) == design


@given(structures(), st.randoms())
def test_order_of_blocks_and_points_does_not_matter(design, random):
    blocks = [random.sample(block, len(block)) for block in design.blocks]
    random.shuffle(blocks)
    assert Design(design.points, blocks) == design
    assert hash(Design(design.points, blocks)) == hash(design)


def test_parameters_of_designs_and_of_others():
    assert FANO.parameters() == Parameters(7, 3, 1)
    assert Design(7, FANO.blocks[1:]).parameters() is None
    assert Design(3, [(0, 1), (0, 1, 2)]).parameters() is None


@pytest.mark.parametrize("block", range(11))
def test_residual_and_derived_of_a_biplane(block):
    assert BIPLANE.residual(block).parameters() == Parameters(6, 3, 2)
    assert BIPLANE.derived(block).parameters() == Parameters(5, 2, 1)


def test_residual_needs_a_symmetric_design():
    with pytest.raises(BadInput, match="symmetric"):
        Design(4, list(combinations(range(4), 2))).residual()


def test_dual_of_a_symmetric_design_keeps_its_parameters_and_automorphisms():
    dual = BIPLANE.dual()
    assert dual.parameters() == BIPLANE.parameters()
    assert len(dual.automorphisms) == len(BIPLANE.automorphisms)


def test_automorphisms_are_checked():
    with pytest.raises(BadInput, match="map blocks to blocks"):
        Design(3, [(0, 1)], [(2, 1, 0)])
    with pytest.raises(BadInput, match="permute"):
        Design(3, [(0, 1)], [(0, 0, 1)])


@pytest.mark.parametrize(
    ("points", "blocks", "text"),
    [(0, [], "at least one point"), (3, [(0, 3)], "0..2"), (3, [(1, 1)], "each point once")],
)
def test_malformed_structures(points, blocks, text):
    with pytest.raises(BadInput, match=text):
        Design(points, blocks)


def test_a_resolution_is_checked():
    classes = [[(0, 1), (2, 3)], [(0, 2), (1, 3)], [(0, 3), (1, 2)]]
    design = Design.of_classes(4, classes)
    assert {frozenset(part) for part in design.parallel_classes()} == {
        frozenset(part) for part in classes
    }
    with pytest.raises(BadInput, match="each point exactly once"):
        Design.of_classes(4, [[(0, 1), (1, 2)]])
    with pytest.raises(BadInput, match="in one class"):
        Design(2, [(0,), (1,), (0, 1)], resolution=[(0, 1)])
