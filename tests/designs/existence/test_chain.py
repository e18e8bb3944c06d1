"""The chain behind an answer: every step named, down to the roots."""

from __future__ import annotations

import pytest
from small_table import SMALL

from designs import Exists, Parameters, Recipe, exists
from designs.existence.chain import Step, why


def test_why_names_what_every_ingredient_is():
    plane = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)
    twice = Recipe.of("multiple", of=plane, times=2)
    lines = why(Exists(Parameters(7, 3, 2), twice, "", "")).lines()
    assert lines == [
        "2-(7,3,2) exists",
        "  2-(7,3,2) by multiple(times=2)",
        "    2-(7,3,1) by projective-geometry(dimension=2, order=2, subspace=1)",
    ]


def leaves(step):
    return [leaf for part in step.rests_on for leaf in leaves(part)] or [step.text]


@pytest.mark.parametrize("answer", SMALL, ids=lambda answer: str(answer.parameters))
def test_every_chain_ends_in_roots_that_rest_on_nothing(answer):
    step = why(answer)
    assert str(answer.parameters) in step.text
    assert step.to_json()["rests_on"]
    if isinstance(answer, Exists):
        assert f"{answer.parameters} by {answer.recipe.rule}" in step.rests_on[0].text
        names = str(answer.recipe)
        assert all(leaf.partition(" by ")[2].partition("(")[0] in names for leaf in leaves(step))


def test_why_not_gives_the_facts():
    step = why(exists(43, 7, 1))
    assert "does not exist" in step.text
    assert "p = 2" in leaves(step)


def test_why_does_not_build_what_is_huge():
    answer = exists(10**6 + 3, 3, 6 * 10**6)
    if isinstance(answer, Exists):
        assert " by " not in why(answer).rests_on[0].text
    huge = Exists(Parameters(3 * 10**6, 2, 1), Recipe.of("complete", points=3, size=2), "", "")
    assert why(huge) == Step("2-(3000000,2,1) exists", (Step("complete(points=3, size=2)"),))
