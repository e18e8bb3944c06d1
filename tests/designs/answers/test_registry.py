"""The registry: every construction is entered once, explained, built and ranked."""

from __future__ import annotations

import ast
from inspect import signature
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import designs.constructions
from designs import BadInput, Design, Parameters, Recipe, VerificationError
from designs.answers import registry
from designs.answers.registry import construction, constructions, named
from designs.answers.rules import arrange, direct_rule, rules_of
from designs.existence.conditions import conditions_of
from designs.incidence.parameters import Kind

NAMES = sorted(constructions())
FILES = sorted(Path(designs.constructions.__file__).parent.glob("*.py"))


def decorated(name):
    """The first argument of every decorator of this name in the files, read from their text."""
    nodes = [node for file in FILES for node in ast.walk(ast.parse(file.read_text()))]
    marks = [mark for node in nodes for mark in getattr(node, "decorator_list", [])]
    calls = [mark for mark in marks if getattr(getattr(mark, "func", None), "id", "") == name]
    return [call.args[0].value for call in calls]


def arranged():
    """The names in the lists that fix the order of the rules, as (kind, direct, recursive)."""
    tree = ast.parse(Path(designs.constructions.__file__).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls = [call for call in calls if getattr(call.func, "id", "") == "arrange"]
    return [ast.literal_eval(ast.Tuple(call.args, ast.Load())) for call in calls]


def test_every_decorated_builder_is_entered_once():
    assert sorted(decorated("construction")) == NAMES
    assert len(NAMES) >= 49


@pytest.mark.parametrize("name", NAMES)
def test_a_construction_is_explained_and_its_example_is_built(name):
    entry = named(name)
    assert entry.name == name
    assert entry.summary.endswith(".")
    assert entry.reference
    assert set(entry.example) == set(entry.arguments) == set(signature(entry.build).parameters)
    recipe = Recipe.of(name, **entry.example)
    assert isinstance(recipe.build(), Design)
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert eval(repr(recipe)) == recipe


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_arguments_of_another_construction_are_refused(name, other):
    if set(named(name).arguments) != set(named(other).arguments):
        with pytest.raises(BadInput, match="does not have the arguments"):
            Recipe.of(name, **named(other).example).build()


def test_an_unknown_name_is_answered_with_those_that_there_are():
    with pytest.raises(BadInput, match="unknown rule 'no-such'; the rules are affine-geometry, b"):
        named("no-such")


def test_a_construction_of_ones_own_is_built_like_any_other():
    @construction("one-block", example={"points": 3})
    def one_block(points):
        """One block of all points.

        Source: nobody.
        """
        return Design(points, [range(points)])

    try:
        assert Recipe.of("one-block", points=4).build() == one_block(4)
        assert named("one-block").summary == "One block of all points."
        assert named("one-block").reference == "nobody."
    finally:
        registry._ENTERED.pop("one-block")


def test_two_builders_of_one_name_are_refused():
    with pytest.raises(VerificationError, match="two functions are entered as complete"):
        construction("complete", example={})(covers_nothing)


def covers_nothing():
    return Design(1, [])


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_rule_has_its_place_in_the_order(kind):
    (lists,) = [names for name, *names in arranged() if name == kind]
    rules = rules_of(kind)
    assert [list(rules.direct), list(rules.recursive)] == list(map(list, lists))
    assert conditions_of(kind)


def test_a_rule_that_is_not_arranged_comes_last():
    @direct_rule("of my own", "t-design")
    def instances(_):
        return iter(())

    known = rules_of("t-design").direct
    try:
        arrange("t-design", ["complete designs"], [])
        assert next(iter(known)) == "complete designs"
        assert list(known)[-1] == "of my own"
    finally:
        known.pop("of my own")


def test_the_kinds_of_parameters():
    assert Parameters(7, 3, 1).kind == "2-design"
    assert Parameters(8, 4, 1, t=3).kind == "t-design"
    assert Parameters(9, 3, 1, resolvable=True).kind == "resolvable"
