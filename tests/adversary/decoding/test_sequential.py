"""Sequential gradient coding: every conforming pattern, every job, exactly and in time."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from bursts import bursts
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.bursty import Bursty, operate
from adversary.decoding.error import error
from adversary.decoding.sequential import message, run_multiplexed, run_selective_reattempt
from bounds.expectation.sequential import least_sequential_load
from designs import BadInput, GradientCode
from designs.codes.sequential import multiplexed, multiplexed_load, selective_reattempt


@cache
def spans_one(rows):
    return error(GradientCode(rows), []) == 0


def check(scheme, play, pattern):
    """Every job is finished in time, and its answers decode over the rationals."""
    run = play(scheme, pattern)
    delay = scheme.delay
    for job, end in enumerate(run.finished):
        assert end is not None, (pattern, job)
        assert job <= end <= job + delay
        rows = {message(scheme, w, task) for w, task in run.answers(job)}
        assert spans_one(tuple(sorted(rows)))
    return run


REATTEMPT = [
    # workers, burst, window, distinct, rounds
    (2, 1, 2, 2, 6),
    (3, 1, 2, 2, 5),
    (3, 2, 3, 3, 6),
    (3, 1, 3, 3, 6),
    (4, 1, 2, 3, 4),
    (3, 1, 4, 3, 6),
    (4, 1, 3, 3, 5),
]


MULTIPLEXED = [
    (2, 1, 2, 1, 6),
    (2, 1, 2, 2, 6),
    (2, 2, 3, 1, 8),
    (2, 2, 3, 2, 7),
    (3, 1, 2, 2, 5),
    (3, 1, 3, 1, 6),
    (2, 2, 4, 1, 8),
    (2, 3, 4, 1, 9),
    (2, 3, 4, 2, 8),
]


@pytest.mark.parametrize(("n", "burst", "window", "distinct", "rounds"), REATTEMPT)
def test_selective_reattempt_keeps_its_word_for_every_pattern(n, burst, window, distinct, rounds):
    scheme = selective_reattempt(n, burst, window, distinct)
    count = 0
    for pattern in Bursty(burst, window, distinct).patterns(n, rounds):
        check(scheme, run_selective_reattempt, pattern)
        count += 1
    assert count > 50


@pytest.mark.parametrize(("n", "burst", "window", "distinct", "rounds"), MULTIPLEXED)
def test_multiplexed_keeps_its_word_for_every_pattern(n, burst, window, distinct, rounds):
    scheme = multiplexed(n, burst, window, distinct)
    count = 0
    for pattern in Bursty(burst, window, distinct).patterns(n, rounds):
        check(scheme, run_multiplexed, pattern)
        count += 1
    assert count > 10


@settings(max_examples=30)
@given(bursts(divides=True), st.integers(0, 99))
def test_selective_reattempt_keeps_its_word_for_larger_patterns(parameters, seed):
    n, burst, window, distinct = parameters
    if n == 1 and distinct:
        return
    model = Bursty(burst, window, distinct)
    scheme = selective_reattempt(*parameters)
    check(scheme, run_selective_reattempt, model.random_pattern(n, 3 * window + burst, seed))


@settings(max_examples=30)
@given(bursts(divides=False), st.integers(0, 99))
def test_multiplexed_keeps_its_word_for_larger_patterns(parameters, seed):
    n, burst, window, distinct = parameters
    model = Bursty(burst, window, distinct)
    pattern = model.random_pattern(n, 2 * window + burst, seed)
    check(multiplexed(*parameters), run_multiplexed, pattern)


def test_exactly_as_many_missing_as_tolerated_decode_at_once():
    scheme = selective_reattempt(5, burst=1, window=2, distinct=4)
    code = scheme["round"]
    assert scheme.tolerated == 2
    run = run_selective_reattempt(scheme, [(1, 3), (), ()])
    assert run.finished[0] == 0
    assert error(code, (1, 3)) == 0
    assert error(code, (1, 3, 4)) > 0
    assert run_selective_reattempt(scheme, [(1, 3, 4), (), ()]).finished[0] == 1


def test_a_pattern_that_does_not_conform_can_be_too_much():
    scheme = selective_reattempt(4, burst=1, window=2, distinct=2)
    assert run_selective_reattempt(scheme, [(0, 1), (0, 1), ()]).finished[0] is None
    scheme = multiplexed(3, burst=1, window=2, distinct=1)
    assert run_multiplexed(scheme, [(0,), (0,), ()]).finished[0] is None


def test_one_straggler_less_to_tolerate_would_not_be_enough():
    """The s of selective reattempt is needed: with s - 1 some conforming pattern breaks it."""
    scheme = selective_reattempt(4, burst=1, window=3, distinct=4)
    weaker = selective_reattempt(4, burst=1, window=3, distinct=3)
    assert weaker.tolerated == scheme.tolerated - 1
    finishes = {
        all(end is not None for end in run_selective_reattempt(weaker, pattern).finished)
        for pattern in Bursty(1, 3, 4).patterns(4, 4)
    }
    assert finishes == {True, False}


@given(bursts(divides=False))
def test_the_load_of_a_multiplexed_scheme_is_counted(parameters):
    n, burst, window, distinct = parameters
    scheme = multiplexed(*parameters)
    rounds = 2 * (window - 1 + burst)
    run = run_multiplexed(scheme, [()] * rounds)
    steady = run.assigned[window - 2 + burst]
    small = Fraction(1, n * ((window - 1) * (distinct + 1) + burst))
    size = {"plain": (distinct + 1) * small, "coded": (distinct + 1) * small}
    if distinct == n:
        size = {"plain": Fraction(1, n * (window - 1))}
        busiest = (window - 1 + burst) * size["plain"]
        assert all(len(tasks) <= window - 1 for tasks in steady)
    else:
        busiest = max(sum(size[task.part] for task in tasks) for tasks in steady)
        whole = n * (window - 1) * size["plain"] + n * burst * small
        assert whole == 1
    assert scheme.load == multiplexed_load(*parameters) == busiest


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: selective_reattempt(4, 2, 4, 1), "windows are 3 and 5"),
        (lambda: selective_reattempt(4, 2, 2, 1), "less than window"),
        (lambda: multiplexed(4, 0, 2, 1), "at least 1"),
        (lambda: multiplexed(4, 1, 2, 5), "between 0 and the workers"),
        (lambda: multiplexed(0, 1, 2, 0), "workers must be"),
        (lambda: least_sequential_load(4, 2, 2, 1), "less than window"),
        (lambda: Bursty(3, 2, 1), "between 1 and window"),
        (lambda: Bursty(1, 2, -1), "at least 0"),
        (lambda: operate(Bursty(1, 2, 1), [[1]], -1), "slack"),
        (lambda: operate(Bursty(1, 2, 1), [[0]], 1), "after time 0"),
        (lambda: run_multiplexed(multiplexed(2, 1, 2, 1), [()]), "longer than the delay"),
        (lambda: run_multiplexed(multiplexed(2, 1, 2, 1), [(2,), ()]), "workers 0..1"),
    ],
)
def test_what_is_refused(make, text):
    with pytest.raises(BadInput, match=text):
        make()
