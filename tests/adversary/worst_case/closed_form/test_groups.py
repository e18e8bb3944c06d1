"""Disjoint groups: a knapsack of whole groups, against brute force."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_codes import brute

from adversary import curve, error
from adversary.worst_case.closed_form.groups import disjoint_groups_error, disjoint_groups_form
from adversary.worst_case.result import Method
from designs import GradientCode, block_design, fractional_repetition
from designs.codes.structure import disjoint_groups


@st.composite
def grouped_codes(draw):
    rows, k = [], 0
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.lists(st.integers(-2, 2), min_size=1, max_size=3))
        copies = draw(st.lists(st.sampled_from([1, -1, 2, Fraction(1, 2)]), min_size=1, max_size=3))
        rows += [(k, [c * x for x in row]) for c in copies]
        k += len(row)
    k += draw(st.integers(0, 1))
    return GradientCode([[0] * at + row + [0] * (k - at - len(row)) for at, row in rows])


@given(grouped_codes())
@settings(max_examples=80)
def test_closed_form_of_disjoint_groups_against_brute_force(code):
    assert disjoint_groups(code) is not None
    for s in range(code.workers + 1):
        value, worst = disjoint_groups_error(code, s)
        assert value == brute(code, s) == error(code, worst)
        assert len(worst) == s


@pytest.mark.parametrize(("n", "d"), [(12, 4), (6, 2), (9, 3), (264, 4)])
def test_fractional_repetition_is_a_staircase(n, d):
    points = curve(fractional_repetition(n, d))
    assert [p.error for p in points] == [s // d * d for s in range(n + 1)]
    assert {p.method for p in points} == {Method.DISJOINT_GROUPS}


def test_two_small_groups_beat_the_group_that_is_dearest_for_its_size():
    """5 for three workers is more a worker than 3 for two; four stragglers take the two pairs."""
    sizes, losses = (3, 2, 2), (5, 3, 3)
    rows = [[int(g == h) for h, x in enumerate(losses) for _ in range(x)]
            for g, size in enumerate(sizes) for _ in range(size)]  # fmt: skip
    found = disjoint_groups_form(GradientCode(rows), 4, "optimal")
    assert (found.value, found.worst_set) == (6, (3, 4, 5, 6))


@pytest.mark.parametrize(
    ("code", "decoder"),
    [(block_design(7, 3, 1), "optimal"), (fractional_repetition(4, 2), "one-step")],
)
def test_other_codes_and_decoders_have_no_formula(code, decoder):
    assert disjoint_groups_form(code, 2, decoder) is None
