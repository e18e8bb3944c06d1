"""Conditions for t-designs: no complete design is refuted, and every reason is named."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import (
    Impossible,
    exists,
)
from designs.existence.ask import exists_t
from designs.existence.conditions import conditions_of
from designs.incidence.parameters import Parameters


@given(st.integers(3, 6), st.integers(3, 40), st.data())
def test_no_condition_refutes_a_complete_design(t, v, data):
    if v < t:
        return
    k = data.draw(st.integers(t, v))
    times = data.draw(st.integers(1, 4))
    p = Parameters(v, k, comb(v - t, k - t) * times, t=t)
    assert [c for c in conditions_of("t-design") if c(p) is not None] == []


@pytest.mark.parametrize(
    ("question", "condition"),
    [((3, 9, 4, 1), "divisibility"), ((4, 23, 11, 6), "ray-chaudhuri-wilson"),
     ((10, 72, 16, 1), "tits"), ((4, 17, 5, 1), "computed"), ((5, 18, 6, 1), "computed"),
     ((3, 22, 7, 1), "ray-chaudhuri-wilson")],
)  # fmt: skip
def test_impossible_with_its_reason(question, condition):
    answer = exists_t(*question)
    assert isinstance(answer, Impossible)
    assert answer.condition == condition
    assert answer.source
    assert answer.to_json()["t"] == question[0]


def test_a_2_design_that_is_impossible_refutes_what_contains_it():
    # The blocks through a point would be a projective plane of order 10, here one of order 6.
    p = Parameters(44, 8, 1, t=3)
    assert p.reduced(2, 1, 0) == Parameters(43, 7, 1, t=2)
    assert isinstance(exists(43, 7, 1), Impossible)
    assert isinstance(exists_t(3, 44, 8, 1), Impossible)
