"""Recipes: what is written reads back, nested ones too, and what is none is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Design, Recipe, exists
from designs.constructions.complete import complete

PLANE = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)
simple = st.one_of(st.integers(), st.booleans(), st.text(max_size=5))
values = st.recursive(simple, lambda part: st.lists(part, max_size=3), max_leaves=6)


@st.composite
def recipes(draw, depth=2):
    """Recipes of any rules, with any arguments and recipes among them."""
    names = st.text("abc", min_size=1, max_size=3)
    arguments = draw(st.dictionaries(names, values, max_size=2))
    if depth:
        inner = recipes(depth - 1)
        of = draw(st.one_of(st.none(), inner, st.lists(inner, min_size=1, max_size=2)))
        arguments |= {} if of is None else {"of": of}
    return Recipe.of(draw(names), **arguments)


@given(recipes())
def test_what_is_written_reads_back(recipe):
    again = Recipe.from_json(json.loads(json.dumps(recipe.to_json())))
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert eval(repr(recipe)) == recipe


@given(recipes())
def test_the_ingredients_are_the_recipes_among_the_arguments(recipe):
    of = dict(recipe.arguments).get("of", ())
    assert recipe.ingredients() == (of if isinstance(of, tuple) else (of,))


def test_lists_and_tuples_are_the_same_arguments():
    assert Recipe.of("x", base=[[0, 1], [2]]) == Recipe.of("x", base=((0, 1), (2,)))


def test_ingredients_are_built_first():
    twice = Recipe.of("multiple", of=PLANE, times=2)
    assert twice.build() == Design(7, PLANE.build().blocks * 2)
    both = Recipe.of("together", of=(PLANE, Recipe.of("complete", points=7, size=3)))
    assert both.build() == Design(7, [*PLANE.build().blocks, *complete(7, 3).blocks])


def test_a_recipe_for_people_names_its_ingredients_in_short():
    twice = Recipe.of("multiple", of=Recipe.of("complete", points=4, size=3), times=2)
    assert str(twice) == "multiple(of=complete(points=4, size=3), times=2)"
    both = Recipe.of("together", of=(twice,))
    assert str(both) == f"together(of=({twice}))"
    assert str(exists(7, 3, 1).recipe) == str(PLANE)


@pytest.mark.parametrize("value", [None, [], "complete", {}, {"rule": 3}, {"points": 4}])
def test_json_that_is_no_recipe(value):
    with pytest.raises(BadInput, match='an object with a "rule"'):
        Recipe.from_json(value)


@pytest.mark.parametrize(
    ("recipe", "text"),
    [
        (Recipe.of("no-such-rule"), "unknown rule 'no-such-rule'"),
        (Recipe.of("complete", points=4), "does not have the arguments"),
        (Recipe.of("complete", points=4, size=3, more=1), "does not have the arguments"),
        (Recipe.of("multiple", of=3, times=2), "does not have the arguments"),
        (Recipe.of("multiple", of=Recipe.of("nothing"), times=2), "unknown rule 'nothing'"),
    ],
)
def test_recipes_that_build_nothing(recipe, text):
    with pytest.raises(BadInput, match=text):
        recipe.build()
