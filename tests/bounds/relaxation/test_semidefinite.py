"""The semidefinite bound: true, as good as the spectral one, blind to the scale of rows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upper_bounds import check_bound, small_codes

from bounds.relaxation.common_weight import spectral_bound
from bounds.relaxation.semidefinite import semidefinite_bound
from designs import BadInput, GradientCode, fractional_repetition, random_biregular, uncoded

pytest.importorskip("cvxpy")
REGULAR = [fractional_repetition(6, 2), *(random_biregular(8, 12, d, d) for d in (2, 4, 6))]
ROUNDING = Fraction(1, 10**4)


@settings(max_examples=15)
@given(code=small_codes(), data=st.data())
def test_it_holds(code, data):
    check_bound(semidefinite_bound(code, data.draw(st.integers(1, code.workers - 1))))


@pytest.mark.parametrize("code", REGULAR, ids=str)
def test_it_is_no_worse_than_one_common_weight(code):
    for s in (2, 5):
        assert semidefinite_bound(code, s).value <= spectral_bound(code, s).value + ROUNDING


def test_scaled_rows_change_nothing_but_the_weights():
    code = random_biregular(6, 6, 3, 1)
    scaled = GradientCode([
        [x * Fraction(-3, 7) ** (3 * w) for x in row] for w, row in enumerate(code.encoding)
    ])  # fmt: skip
    gap = semidefinite_bound(code, 2).value - semidefinite_bound(scaled, 2).value
    assert abs(gap) < ROUNDING


@pytest.mark.parametrize(
    ("workers", "s", "text"),
    [(4, 0, r"1\.\.3, got 0"), (4, 4, r"1\.\.3, got 4"), (65, 1, "takes 64 workers, got 65")],
)
def test_what_is_beyond_it(workers, s, text):
    with pytest.raises(BadInput, match=text):
        semidefinite_bound(uncoded(workers), s)
