"""The stochastic block code: hidden blocks, two densities, and what is refused."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction as F

import numpy as np
import pytest
from chances import seeds, within
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import bernoulli, fractional_repetition, hidden_blocks, stochastic_block
from designs.codes.base import generator

blocks = st.sampled_from([(n, b) for n in range(1, 11) for b in range(1, n + 1) if n % b == 0])
probabilities = st.sampled_from([F(0), F(1, 3), F(1)])


@given(blocks, probabilities, probabilities, seeds)
def test_hidden_blocks_are_where_the_partitions_are(sizes, p, q, seed):
    n, b = sizes
    code = stochastic_block(n, b, p, q, seed)
    of_workers, of_partitions = hidden_blocks(code)
    for blocks_of in (of_workers, of_partitions):
        assert Counter(blocks_of) == dict.fromkeys(range(n // b), b)
    for w, row in enumerate(code.encoding):
        for j, x in enumerate(row):
            chance = p if of_workers[w] == of_partitions[j] else q
            assert chance not in (0, 1) or x == chance


@given(blocks, probabilities, probabilities, seeds)
def test_shuffling_only_permutes(sizes, p, q, seed):
    n, b = sizes
    code = stochastic_block(n, b, p, q, seed)
    plain = stochastic_block(n, b, p, q, seed, "no")
    assert sorted(map(sum, code.encoding)) == sorted(map(sum, plain.encoding))
    places = [generator(seed)]
    rows, columns = places[0].permutation(n), places[0].permutation(n)
    assert np.array_equal(plain.to_numpy()[rows][:, columns], code.to_numpy())


def test_fractional_repetition_is_a_stochastic_block_code():
    assert stochastic_block(12, 3, 1, 0, hidden="no") == fractional_repetition(12, 3)
    assert len(set(stochastic_block(12, 3, 1, 0, seed=4).encoding)) == 4


def test_stochastic_blocks_have_their_two_densities():
    n, b, p, q = 120, 20, F(2, 3), F(1, 10)
    code = stochastic_block(n, b, p, q, seed=1)
    of_workers, of_partitions = hidden_blocks(code)
    same = np.equal.outer(of_workers, of_partitions)
    matrix = code.to_numpy()
    assert within(int(matrix[same].sum()), n * b, p)
    assert within(int(matrix[~same].sum()), n * (n - b), q)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: stochastic_block(10, 4, 1, 0), "8 and 12"),
        (lambda: stochastic_block(10, 0, 1, 0), "1..workers"),
        (lambda: stochastic_block(10, 5, 2, 0), "probability"),
        (lambda: stochastic_block(10, 5, 1, 0, hidden="perhaps"), "yes or no"),
        (lambda: hidden_blocks(bernoulli(4, 4, 1)), "stochastic-block"),
    ],
)
def test_stochastic_block_codes_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
