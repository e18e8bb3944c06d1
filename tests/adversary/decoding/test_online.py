"""Decoding while training runs: the exact decoder's answers, each computed once."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from drawn_codes import codes, stragglers
from hypothesis import given
from hypothesis import strategies as st

from adversary import decode, error
from adversary.decoding.error import survivors_of
from adversary.decoding.online import Decoding
from adversary.decoding.unbiased import answer_weights
from designs import BadInput, GradientCode, block_design
from designs.codes import heterogeneous

FANO = block_design(7, 3, 1)


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
@given(codes(st.integers(0, 3)), st.data())
def test_weights_and_error_are_those_of_the_exact_decoder(decoder, code, data):
    silent = data.draw(stragglers(code))
    left = survivors_of(code, silent)
    if decoder == "one-step" and not sum(map(sum, code.encoding)):
        return
    found = Decoding(code, decoder).of(left)
    assert found.weights.tolist() == [float(x) for x in decode(code, left, decoder)]
    assert found.error == error(code, silent, decoder)
    assert found.second is None


def test_a_set_is_decoded_once():
    decoding = Decoding(FANO)
    found = [decoding.of(left) for left in combinations(range(7), 5)]
    again = [decoding.of(left) for left in combinations(range(7), 5)]
    assert all(one is other for one, other in zip(found, again, strict=True))


@given(
    st.lists(st.fractions("1/10", "9/10", max_denominator=10), min_size=1, max_size=5), st.data()
)
def test_two_tracks_have_fixed_weights_for_every_set(p, data):
    """The first is unbiased, 1/(1 - p_w); its error is that of these weights."""
    code = heterogeneous(p, 3)
    decoding = Decoding(code, "two-track", p)
    left = survivors_of(code, data.draw(stragglers(code)))
    found, weights = decoding.of(left), [answer_weights(p)[w] for w in left]
    assert found.weights.tolist() == [float(a) for a in weights]
    assert len(found.second) == len(left)
    decoded = [
        sum((a * code.encoding[w][j] for a, w in zip(weights, left, strict=True)), Fraction(0))
        for j in range(code.partitions)
    ]
    assert found.error == sum((x - 1) ** 2 for x in decoded)
    assert decoding.certifiable is None


@pytest.mark.parametrize("name", ["optimal", "one-step", "block-design"])
def test_what_can_be_certified_keeps_its_name(name):
    assert Decoding(FANO, name).certifiable == name


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: Decoding(FANO, "best"), "unknown decoder"),
        (lambda: Decoding(FANO, "two-track"), "needs the probabilities"),
        (lambda: Decoding(FANO, "optimal", [0] * 7), "probabilities go with two-track"),
        (lambda: Decoding(GradientCode([[Fraction(1, 10**400)]])).of((0,)), "range of float64"),
    ],
)
def test_what_is_refused(ask, text):
    with pytest.raises(BadInput, match=text):
        ask()


def test_weights_are_those_of_the_decoder():
    code = block_design(7, 3, 1)
    for decoder in ("optimal", "one-step", "block-design"):
        found = Decoding(code, decoder).of((0, 2, 5))
        assert found.weights.tolist() == [float(x) for x in decode(code, [0, 2, 5], decoder)]
        assert found.error == error(code, [1, 3, 4, 6], decoder)
        assert found.second is None
