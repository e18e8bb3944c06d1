"""Copies of workers: the formula of one copy, and curves of duplicated codes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from searched_matrices import errors, matrices
from small_codes import brute

from adversary import certified, error, worst_case
from adversary.worst_case.closed_form.copies import duplicated_curve, of_copies
from adversary.worst_case.closed_form.overlap import equal_overlap_form
from adversary.worst_case.result import Method
from designs import BadInput, GradientCode, block_design, fractional_repetition, uncoded
from designs.codes import duplicated, product

FANO, TRIANGLE = block_design(7, 3, 1), block_design(3, 2, 1)


def test_twice_a_product_is_asked_by_one_copy():
    found = worst_case(duplicated(product(FANO, FANO), 2), 21)
    assert found.method is Method.COPIES
    assert found.error == worst_case(product(FANO, FANO), 10).error == Fraction(167, 80)


def test_copies_of_scaled_equal_overlaps_have_certificates():
    tilted = GradientCode([[x * (w + 1) for x in row] for w, row in enumerate(
        [[2 * x + 1 for x in row] for row in FANO.encoding])])  # fmt: skip
    for code in (duplicated(tilted, 2), duplicated(product(TRIANGLE, TRIANGLE), 2)):
        result, certificate = certified(code, 3)
        assert certificate.proof["kind"] == "copies"
        assert certificate.upper == result.error == worst_case(code, 2).error


@given(matrices(), st.integers(1, 3))
def test_curves_of_duplicated_codes(code, copies):
    base = errors(code)
    assert errors(duplicated(code, copies)) == list(duplicated_curve(base, copies))
    data = duplicated(code, copies, "partitions")
    assert errors(data) == list(duplicated_curve(base, copies, "partitions"))


@given(st.sampled_from([(3, 2, 1), (4, 3, 2)]), st.integers(2, 3), st.data())
def test_as_many_stragglers_as_make_no_copy_whole_are_spare(design, copies, data):
    code = duplicated(block_design(*design), copies)
    s = data.draw(st.integers(0, code.workers))
    found = of_copies((equal_overlap_form,))(code, s, "optimal")
    assert len(set(found.worst_set)) == s
    assert found.value == error(code, found.worst_set)
    if code.workers < 10:
        assert found.value == brute(code, s)


@pytest.mark.parametrize(
    ("code", "decoder"),
    [(FANO, "optimal"), (duplicated(FANO, 2), "one-step"), (fractional_repetition(4, 2), "optimal"),
     (GradientCode([*FANO.encoding, *FANO.encoding[:6]]), "optimal")],
)  # fmt: skip
def test_without_equal_copies_or_a_form_of_one_copy_there_is_no_formula(code, decoder):
    forms = (equal_overlap_form,) if code != fractional_repetition(4, 2) else ()
    assert of_copies(forms)(code, 2, decoder) is None


def test_no_copy_is_not_enough():
    with pytest.raises(BadInput, match="copies must be at least 1, got 0"):
        duplicated_curve(errors(uncoded(2)), 0)
