"""Recognition: every number against brute force, and the same picture from every relabelling."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import combinations, permutations
from math import comb

import pytest
from hypothesis import given
from structures import PAIRS, designs, plane, resolutions, shuffled

from designs import Design, Parameters, Unavailable, exists
from designs.existence.identify import identify
from designs.incidence.canonical import canonical
from designs.incidence.properties import rank


def test_a_relabelled_plane_is_recognised():
    pytest.importorskip("igraph")
    found = identify(shuffled(plane(31, 6), 5))
    assert found.parameters == Parameters(31, 6, 1)
    assert found.symmetric
    assert not found.quasi_residual
    assert found.nearest.startswith("isomorphic to projective-geometry(")
    assert found.ranks == {2: 31 - 1, 5: 16}
    assert found.intersections == {1: comb(31, 2)}
    assert (found.resolvable, found.affine, found.omitted) == (False, False, ())


def test_another_design_with_the_same_parameters_is_told_apart():
    pytest.importorskip("igraph")
    residual = exists(16, 6, 2).design().residual()
    assert identify(residual).quasi_residual
    one = exists(15, 3, 1).design()
    other = Design(15, switched(one))
    found = identify(other)
    assert found.parameters == Parameters(15, 3, 1)
    assert found.nearest.startswith("not isomorphic to")


def switched(system):
    """The triple system with one Pasch configuration abc ade bdf cef replaced by its mate."""
    blocks = set(system.blocks)
    third = {(p, q): r for t in blocks for p, q, r in permutations(t)}
    for a, b, d in permutations(range(system.points), 3):
        if (a, b) in third and (a, d) in third and d != third[a, b]:
            c, e, f = third[a, b], third[a, d], third[b, d]
            if third[c, e] == f and f != a:
                old = {tuple(sorted(t)) for t in ((a, b, c), (a, d, e), (b, d, f), (c, e, f))}
                new = {tuple(sorted(t)) for t in ((d, e, f), (b, c, f), (a, c, e), (a, b, d))}
                return blocks - old | new
    raise AssertionError


def test_an_unbalanced_design_shows_what_is_off():
    fano = plane(7, 3)
    broken = Design(7, fano.blocks[1:])
    found = identify(broken)
    assert found.parameters is None
    assert found.concurrence == {0: 3, 1: 18}
    assert {pair[:2] for pair in found.unusual} == set(combinations(fano.blocks[0], 2))
    assert found.nearest.startswith("the nearest admissible parameters are 2-(7,3,1), which exist")
    assert found.ranks == {2: rank(broken, 2)}


def test_resolvability_is_searched_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    lines = {tuple(sorted((p, q, (p + 1 ^ q + 1) - 1))) for p, q in combinations(range(15), 2)}
    space = Design(15, lines)
    assert identify(space).resolvable is True
    residual = exists(6, 3, 2).design()
    assert resolutions(residual) == []
    assert identify(residual).resolvable is False
    assert identify(Design(30, [*combinations(range(30), 2)] * 2)).resolvable is None


def test_without_the_extra_a_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(Unavailable, match="symmetry"):
        canonical(PAIRS)
    found = identify(shuffled(plane(9, 3), 1))
    assert found.symmetry is None
    assert any("kirkman[symmetry]" in reason for reason in found.omitted)
    assert "not decided" in found.nearest


@given(designs())
def test_every_design_has_a_portrait(design):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "igraph", None)
        value = identify(design).to_json()
    assert value["format"] == "kirkman-identity/1"
    assert sum(value["block_sizes"].values()) == value["b"] == len(design.blocks)
    pairs = Fraction(sum(n * count for n, count in value["concurrence"].items()))
    assert pairs == sum(comb(len(block), 2) for block in design.blocks)
