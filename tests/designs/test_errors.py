"""Errors: one root, and rationals written out however long."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.errors import (
    BadInput,
    KirkmanError,
    Unavailable,
    VerificationError,
    require,
    show,
)


def test_all_errors_have_one_root_and_bad_input_is_a_value_error():
    for kind in (BadInput, Unavailable, VerificationError):
        assert issubclass(kind, KirkmanError)
        assert issubclass(kind, ValueError) == (kind is BadInput)


@given(st.booleans(), st.text())
def test_a_sentence_is_raised_as_it_is_unless_the_condition_holds(holds, sentence):
    if holds:
        require(holds, sentence)
        return
    with pytest.raises(BadInput) as error:
        require(holds, sentence)
    assert str(error.value) == sentence


@given(st.fractions())
def test_what_is_shown_is_read_back(value):
    assert Fraction(show(value)) == value
    assert ("/" in show(value)) == (value.denominator != 1)


def test_long_numbers_are_shown_and_the_limit_of_python_stays():
    limit = sys.get_int_max_str_digits()
    assert show(Fraction(10**5000, 3)) == "1" + "0" * 5000 + "/3"
    assert sys.get_int_max_str_digits() == limit > 0
