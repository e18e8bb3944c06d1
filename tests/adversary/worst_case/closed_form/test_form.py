"""The contract of a closed form: None, or a set of s stragglers that attains the value."""

from __future__ import annotations

import pytest
from class_codes import CODES
from hypothesis import given
from hypothesis import strategies as st

from adversary import error
from adversary.worst_case.closed_form import FORMS
from designs import block_design, cyclic_repetition, fractional_repetition
from designs.codes import duplicated, product

TRIANGLE = block_design(3, 2, 1)
MORE = [TRIANGLE, block_design(7, 3, 1), cyclic_repetition(5, 2), fractional_repetition(6, 3),
        product(TRIANGLE, TRIANGLE), duplicated(TRIANGLE, 3)]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@given(
    st.sampled_from([*CODES.values(), *MORE]), st.sampled_from(["optimal", "one-step"]), st.data()
)
def test_whatever_a_form_claims_its_set_attains(form, code, decoder, data):
    s = data.draw(st.integers(0, code.workers))
    found = form(code, s, decoder)
    if found is not None:
        assert found.method.closed_form
        assert found.worst_set == tuple(sorted(set(found.worst_set)))
        assert len(found.worst_set) == s
        assert error(code, found.worst_set, decoder) == found.value


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_holds_for_some_code(form):
    assert any(form(code, 2, "optimal") for code in [*CODES.values(), *MORE])
