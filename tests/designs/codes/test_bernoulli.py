"""Coin flips: their frequencies, heavy workers cut, and what is refused."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction as F

import pytest
from chances import seeds, within
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, GradientCode
from designs.codes import bernoulli, regularised_bernoulli
from designs.codes.base import generator
from designs.codes.bernoulli import coin_flips


@pytest.mark.parametrize("p", [F(1, 3), F(7, 100), F(1, 2**61 + 1), F(0), F(1)])
def test_coins_fall_as_often_as_they_should(p):
    flips = coin_flips(generator(5), p, (200, 200))
    assert within(int(flips.sum()), 40_000, p)


@pytest.mark.parametrize("p", [F(-1, 2), F(3, 2), F(1, 2**70 + 1)])
def test_coins_that_are_none(p):
    with pytest.raises(BadInput, match="probability"):
        coin_flips(generator(5), p, (1, 1))


def test_bernoulli_has_its_mean_replication_whatever_the_shape():
    for d in (1, 3, F(5, 2)):
        code = bernoulli(60, 200, d, seed=3)
        assert (code.workers, code.partitions) == (60, 200)
        assert within(sum(code.load()), 60 * 200, F(d) / 60)
    assert bernoulli(5, 4, 5) == GradientCode([[1] * 4] * 5)


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_regularised_is_the_bernoulli_code_without_heavy_workers(n, k, data):
    d = data.draw(st.fractions(F(1, 9), n, max_denominator=9))
    threshold = data.draw(st.sampled_from([1, F(3, 2), 2]))
    seed = data.draw(seeds)
    whole, cut = bernoulli(n, k, d, seed), regularised_bernoulli(n, k, d, threshold, seed)
    load = d * k / n
    for before, after in zip(whole.encoding, cut.encoding, strict=True):
        if sum(before) <= threshold * load:
            assert after == before
        else:
            assert sum(after) == -(-load.numerator // load.denominator)
            assert all(x <= y for x, y in zip(after, before, strict=True))


def test_each_partition_of_a_heavy_worker_is_dropped_equally_often():
    kept: Counter[int] = Counter()
    for seed in range(400):
        (row,) = regularised_bernoulli(1, 10, F(9, 10), 1, seed).encoding
        kept.update(j for j, x in enumerate(row) if x)
    assert all(within(kept[j], 400, F(sum(kept.values()), 4000)) for j in range(10))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: bernoulli(4, 4, 0), "above 0 and at most workers=4"),
        (lambda: bernoulli(4, 4, F(9, 2)), "got 9/2"),
        (lambda: bernoulli(4, 0, 1), "at least 1"),
        (lambda: bernoulli(10**6, 10**6, 1), "entries"),
        (lambda: bernoulli(4, 4, 1, -1), "seed"),
        (lambda: regularised_bernoulli(4, 4, 1, F(1, 2)), "threshold"),
    ],
)
def test_coin_flip_codes_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
