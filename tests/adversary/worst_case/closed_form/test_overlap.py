"""Equal overlaps: every set of so many stragglers is as bad, and the formula says how bad."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_codes import brute

from adversary import certified, error, worst_case
from adversary.certificate import verify
from adversary.worst_case.closed_form.overlap import equal_overlap_error, equal_overlap_form
from adversary.worst_case.enumeration import Enumeration
from adversary.worst_case.result import Method
from designs import GradientCode, block_design, cyclic_repetition

FANO = block_design(7, 3, 1)


def test_scaled_equal_overlaps_have_a_certificate():
    rows = [[x * (w + 1) for x in row] for w, row in enumerate(FANO.encoding)]
    tilted = GradientCode([[2 * x + 1 for x in row] for row in FANO.encoding])
    for code in (GradientCode(rows), tilted):
        for s in range(8):
            result, certificate = certified(code, s)
            assert result.method is Method.EQUAL_OVERLAP
            assert verify(certificate)


@pytest.mark.parametrize("design", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2)])
def test_closed_form_of_equal_overlaps_against_enumeration(design):
    code = block_design(*design)
    for s in range(code.workers + 1):
        point = worst_case(code, s)
        assert point.method is Method.EQUAL_OVERLAP
        search = Enumeration(code, s, tuple(range(s)))
        search.run(None, None)
        assert search.lower == search.upper == point.error == equal_overlap_error(code, s)


@given(st.integers(1, 4), st.integers(0, 2), st.integers(-2, 2), st.integers(-2, 2), st.data())
def test_every_set_of_so_many_stragglers_has_the_error_of_the_formula(n, more, a, b, data):
    """Rows a I + b J, columns of ones added: also with sums 0, dependent and negative overlaps."""
    code = GradientCode([[a * (v == w) + b for v in range(n)] + [1] * more for w in range(n)])
    s = data.draw(st.integers(0, n))
    value = equal_overlap_error(code, s)
    assert {error(code, silent) for silent in combinations(range(n), s)} == {value}


@pytest.mark.parametrize("s", range(8))
def test_one_step_decoding_takes_rows_as_they_are(s):
    found = equal_overlap_form(FANO, s, "one-step")
    assert found.value == brute(FANO, s, "one-step") == error(FANO, found.worst_set, "one-step")
    scaled = GradientCode([[x * (w + 1) for x in row] for w, row in enumerate(FANO.encoding)])
    assert equal_overlap_form(scaled, s, "one-step") is None
    assert equal_overlap_form(scaled, s, "optimal") == equal_overlap_form(FANO, s, "optimal")


def test_overlaps_that_differ_have_no_formula():
    assert equal_overlap_error(cyclic_repetition(6, 3), 2) is None
