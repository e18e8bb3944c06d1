"""Chaining: sums, copies and substituted blocks, against closing sets of lambdas by hand."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput, Exists, Impossible, Parameters, Recipe, exists
from designs.algebra.arithmetic import least_lambda
from designs.answers.reduction import Reduction
from designs.constructions.complete import complete
from designs.constructions.geometry import projective_geometry
from designs.constructions.sums import (
    _splits,
    from_multiple,
    from_substitution,
    from_sum,
    multiple,
    substitute,
    together,
)
from designs.existence.conditions import refuted
from designs.existence.derivation import derive


def answer(p):
    return Exists(p, Recipe.of("complete", points=p.v, size=p.k), "given", "test")


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


@pytest.mark.parametrize(
    "build",
    [
        lambda: together([]),
        lambda: together([complete(5, 3), complete(6, 3)]),
        lambda: substitute(complete(6, 4), complete(5, 3)),
        lambda: multiple(complete(5, 3), 0),
    ],
)
def test_ingredients_that_do_not_fit(build):
    with pytest.raises(BadInput):
        build()


@pytest.mark.parametrize("parameters", [(21, 6, 9), (21, 6, 10**6 + 1), (13, 3, 10**20), (8, 3, 6)])
def test_conclusions_rest_on_what_is_there(parameters):
    """Walk down the recipe: every root is a direct construction, nothing rests on itself."""
    found = exists(*parameters)
    waiting, seen = deque([found.recipe]), 0
    while waiting:
        recipe = waiting.popleft()
        waiting += recipe.ingredients()
        seen += 1
    assert 1 <= seen < 100


def test_a_circle_of_rules_is_no_proof(monkeypatch):
    """Two questions that only reduce to each other stay unanswered."""
    first, second = Parameters(7, 3, 1), Parameters(7, 4, 2)
    other = {first: second, second: first}
    monkeypatch.setattr("designs.existence.derivation.direct", lambda _: None)
    monkeypatch.setattr(
        "designs.existence.derivation.reductions",
        lambda p: iter([Reduction((other[p],), lambda _: answer(p))]),
    )
    assert derive(first) is None
    monkeypatch.setattr(
        "designs.existence.derivation.direct", lambda p: answer(second) if p == second else None
    )
    assert derive(first) is not None


@settings(deadline=None, max_examples=40)
@given(st.integers(4, 40), st.integers(3, 12), st.integers(1, 8))
def test_answers_agree_with_their_complements(v, k, steps):
    if k > v - 2:
        return
    p = Parameters(v, k, least_lambda(v, k) * steps)
    other = p.complement()
    if other is not None:
        kinds = {Exists, Impossible}
        here, there = type(exists(p.v, p.k, p.lam)), type(exists(other.v, other.k, other.lam))
        assert here == there or not {here, there} <= kinds
        assert (refuted(p) is None) == (refuted(other) is None)
