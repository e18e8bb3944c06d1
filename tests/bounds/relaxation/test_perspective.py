"""The perspective and big-M bounds: true, and as weak as their theory says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upper_bounds import check_bound, small_codes

from bounds.relaxation.perspective import big_m_bound, perspective_bound
from designs import BadInput, GradientCode, block_design, cyclic_repetition, uncoded

pytest.importorskip("cvxpy")
BOTH = [perspective_bound, big_m_bound]
ROUNDING = Fraction(1, 10**3)


@pytest.mark.parametrize("method", BOTH)
@settings(max_examples=15)
@given(code=small_codes(), data=st.data())
def test_they_hold(method, code, data):
    check_bound(method(code, data.draw(st.integers(0, code.workers - 1))))


@pytest.mark.parametrize("code", [block_design(7, 3, 1), uncoded(5)], ids=str)
def test_perspective_is_ks_over_n_where_all_rows_look_alike(code):
    for s in (1, 3):
        trivial = Fraction(code.partitions * s, code.workers)
        assert abs(perspective_bound(code, s).value - trivial) < ROUNDING


def test_big_m_is_never_above_doing_nothing():
    code = cyclic_repetition(6, 2)
    values = [big_m_bound(code, s).value for s in range(6)]
    assert values[0] < ROUNDING
    assert values[0] < values[1] < values[2] == values[5] == 6


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("code", "s", "text"),
    [(uncoded(4), -1, r"0\.\.3, got -1"), (uncoded(4), 4, r"0\.\.3, got 4"),
     (uncoded(101), 1, "at most 100 workers and partitions, got 101 and 101"),
     (GradientCode([[1] * 101] * 2), 1, "got 2 and 101")],
)  # fmt: skip
def test_what_is_beyond_them(method, code, s, text):
    with pytest.raises(BadInput, match=text):
        method(code, s)
