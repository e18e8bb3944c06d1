"""Reductions: every rule's conclusion has the parameters asked for, from what it needs."""

from __future__ import annotations

import pytest
from answered import answer
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, Parameters
from designs.algebra.arithmetic import least_lambda
from designs.answers.reduction import parameters_of
from designs.answers.rules import rules_of
from designs.constructions.complete import complete


@st.composite
def questions(draw):
    """Admissible parameters of every kind."""
    v = draw(st.integers(4, 40))
    k = draw(st.integers(3, min(v, 9)))
    kind = draw(st.sampled_from(["2-design", "t-design", "resolvable"]))
    if kind == "t-design":
        p = Parameters(v, k, 1, t=3)
        return p.with_lambda(p.least_lambda * draw(st.integers(1, 6)))
    lam = least_lambda(v, k) * draw(st.integers(1, 6))
    return Parameters(v, k, lam, resolvable=kind == "resolvable")


@given(questions())
def test_conclusions_are_about_the_question(p):
    for rule in rules_of(p.kind).recursive.values():
        for reduction in rule(p):
            assert reduction.needs
            assert reduction.conclude(*map(answer, reduction.needs)).parameters == p


@given(questions())
def test_the_recipe_of_a_conclusion_holds_those_of_what_it_needs(p):
    for rule in rules_of(p.kind).recursive.values():
        for reduction in rule(p):
            known = list(map(answer, reduction.needs))
            recipe = reduction.conclude(*known).recipe
            assert {x.recipe for x in known} & {recipe, *recipe.ingredients()}


@pytest.mark.parametrize(("v", "k"), [(4, 2), (5, 3), (6, 6)])
def test_the_parameters_of_an_ingredient(v, k):
    p = parameters_of(complete(v, k))
    assert (p.v, p.k, p.t, p.b) == (v, k, 2, len(complete(v, k).blocks))


def test_an_ingredient_must_be_balanced():
    with pytest.raises(BadInput, match="must be a 2-design"):
        parameters_of(Design(3, [(0, 1), (0, 2)]))
