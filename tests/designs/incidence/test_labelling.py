"""Canonical labelling, against all permutations of the points."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structures import designs, plane, shuffled

from designs import Design
from designs.incidence.labelling import label


def labelled(design):
    different = Counter(design.blocks)
    return label(design.points, list(different), list(different.values()))


def images(design):
    """The blocks under every permutation of the points."""
    return [
        tuple(sorted(tuple(sorted(image[p] for p in block)) for block in design.blocks))
        for image in permutations(range(design.points))
    ]


@given(designs())
def test_automorphisms_by_brute_force(design):
    pytest.importorskip("igraph")
    assert labelled(design)["automorphisms"] == images(design).count(design.blocks)


@given(designs(), designs(), st.integers(0, 99))
def test_canonical_forms_agree_exactly_for_isomorphic_designs(one, other, seed):
    pytest.importorskip("igraph")
    form = labelled(one)["blocks"]
    assert tuple(map(tuple, form)) in images(one)
    assert labelled(shuffled(one, seed))["blocks"] == form
    same = one.points == other.points and other.blocks in images(one)
    assert (one.points == other.points and labelled(other)["blocks"] == form) == same


def test_groups_of_known_designs():
    pytest.importorskip("igraph")
    orders = {(7, 3): 168, (13, 4): 5616, (9, 3): 432, (21, 5): 120960}
    for (v, k), order in orders.items():
        assert labelled(plane(v, k))["automorphisms"] == order
    assert labelled(Design(40, [range(40)] * 3))["automorphisms"] == factorial(40)
