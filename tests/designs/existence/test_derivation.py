"""Chaining: sums, copies and substituted blocks, against closing sets of lambdas by hand."""

from __future__ import annotations

from collections import deque

import pytest
from answered import answer
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import Exists, Impossible, Parameters, exists
from designs.algebra.arithmetic import least_lambda
from designs.answers.reduction import Reduction
from designs.existence.conditions import refuted
from designs.existence.derivation import derive


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
