"""Straggler models: seeded by round, and distributed as they say; recorded traces."""

from __future__ import annotations

import numpy as np
import pytest

from adversary.run.stragglers import Bursty, Exponential, Fixed, PerWorker, RandomSet, Sometimes
from adversary.run.traces import Trace, read_trace, write_trace
from designs import BadInput

SEEDED = [
    lambda seed: Exponential(0.5, seed=seed),
    lambda seed: Exponential(0.5, 0.25, seed),
    lambda seed: PerWorker((1.0, 2.0, 0.5, 3.0), seed),
    lambda seed: Sometimes((0.1, 0.5, 0.9, 0.3), 2.0, seed),
    lambda seed: RandomSet(2, 2.0, seed),
    lambda seed: Bursty(0.2, 0.4, 2.0, seed),
]


@pytest.mark.parametrize("model", SEEDED)
def test_a_longer_run_begins_like_a_shorter_one(model):
    table = model(5).delays(40, 4)
    for rounds in (1, 7, 39):
        assert (model(5).delays(rounds, 4) == table[:rounds]).all()
    assert (model(6).delays(40, 4) != table).any()
    assert len(np.unique(table, axis=0)) > 3


@pytest.mark.parametrize("model", [Exponential(), Bursty(0.2, 0.4, 2.0)])
def test_a_worker_does_not_depend_on_how_many_others_there_are(model):
    assert (model.delays(20, 9)[:, :4] == model.delays(20, 4)).all()


@pytest.mark.parametrize("model", SEEDED[:5])
def test_rows_need_no_rounds_before_them(model):
    """All but the Markov chain: the same row whatever the others are, so rows are uncorrelated."""
    late = model(1).delays(4000, 4) > (0.6 if model is SEEDED[1] else 0.3)
    x = late - late.mean(axis=0)
    keep = x.std(axis=0) > 0
    correlations = (x[1:] * x[:-1]).mean(axis=0)[keep] / x.var(axis=0)[keep]
    assert (abs(correlations) < 5 / np.sqrt(4000)).all()


def test_exponential_delays_have_their_distribution():
    count, mean, shift = 24_000, 0.5, 0.25
    x = np.sort(Exponential(mean, shift, seed=3).delays(2000, 12).ravel() - shift)
    assert x[0] >= 0
    # Kolmogorov-Smirnov distance: above 2.2 / sqrt(count) with probability 1.2e-4
    steps = np.arange(1, count + 1) / count
    assert abs(1 - np.exp(-x / mean) - steps).max() < 2.2 / np.sqrt(count)


def test_unequal_workers_have_their_means_and_probabilities():
    means = PerWorker((0.0, 1.0, 4.0), seed=2).delays(10_000, 3).mean(axis=0)
    assert means[0] == 0
    assert abs(means[1] - 1) < 5 / 100
    assert abs(means[2] - 4) < 5 * 4 / 100
    shares = (Sometimes((0.0, 0.3, 1.0), 2.0, seed=2).delays(10_000, 3) == 2.0).mean(axis=0)
    assert shares[0] == 0
    assert shares[2] == 1
    assert abs(shares[1] - 0.3) < 5 * np.sqrt(0.21) / 100


def test_random_sets_are_uniform_and_nested():
    n, s, rounds = 5, 2, 10_000
    late = RandomSet(s, 3.5, seed=1).delays(rounds, n) > 0
    assert (late.sum(axis=1) == s).all()
    sets, counts = np.unique(late, axis=0, return_counts=True)
    assert len(sets) == 10
    # chi-squared with 9 degrees of freedom: above 40 with probability 8e-6
    assert ((counts - rounds / 10) ** 2 / (rounds / 10)).sum() < 40
    assert (late <= (RandomSet(3, 1.0, seed=1).delays(rounds, n) > 0)).all()


@pytest.mark.parametrize(("enter", "leave"), [(0.05, 0.2), (0.3, 0.1), (0.5, 0.9)])
def test_bursts_are_stationary_with_the_lengths_they_say(enter, leave):
    model, rounds, workers = Bursty(enter, leave, 2.0, seed=4), 400, 2000
    slow = model.delays(rounds, workers) > 0
    pi = enter / (enter + leave)
    assert model.slow_share == pi
    for t in (0, 1, 10, 399):
        assert abs(slow[t].mean() - pi) < 5 * np.sqrt(pi * (1 - pi) / workers)
    before, after = slow[:-1], slow[1:]
    count = before.sum()
    assert abs((before & ~after).sum() / count - leave) < 5 * np.sqrt(leave * (1 - leave) / count)
    count = (~before).sum()
    assert abs((~before & after).sum() / count - enter) < 5 * np.sqrt(enter * (1 - enter) / count)
    expected = (1 - enter - leave) ** 3
    found = ((slow[:-3] - pi) * (slow[3:] - pi)).mean() / (pi * (1 - pi))
    assert abs(found - expected) < 0.02


def test_chains_of_different_workers_are_independent():
    slow = Bursty(0.2, 0.2, 1.0, seed=1).delays(1, 2000)[0] > 0
    both = (slow[::2] & slow[1::2]).mean()
    assert abs(both - 0.25) < 5 * np.sqrt(0.1875 / 1000)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Exponential(-1.0), "mean"),
        (lambda: Exponential(1.0, np.inf), "shift"),
        (lambda: Exponential(seed=-1), "seed"),
        (lambda: PerWorker(()), "none"),
        (lambda: PerWorker((1.0,)).delays(1, 2), "2 means"),
        (lambda: Sometimes((1.5,), 1.0), r"0\.\.1"),
        (lambda: Sometimes((0.5,), 1.0).delays(1, 2), "2 probabilities"),
        (lambda: RandomSet(3, 1.0).delays(1, 2), r"0\.\.2"),
        (lambda: RandomSet(-1, 1.0), "at least 0"),
        (lambda: Bursty(0, 0, 1.0), "both"),
        (lambda: Bursty(0.5, 2, 1.0), "leave"),
        (lambda: Fixed((3,), 1.0).delays(1, 2), r"0\.\.1"),
        (lambda: Exponential().delays(0, 2), "rounds"),
        (lambda: Exponential().delays(10**6, 10**6), "at most"),
        (lambda: Trace(np.zeros(3)), "shape"),
        (lambda: Trace(np.array([[np.nan]])), "finite"),
        (lambda: Trace(np.array([[-1.0]])), "at least 0"),
        (lambda: Trace(np.zeros((1, 2))).delays(1, 3), r"1\.\.2"),
        (lambda: write_trace(np.zeros((1, 1)), "x.txt"), "csv"),
        (lambda: read_trace("no/such/file.csv"), "No such file"),
    ],
)
def test_what_does_not_fit_is_refused(make, text):
    with pytest.raises(BadInput, match=text):
        make()
