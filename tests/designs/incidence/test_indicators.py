"""Indicators, against brute force; what large designs leave out."""

from __future__ import annotations

import sys
from itertools import combinations

from hypothesis import given
from structures import designs, resolutions

from designs import Design
from designs.existence.identify import identify
from designs.incidence.indicators import indicators, is_resolvable
from designs.incidence.properties import affine_classes


def is_affine(design, resolution):
    meet = {
        len(set(design.blocks[i]) & set(design.blocks[j]))
        for one, other in combinations(resolution, 2)
        for i in one
        for j in other
    }
    return len(meet) <= 1


@given(designs())
def test_resolvability_by_brute_force(design):
    known = [r for r in resolutions(design) if design.blocks]
    affine = [r for r in known if is_affine(design, r)]
    assert bool(affine_classes(design)) == bool(affine)
    if affine:
        assert affine_classes(design) in [tuple(sorted(r)) for r in affine]
    if (verdict := is_resolvable(design)) is not None and design.blocks:
        assert verdict == bool(known)


def test_pairs_of_large_designs_are_not_compared(monkeypatch):
    monkeypatch.setitem(sys.modules, "igraph", None)
    large = Design(10_000, [range(i, i + 10) for i in range(0, 10_000, 10)])
    assert set(indicators(large)) == {
        "repeated_blocks", "equireplicate", "constant_blocksize", "t_design", "connected",
    }  # fmt: skip
    found = identify(large)
    assert found.concurrence is None
    assert any("not compared" in reason for reason in found.omitted)
