"""Blocks repeated, put together and replaced: multisets, resolutions and automorphisms."""

from __future__ import annotations

from collections import Counter

import pytest
from answered import answer
from definitions import are_parallel, covered, is_design, is_resolved
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput, Design, Parameters
from designs.algebra.arithmetic import least_lambda
from designs.constructions.complete import complete
from designs.constructions.difference_sets import paley
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.resolved import round_robin
from designs.constructions.sums import (
    _splits,
    from_multiple,
    from_substitution,
    from_sum,
    multiple,
    substitute,
    together,
)


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
        (lambda: multiple(complete(5, 3), 0), "at least 1, got 0"),
        (lambda: multiple(complete(5, 3), -1), "at least 1, got -1"),
        (lambda: together([]), "agree, got none"),
        (lambda: together([complete(5, 3), complete(6, 3)]), r"2-\(5,3,3\), 2-\(6,3,4\)"),
        (lambda: multiple(Design(4, [(0, 1)]), 2), "2-design"),
        (lambda: together([complete(5, 3), complete(5, 2)]), r"2-\(5,3,3\), 2-\(5,2,1\)"),
        (lambda: substitute(complete(6, 4), complete(5, 3)), "4 points, so .* on 5 points"),
        (lambda: substitute(complete(6, 4), Design(4, [(0, 1)])), "2-design"),
    ],
)
def test_ingredients_that_do_not_fit(build, text):
    with pytest.raises(BadInput, match=text):
        build()


def test_recursive_rules_keep_resolutions():
    plane, line = affine_geometry(2, 4, 1), round_robin(4)
    assert is_resolved(multiple(plane, 3), 16, 4, 3)
    assert is_resolved(together([plane, affine_geometry(2, 4, 1)]), 16, 4, 2)
    assert is_resolved(substitute(plane, line), 16, 2, 1)
    bare = Design(16, plane.blocks)
    for built in (multiple(bare, 2), together([plane, bare]), substitute(bare, line)):
        assert built.resolution == ()


@given(st.integers(2, 400))
def test_splits_add_up(steps):
    found = list(_splits(steps))
    for small, unit in found:
        assert small >= 1
        assert unit >= 1
        assert (steps - small) % unit == 0
    if steps <= 64:
        assert {frozenset(pair) for pair in found} == {
            frozenset((i, steps - i)) for i in range(1, steps)
        }


@settings(deadline=None)
@given(st.sets(st.integers(1, 9), min_size=1, max_size=3), st.integers(1, 40))
def test_sums_reach_the_semigroup(given_lambdas, target):
    """From designs with some lambdas exactly the sums of them follow, at least in small steps."""
    base = {Parameters(7, 3, lam) for lam in given_lambdas}
    reachable = set(given_lambdas)
    for lam in range(1, target + 1):
        if any(lam - g in reachable for g in given_lambdas):
            reachable.add(lam)

    known = {}

    def settled(p):
        if p not in known:
            known[p] = p in base
            rules = [*from_multiple(p), *from_sum(p)]
            known[p] |= any(all(map(settled, reduction.needs)) for reduction in rules)
        return known[p]

    assert settled(Parameters(7, 3, target)) == (target in reachable)


@settings(max_examples=60, deadline=None)
@given(st.integers(6, 60), st.integers(3, 9), st.integers(1, 60))
def test_reductions_need_admissible_ingredients_of_the_right_size(v, k, steps):
    if k >= v:
        return
    p = Parameters(v, k, least_lambda(v, k) * steps)
    for reduction in (*from_multiple(p), *from_sum(p)):
        assert all((need.v, need.k) == (v, k) and need.lam < p.lam for need in reduction.needs)
        conclusion = reduction.conclude(*map(answer, reduction.needs))
        assert conclusion.parameters == p
    for reduction in from_substitution(p):
        outer, inner = reduction.needs
        assert (outer.v, outer.k, inner.k) == (v, inner.v, k)
        assert outer.lam * inner.lam == p.lam
        assert reduction.shallow


def test_built_by_hand():
    fano = projective_geometry(2, 2, 1)
    assert multiple(fano, 3).parameters() == Parameters(7, 3, 3)
    both = together([fano, complete(7, 3)])
    assert both.parameters() == Parameters(7, 3, 6)
    assert sorted(both.blocks) == sorted([*fano.blocks, *complete(7, 3).blocks])
    solid = substitute(projective_geometry(3, 2, 2), projective_geometry(2, 2, 1))
    assert solid.parameters() == Parameters(15, 3, 3)
