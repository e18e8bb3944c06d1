"""Exact errors against their definition, with and without python-flint."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from drawn_codes import codes, stragglers
from hypothesis import given
from hypothesis import strategies as st

from adversary import decode, error
from adversary.decoding.error import estimate, survivors_of, unit_rows
from designs import BadInput, GradientCode, block_design, exists, from_design
from designs.constructions.difference import develop


@given(codes(), st.data())
def test_exact_error_is_the_float_least_squares_error(code, data):
    silent = data.draw(stragglers(code))
    left = survivors_of(code, silent)
    matrix = code.to_numpy()[list(left)].T
    ones = np.ones(code.partitions)
    weights = np.linalg.lstsq(matrix, ones, rcond=None)[0]
    expected = float(np.sum((matrix @ weights - ones) ** 2))
    assert float(error(code, silent)) == pytest.approx(expected, abs=1e-9)


@given(codes(), st.data())
def test_error_never_grows_with_more_survivors(code, data):
    silent = data.draw(stragglers(code))
    fewer = data.draw(st.sets(st.sampled_from(sorted(silent)))) if silent else set()
    assert 0 <= error(code, fewer) <= error(code, silent) <= code.partitions


@given(codes(), st.data())
def test_row_scaling_does_not_change_the_optimal_error(code, data):
    factors = data.draw(
        st.lists(
            st.fractions(max_denominator=5).filter(bool),
            min_size=code.workers,
            max_size=code.workers,
        )
    )
    pairs = zip(factors, code.encoding, strict=True)
    scaled = GradientCode([[f * x for x in row] for f, row in pairs])
    silent = data.draw(stragglers(code))
    assert error(scaled, silent) == error(code, silent)


@given(codes(st.integers(-(10**25), 10**25), most=4), st.data())
def test_identical_answers_with_and_without_flint(code, data):
    pytest.importorskip("flint")
    silent = data.draw(stragglers(code))
    with_flint = error(code, silent), decode(code, survivors_of(code, silent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("designs.algebra.linear.use_flint", lambda: False)
        assert (error(code, silent), decode(code, survivors_of(code, silent))) == with_flint


@given(codes(), st.data())
def test_other_decoders_never_beat_the_optimal_one(code, data):
    silent = data.draw(stragglers(code))
    if sum(map(sum, code.encoding)):
        assert error(code, silent, "one-step") >= error(code, silent)


@given(codes(), st.integers(0, 2**30))
def test_estimates_are_close(code, seed):
    kept = np.random.default_rng(seed).random((5, code.workers)) < 0.6
    exact = [float(error(code, np.flatnonzero(~row))) for row in kept]
    assert np.allclose(estimate(unit_rows(code), kept), exact, atol=1e-5)


DESIGNS = [
    develop((7,), [(0, 1, 3)]),
    develop((13,), [(0, 1, 3, 9)]),
    develop((11,), [(1, 3, 4, 5, 9)]),
    exists(9, 3, 1).design(),
    exists(7, 4, 2).design(),
    exists(6, 3, 2).design(),
    exists(10, 4, 4).design(),
]


@given(st.sampled_from(DESIGNS), st.data())
def test_error_of_a_block_design_code_depends_on_the_number_of_stragglers_only(design, data):
    """The first claim of the field, from the definition: least squares, no closed form."""
    code = from_design(design)
    v, r = design.points, design.replication()[0]
    lam = design.parameters().lam
    silent = data.draw(st.sets(st.integers(0, v - 1), max_size=v - 1))
    m = v - len(silent)
    expected = len(design.blocks) - Fraction(r * r * m, r + lam * (m - 1))
    assert error(code, silent) == expected == error(code, silent, "block-design")
    weight = Fraction(r, r + lam * (m - 1))
    assert set(decode(code, survivors_of(code, silent))) == {weight}


def test_zero_rows_and_singular_sets_are_normal():
    code = GradientCode([[0, 0, 0], [1, 1, 0], [1, 1, 0], [2, 2, 0]])
    assert error(code, []) == 1
    assert error(code, [1, 2, 3]) == 3
    assert decode(code, [0, 1, 2, 3]) == (0, Fraction(1, 6), Fraction(1, 6), Fraction(1, 3))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda c: error(c, [7]), "0..6"),
        (lambda c: error(c, [-1]), "0..6"),
        (lambda c: error(c, [1, 1]), "different workers"),
        (lambda c: decode(c, [9]), "0..6"),
        (lambda c: decode(c, [1], "magic"), "unknown decoder"),
        (lambda _: error(GradientCode([[1, -1]]), [], "one-step"), "sum to zero"),
        (lambda _: error(block_design(9, 3, 1, "blocks"), [], "block-design"), "equal"),
    ],
)
def test_bad_questions(call, text):
    with pytest.raises(BadInput, match=text):
        call(block_design(7, 3, 1))
