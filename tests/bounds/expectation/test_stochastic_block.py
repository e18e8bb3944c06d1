"""Mean errors of stochastic block codes: against everything that can be drawn, and their limits."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, product
from math import prod, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import error
from bounds.expectation.fixed_weights import uniform_error
from bounds.expectation.sparse import bernoulli_one_step, constant_replication_one_step
from bounds.expectation.stochastic_block import (
    BlockModel,
    detectability,
    lost_blocks_error,
    random_error,
)
from designs import BadInput, fractional_repetition
from designs.codes import hidden_blocks, stochastic_block

sizes = st.sampled_from([(n, b) for n in range(1, 40) for b in range(1, n + 1) if n % b == 0])


def columns(model, partition):
    """Every column that can be drawn for a partition, with its probability."""
    n, b = model.workers, model.block_size
    chances = [model.inside if w // b == partition // b else model.outside for w in range(n)]
    for column in product((0, 1), repeat=n):
        chance = prod((p if x else 1 - p for p, x in zip(chances, column, strict=True)), start=F(1))
        if chance:
            yield column, chance


def mean_error(model, sets):
    """The mean one-step error over all codes and these survivor sets, by its definition."""
    total = F(0)
    for partition in range(model.workers):
        for column, chance in columns(model, partition):
            for left in sets:
                weight = F(model.workers) / (len(left) * F(model.load))
                total += chance * (weight * sum(column[w] for w in left) - 1) ** 2
    return total / len(sets)


MODELS = [
    BlockModel(4, 2, F(2, 3), F(1, 4)),
    BlockModel(6, 3, F(4, 5), F(1, 10)),
    BlockModel(6, 2, F(1, 5), F(1, 2)),
    BlockModel(4, 4, F(1, 3), F(0)),
    BlockModel(4, 1, F(1), F(1, 3)),
]


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_random_stragglers_over_all_codes_and_sets(model):
    n = model.workers
    for s in range(n):
        assert random_error(model, s) == mean_error(model, list(combinations(range(n), n - s)))


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_lost_blocks_over_all_codes(model):
    n, b = model.workers, model.block_size
    for lost in range(n // b):
        assert lost_blocks_error(model, lost) == mean_error(model, [tuple(range(lost * b, n))])


@given(sizes, st.data())
def test_the_two_ends_are_repetition_and_coin_flips(size, data):
    n, b = size
    s = data.draw(st.integers(0, n - 1))
    if n > 1:
        repetition = constant_replication_one_step(n, n, b, s)
        assert random_error(BlockModel(n, b, 1, 0), s) == repetition
    p = data.draw(st.fractions(F(1, 9), 1, max_denominator=9))
    flips = BlockModel(n, b, p, p)
    assert random_error(flips, s) == bernoulli_one_step(n, n, p * n, s)
    lost = data.draw(st.integers(0, n // b - 1))
    assert lost_blocks_error(flips, lost) == random_error(flips, lost * b)


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_blocks_of_repetition(lost):
    exact = error(fractional_repetition(12, 3), range(3 * lost), "one-step")
    assert lost_blocks_error(BlockModel(12, 3, 1, 0), lost) == exact


TABLE = [
    (F(1), ".010", ".111", ".091", "1.0"),
    (F(9, 10), ".029", ".109", ".110", ".83"),
    (F(1, 2), ".082", ".102", ".162", ".34"),
    (F(1, 10), ".100", ".100", ".180", ".18"),
]


@pytest.mark.parametrize(("p", "random10", "lost10", "random50", "lost50"), TABLE)
def test_the_reference_table(p, random10, lost10, random50, lost50):
    """n = 100, blocks of 10, mean load 10; errors divided by n, to the digits of the table."""
    model = BlockModel(100, 10, p, (10 - 10 * p) / 90)
    assert model.load == 10
    found = [
        (random_error(model, 10), random10),
        (lost_blocks_error(model, 1), lost10),
        (random_error(model, 50), random50),
        (lost_blocks_error(model, 5), lost50),
    ]
    for exact, text in found:
        unit = 10 ** -len(text.partition(".")[2])
        assert abs(float(exact) / 100 - float(text)) <= unit / 2 + 1e-12


def test_codes_that_are_drawn_have_these_means():
    n, b, p, q, s, draws = 24, 4, F(3, 4), F(1, 10), 8, 300
    model = BlockModel(n, b, p, q)
    weight = F(n) / ((n - s) * F(model.load))
    chance, lost = [], []
    for seed in range(draws):
        code = stochastic_block(n, b, p, q, seed)
        chance.append(float(uniform_error(code, [weight] * n, s)))
        alive = np.array(hidden_blocks(code)[0]) >= s // b
        received = code.to_numpy()[alive].sum(axis=0) * float(weight)
        lost.append(((received - 1) ** 2).sum())
    for values, exact in ((chance, random_error(model, s)), (lost, lost_blocks_error(model, 2))):
        assert abs(np.mean(values) - float(exact)) <= 5 * np.std(values) / sqrt(draws)


def test_detectability_is_the_condition_and_says_that_it_is_a_heuristic():
    load10 = [BlockModel(100, 10, p, (10 - 10 * p) / 90) for p in (F(1), F(1, 2), F(1, 10))]
    assert [detectability(m).above for m in load10] == [True, True, False]
    just = BlockModel(4, 2, F(1), F(0))
    assert detectability(just).signal == 4
    assert detectability(just).noise == 2
    even = BlockModel(8, 2, F(3, 4), F(1, 4))
    assert detectability(even).signal == 1
    assert not detectability(even).above
    for model in (*load10, just, even):
        text = str(detectability(model))
        assert ("heuristic" in text) != detectability(model).above


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: BlockModel(10, 4, 1, 0), "8 and 12"),
        (lambda: BlockModel(10, 0, 1, 0), r"1\.\.workers"),
        (lambda: BlockModel(10, 5, 2, 0), "from 0 to 1"),
        (lambda: BlockModel(10, 5, 0, 0), "load above 0"),
        (lambda: random_error(MODELS[0], 4), "stragglers"),
        (lambda: lost_blocks_error(MODELS[0], 2), "blocks must be 0..1".replace(".", r"\.")),
    ],
)
def test_what_is_refused(ask, text):
    with pytest.raises(BadInput, match=text):
        ask()
