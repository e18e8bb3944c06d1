"""Blocks repeated, put together and replaced: multisets, resolutions and automorphisms."""

from __future__ import annotations

from collections import Counter

import pytest
from definitions import are_parallel, covered, is_design
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design
from designs.constructions.complete import complete
from designs.constructions.difference_sets import paley
from designs.constructions.geometry import affine_geometry
from designs.constructions.resolved import round_robin
from designs.constructions.sums import multiple, substitute, together


@given(st.permutations(range(7)), st.integers(1, 4))
def test_copies_and_relabelled_copies_add_up(order, times):
    plane = paley(7)
    other = Design(7, [[order[p] for p in block] for block in plane.blocks])
    both = together([multiple(plane, times), other])
    assert Counter(both.blocks) == Counter(plane.blocks * times) + Counter(other.blocks)
    assert is_design(both.blocks, 7, 3, times + 1)


def test_copies_keep_the_automorphisms():
    plane = paley(7)
    assert plane.automorphisms
    assert multiple(plane, 3).automorphisms == plane.automorphisms


@pytest.mark.parametrize(
    ("outer", "inner"),
    [(affine_geometry(2, 4, 1), round_robin(4)), (affine_geometry(3, 2, 2), complete(4, 3)),
     (paley(7), complete(3, 2)), (complete(6, 4), complete(4, 3))],
)  # fmt: skip
def test_a_pair_is_covered_in_every_block_that_it_lies_in(outer, inner):
    design = substitute(outer, inner)
    assert len(design.blocks) == len(outer.blocks) * len(inner.blocks)
    within = inner.parameters().lam
    expected = {pair: within * count for pair, count in covered(outer.blocks).items()}
    assert covered(design.blocks) == expected
    assert all(are_parallel(part, outer.points) for part in design.parallel_classes())
    assert bool(design.resolution) == bool(outer.resolution and inner.resolution)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: multiple(complete(5, 3), -1), "at least 1, got -1"),
        (lambda: multiple(Design(4, [(0, 1)]), 2), "2-design"),
        (lambda: together([complete(5, 3), complete(5, 2)]), r"2-\(5,3,3\), 2-\(5,2,1\)"),
        (lambda: substitute(complete(6, 4), complete(5, 3)), "4 points, so .* on 5 points"),
        (lambda: substitute(complete(6, 4), Design(4, [(0, 1)])), "2-design"),
    ],
)
def test_ingredients_that_do_not_fit(build, text):
    with pytest.raises(BadInput, match=text):
        build()
