"""Bursts of stragglers: patterns against their definition, and the operating rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.bursty import BurstyModel, operate


def conforms_by_definition(model, workers, pattern):
    """All windows of a table of zeros and ones, straight from the definition."""
    table = np.array([[w in silent for w in range(workers)] for silent in pattern], dtype=bool)
    for start in range(1 - model.window, len(pattern)):
        window = table[max(start, 0) : start + model.window]
        if window.any(axis=0).sum() > model.distinct:
            return False
        for column in window.T:
            rounds = np.flatnonzero(column)
            if len(rounds) and rounds[-1] - rounds[0] + 1 > model.burst:
                return False
    return True


patterns = st.lists(st.sets(st.integers(0, 2)).map(sorted).map(tuple), max_size=7)


@given(st.integers(1, 3), st.integers(0, 2), st.integers(0, 3), patterns)
def test_conformity_is_the_definition(burst, more, distinct, pattern):
    model = BurstyModel(burst, burst + more, distinct)
    assert model.conforms(pattern) == conforms_by_definition(model, 3, pattern)


@pytest.mark.parametrize(
    "model", [BurstyModel(1, 2, 1), BurstyModel(2, 3, 2), BurstyModel(2, 2, 1)]
)
def test_the_patterns_are_all_that_conform(model):
    sets = [(), (0,), (1,), (0, 1)]
    every = product(sets, repeat=4)
    expected = {p for p in every if conforms_by_definition(model, 2, p)}
    found = list(model.patterns(2, 4))
    assert len(found) == len(set(found))
    assert set(found) == expected


@pytest.mark.parametrize(("burst", "window"), [(1, 2), (2, 3), (3, 4), (3, 5), (4, 5)])
def test_a_worker_straggles_at_most_burst_times_while_a_job_lasts(burst, window):
    patterns = BurstyModel(burst, window, 1).patterns(1, window - 1 + burst)
    assert max(sum(map(len, pattern)) for pattern in patterns) == burst


@given(st.integers(0, 50), st.integers(0, 3), st.sampled_from(["all", "conforming"]))
def test_the_operating_rule_only_ever_makes_conforming_patterns(seed, slack, wait):
    model = BurstyModel(2, 4, 2)
    replies = (1 + np.random.default_rng(seed).exponential(1.0, size=(12, 5))).tolist()
    pattern, lengths = operate(model, replies, Fraction(slack, 2), wait)
    assert model.conforms(pattern)
    for t, (length, times) in enumerate(zip(lengths, replies, strict=True)):
        exact = [Fraction(x) for x in times]
        assert list(pattern[t]) == [w for w, x in enumerate(exact) if x > length]
        first = (1 + Fraction(slack, 2)) * min(exact)
        if length == min(first, max(exact)):
            continue
        given_up = tuple(w for w, x in enumerate(exact) if x > first)
        assert not model.conforms([*pattern[:t], given_up])
        assert length == max(exact) if wait == "all" else length in exact


def test_to_wait_for_conforming_stops_at_the_first_answer_that_is_enough():
    model = BurstyModel(1, 3, 2)
    replies = [[1, 1, 9, 9], [9, 7, 5, 1]]
    assert operate(model, replies, 1) == (((2, 3), ()), (2, 9))
    assert operate(model, replies, 1, "conforming") == (((2, 3), ()), (2, 9))
    replies = [[1, 1, 1, 9], [9, 7, 5, 1]]
    assert operate(model, replies, 1) == (((3,), ()), (2, 9))
    assert operate(model, replies, 1, "conforming") == (((3,), (0,)), (2, 7))
