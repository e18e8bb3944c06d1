"""Debiasing on cases small enough to list every straggler set, all in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adversary import error
from adversary.decoding.debiased import debiased, decoded, independent_stragglers
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.codes import cyclic_repetition, edge_scheme, expander

CODES = [
    edge_scheme("cycle", 5), edge_scheme("complete", 4),
    edge_scheme("edges", 3, edges=[0, 1, 1, 2]),
    expander("cycle", 6), block_design(7, 3, 1), fractional_repetition(6, 2),
    cyclic_repetition(5, 2, seed=1), GradientCode([[1, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 1]]),
]  # fmt: skip
probabilities = st.fractions(0, Fraction(2, 5), max_denominator=20)


@given(st.sampled_from(CODES), probabilities)
@settings(max_examples=40)
def test_the_new_scheme_is_unbiased_and_within_its_bound(code, p):
    distribution = independent_stragglers(code.workers, p)
    k = code.partitions
    mean_error = sum(q * error(code, silent) for silent, q in distribution.items())
    assume(2 * mean_error < k)
    scheme = debiased(code, distribution)
    outcomes = [(scheme.decoded(silent), q) for silent, q in distribution.items() if q]
    assert scheme.before == mean_error
    for j in range(k):
        assert sum(q * alpha[j] for alpha, q in outcomes) == 1
    after = sum(q * sum((x - 1) ** 2 for x in alpha) for alpha, q in outcomes)
    assert scheme.after == after <= scheme.bound
    assert scheme.code.partitions == k
    old, new = code.load(), scheme.code.load()
    assert all(y <= 2 * x for x, y in zip(old, new, strict=True))


@given(st.sampled_from(CODES), probabilities)
@settings(max_examples=20)
def test_the_server_uses_the_old_weights_on_the_new_messages(code, p):
    try:
        scheme = debiased(code, independent_stragglers(code.workers, p))
    except BadInput:
        return
    survivors = [w for w in range(code.workers) if w % 3]
    weights = scheme.decode(survivors)
    total = [
        sum((a * scheme.code.encoding[w][j] for a, w in zip(weights, survivors, strict=True)),
            Fraction(0))
        for j in range(code.partitions)
    ]  # fmt: skip
    silent = [w for w in range(code.workers) if w not in survivors]
    assert tuple(total) == scheme.decoded(silent)


def test_decoded_coefficients_have_the_error_as_their_distance():
    code = edge_scheme("petersen")
    for silent in [(), (0, 1, 2), (3, 5, 7, 8, 9, 14)]:
        assert sum((x - 1) ** 2 for x in decoded(code, silent)) == error(code, silent)


def test_partitions_that_are_rarely_decoded_are_dropped():
    code = GradientCode([[1, 1, 0, 1]])
    scheme = debiased(code, {(): Fraction(1)})
    assert 2 not in scheme.source
    assert scheme.after == 0
    assert scheme.code.load() == (4,)


def test_without_bias_nothing_changes():
    code = fractional_repetition(4, 2)
    scheme = debiased(code, {(): Fraction(1, 2), (0, 2): Fraction(1, 2)})
    assert scheme.code == code
    assert scheme.after == scheme.before == scheme.bound == 0


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: independent_stragglers(17, Fraction(1, 2)), "1..16"),
        (lambda: independent_stragglers(2, 2), "0..1"),
        (lambda: debiased(CODES[0], {(): Fraction(1, 2)}), "sum to 1"),
        (lambda: debiased(CODES[0], {tuple(range(5)): Fraction(1)}), "below 1/2"),
        (lambda: debiased(CODES[0], {(9,): Fraction(1)}), "stragglers"),
    ],
)
def test_what_cannot_be_debiased(make, text):
    with pytest.raises(BadInput, match=text):
        make()


@given(st.integers(1, 8), st.fractions(0, 1, max_denominator=9))
def test_independent_stragglers_are_a_distribution(n, p):
    sets = independent_stragglers(n, p)
    assert sum(sets.values()) == 1
    assert sum(q * len(silent) for silent, q in sets.items()) == n * p
