"""Codes rebuilt from recipes, and recipes that are none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import FAMILIES, BadInput, GradientCode, build, build_scheme, uncoded
from designs.codes import duplicated
from designs.codes.family import example
from designs.codes.recipes import codes_of, from_recipe, recipe_of
from designs.errors import show


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_rebuilds_from_the_recipe_of_its_code(family):
    code = build(example(family))
    assert build(json.loads(json.dumps(code.to_json()["recipe"]))) == code


@pytest.mark.parametrize("recipe", [{}, {"family": "x"}, {"family": ["x"]}, {"family": "uncoded"},
                                    {"family": "uncoded", "size": 3}])  # fmt: skip
def test_malformed_code_recipes(recipe):
    with pytest.raises(BadInput):
        build(recipe)


def test_a_recipe_of_no_family_lists_the_families():
    with pytest.raises(BadInput, match=r"unknown family 'x'; the families are block-design, "):
        build({"family": "x"})
    with pytest.raises(BadInput, match="unknown family 'uncoded'"):
        build_scheme({"family": "uncoded", "workers": 3})


@pytest.mark.parametrize("probability", ["1/0", "x", "0,5"])
def test_rationals_that_are_none_are_refused_as_parameters(probability):
    recipe = {"family": "heterogeneous", "probabilities": [probability], "partitions": 1}
    with pytest.raises(BadInput, match="do not fit the family heterogeneous"):
        build(recipe)


@given(st.fractions(), st.integers())
def test_rationals_are_read_as_they_are_shown(value, whole):
    assert from_recipe(Fraction, show(value)) == value
    assert from_recipe(int | Fraction | None, show(value)) == value
    assert from_recipe(Fraction, whole) == whole
    assert from_recipe(Sequence[Fraction], [show(value), whole]) == [value, whole]


def test_a_code_among_the_parameters_is_a_recipe_or_a_file():
    inner = uncoded(2)
    for held in (dict(inner.recipe), GradientCode(inner.encoding).to_json()):
        recipe = {"family": "duplicated", "code": held, "copies": 2, "of": "workers"}
        assert build(recipe) == duplicated(inner, 2)
    assert recipe_of(inner) == inner.recipe
    nameless = GradientCode([[1]], recipe={"mine": 1})
    assert recipe_of(nameless) == nameless.to_json()


def test_the_codes_of_a_scheme_go_by_name_and_that_of_a_family_has_none():
    assert codes_of({"family": "uncoded", "workers": 2}) == {"": uncoded(2)}
    scheme = build_scheme(example("nested-cyclic"))
    assert codes_of(example("nested-cyclic")) == scheme.components
