"""Injected delays by name: from the command line, and in logs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.run.delays import MODELS, delays_of, named_delays
from adversary.run.stragglers import (
    Bursty,
    Exponential,
    Fixed,
    PerWorker,
    RandomSet,
    Sometimes,
)
from adversary.run.traces import Trace, write_trace
from designs import BadInput


def test_delays_are_named_in_logs():
    names = [
        named_delays(delays)["delays"]
        for delays in (
            Exponential(0.5), Exponential(0.25), Fixed((1,), 0.5), np.zeros((1, 2)),
            np.zeros((2, 1)), np.ones((1, 2)),
        )
    ]  # fmt: skip
    assert len(set(names)) == len(names)
    assert named_delays(Trace(np.zeros((1, 2))))["delays"] == names[3]
    assert named_delays(Exponential(0.5, seed=7)) == {"delays": names[0], "delay_seed": 7}


def test_straggler_models_by_name(tmp_path):
    assert delays_of("exponential", 3) == Exponential(seed=3)
    assert delays_of("exponential:seed=5,mean=0.25", 3) == Exponential(0.25, seed=5)
    assert delays_of("per-worker:means=0.1/0.2") == PerWorker((0.1, 0.2))
    assert delays_of("sometimes:probabilities=0/1,delay=2") == Sometimes((0.0, 1.0), 2.0)
    assert delays_of("random-set:stragglers=2,delay=3.5") == RandomSet(2, 3.5)
    assert delays_of("bursty:enter=0.1,leave=0.5,delay=1") == Bursty(0.1, 0.5, 1.0)
    assert delays_of("fixed:workers=3,delay=1") == Fixed((3,), 1.0)
    write_trace([[0.5, 0.25]], tmp_path / "a.csv")
    assert delays_of(str(tmp_path / "a.csv")).delays(2, 2).tolist() == [[0.5, 0.25]] * 2
    assert len(MODELS) == 6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lazy", "one of exponential"),
        ("exponential:median=1", "have the numbers mean, shift, seed"),
        ("bursty:enter=0.1", "have the numbers enter, leave, delay, seed"),
        ("exponential:mean", "like name:mean=0.5"),
        ("exponential:mean=x", "like name:mean=0.5"),
        ("exponential:mean=1/2", "one number"),
        ("exponential:mean=-1", "at least 0"),
        ("no-such-trace.csv", "cannot read"),
    ],
)
def test_straggler_models_that_there_are_not(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        delays_of(text)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 99))
def test_numbers_are_read_as_they_are_written(mean, shift, seed):
    assert delays_of(f"exponential:mean={mean!r},shift={shift!r}", seed) == Exponential(
        mean, shift, seed
    )


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5, unique=True), st.floats(0, 100))
def test_delays_of_one_name_are_the_same_delays_but_for_the_seed(workers, delay):
    text = f"fixed:workers={'/'.join(map(str, workers))},delay={delay!r}"
    assert named_delays(delays_of(text)) == {
        "delays": f"Fixed(workers={tuple(workers)!r}, delay={delay!r})", "delay_seed": None
    }  # fmt: skip
