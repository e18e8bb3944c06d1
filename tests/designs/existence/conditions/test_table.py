"""The table of conditions: order, kinds, and the first that is broken."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import Impossible, Parameters
from designs.existence.conditions import table
from designs.existence.conditions.table import condition, conditions_of, refuted
from designs.incidence.parameters import Kind


@st.composite
def questions(draw):
    v = draw(st.integers(3, 60))
    k = draw(st.integers(3, v))
    t, resolvable = draw(st.sampled_from([(2, False), (2, True), (3, False)]))
    return Parameters(v, k, draw(st.integers(1, 12)), t=t, resolvable=resolvable)


@given(questions())
def test_the_answer_is_that_of_the_first_condition_that_is_broken(p):
    answers = (test(p) for test in conditions_of(p.kind))
    assert refuted(p) == next((found for found in answers if found is not None), None)


@given(questions())
def test_every_refusal_is_about_the_question_and_says_why(p):
    if (found := refuted(p)) is not None:
        assert isinstance(found, Impossible)
        assert found.parameters == p
        assert found.condition
        assert found.because
        assert found.source


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_new_condition_is_tested_last_and_for_its_kind_alone(kind, monkeypatch):
    fresh = {name: list(tests) for name, tests in table._CONDITIONS.items()}
    monkeypatch.setattr(table, "_CONDITIONS", fresh)
    before = {name: conditions_of(name) for name in get_args(Kind)}

    @condition(kind)
    def mine(p):
        return Impossible(p, "mine", "because", "source")

    assert conditions_of(kind) == (*before[kind], mine)
    assert all(conditions_of(name) == before[name] for name in get_args(Kind) if name != kind)
    good = {"2-design": Parameters(7, 3, 1), "t-design": Parameters(8, 4, 1, t=3),
            "resolvable": Parameters(9, 3, 1, resolvable=True)}[kind]  # fmt: skip
    assert refuted(good).condition == "mine"
