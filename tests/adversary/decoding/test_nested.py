"""Nested schemes: levels, their exactness, and the protocol."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nested_at_hand import SCHEMES

from adversary.decoding.nested import (
    choose,
    decodable_levels,
    feasible_levels,
    order_statistics_level,
    ready,
)
from designs import BadInput, GradientCode, VerificationError
from designs.codes.nested import NestedScheme, nested_fractional


@given(st.sampled_from(SCHEMES), st.data())
@settings(deadline=None)
def test_decoding_is_exact_at_the_level_chosen(scheme, data):
    tasks = len(scheme.orders[0])
    counts = st.lists(st.integers(0, tasks), min_size=scheme.workers, max_size=scheme.workers)
    progress = data.draw(counts)
    chosen, possible = choose(scheme, progress), feasible_levels(scheme, progress)
    assert set(possible) <= set(decodable_levels(scheme, progress))
    assert (chosen is None) == (not possible)
    if chosen is None:
        return
    assert chosen.level == min(possible)
    assert chosen.senders == ready(scheme, progress, chosen.level)
    code = scheme.at(chosen.level)
    weights = dict(zip(chosen.senders, chosen.weights, strict=True))
    total = [0] * code.partitions
    for w, a in weights.items():
        done = set(scheme.orders[w][: progress[w]])
        for j, x in enumerate(code.encoding[w]):
            assert not x or j in done
            total[j] += a * x
    assert total == [1] * code.partitions


def play(scheme, times):
    """The protocol tick by tick: every worker ends a task each ``times[w]``; when is a choice?"""
    tasks = len(scheme.orders[0])
    ticks = sorted({m * x for x in times for m in range(1, tasks + 1)})
    for now in ticks:
        progress = [min(now // x, tasks) for x in times]
        chosen = choose(scheme, progress)
        if chosen is not None:
            return now, feasible_levels(scheme, progress)
    raise AssertionError


@given(st.sampled_from(SCHEMES), st.data())
@settings(deadline=None, max_examples=60)
def test_the_protocol_takes_the_least_over_the_levels(scheme, data):
    n = scheme.workers
    times = data.draw(st.lists(st.integers(1, 30), min_size=n, max_size=n))
    now, levels = play(scheme, times)
    time, level = order_statistics_level(scheme, times)
    assert (now, level) == (time, min(levels))
    alone = {s: (s + 1) * sorted(times)[n - s - 1] for s in scheme.levels}
    assert all(time <= fixed for fixed in alone.values())
    assert time == min(alone.values())


def test_fractional_levels_may_be_decodable_early():
    scheme = nested_fractional(4, [0, 1])
    assert feasible_levels(scheme, [2, 0, 0, 2]) == ()
    assert decodable_levels(scheme, [2, 0, 0, 2]) == (1,)


def test_progress_that_cannot_be():
    scheme = SCHEMES[0]
    for progress in ([0] * 4, [5] * 5, [-1] * 5):
        with pytest.raises(BadInput):
            choose(scheme, progress)
    with pytest.raises(BadInput):
        ready(scheme, [0] * 5, 4)
    with pytest.raises(BadInput):
        order_statistics_level(scheme, [1])


def test_a_level_that_is_not_exact_is_never_decoded():
    rows = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    scheme = NestedScheme("x", {"level 1": rows}, levels=(1,), orders=((0, 1), (1, 2), (2, 0)))
    with pytest.raises(VerificationError):
        choose(scheme, [2, 2, 0])
