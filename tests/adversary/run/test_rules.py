"""Stopping rules: against the decoders they belong to, and one run each on real processes."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.processes import Processes
from adversary.decoding.decode import decode
from adversary.decoding.early_stop import early, early_groups
from adversary.decoding.erasure_head import erasure_head, messages_used
from adversary.decoding.error import error
from adversary.decoding.nested import order_statistics_level
from adversary.run.nested import FirstLevel
from adversary.run.rules import AllGroups, Decodable, First, UntilDeadline
from adversary.run.timeline import timeline
from adversary.tasks.task import tiny
from bounds.expectation.latency.simulate import level_times
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    uncoded,
)
from designs.codes.nested import nested_cyclic, nested_fractional

SIX = fractional_repetition(6, 3)
CYCLIC = nested_cyclic(5, [0, 1, 2])
FRACTIONAL = nested_fractional(6, [0, 1, 5])


def stops_at(rule, arrivals):
    """How many answers a rule takes, one after the other."""
    done = {}
    for count, w in enumerate(arrivals, start=1):
        done[w] = 1
        if rule(done):
            return count
    return None


orders = st.permutations(range(6))


@given(orders, st.integers(1, 6))
def test_the_rule_of_erasure_head_takes_the_messages_that_its_decoder_uses(arrivals, most):
    assert stops_at(AllGroups(SIX, most), arrivals) == messages_used(SIX, arrivals, most)


@given(orders)
def test_all_groups_is_when_the_early_decoder_is_done(arrivals):
    assert stops_at(AllGroups(SIX), arrivals) == early_groups(SIX, arrivals).messages


@given(orders)
def test_workers_that_hold_nothing_are_not_waited_for(arrivals):
    code = GradientCode([*SIX.encoding[:4], [0] * 6, [0] * 6])
    assert stops_at(AllGroups(code), arrivals) == early_groups(code, arrivals).messages


@given(st.permutations(range(5)))
def test_decodable_is_the_earliest_moment(arrivals):
    code = cyclic_repetition(5, 3)
    assert stops_at(Decodable(code), arrivals) == early(code, arrivals).messages


@given(st.permutations(range(7)), st.fractions(0, 7))
def test_decodable_up_to_an_error_stops_at_the_first_set_below_it(arrivals, most):
    code = block_design(7, 3, 1)
    found = stops_at(Decodable(code, most), arrivals)
    errors = [error(code, arrivals[count:]) for count in range(1, 8)]
    assert errors == sorted(errors, reverse=True)
    assert found == next((i for i, x in enumerate(errors, start=1) if x <= most), None)


def test_decodable_asks_for_each_set_once(monkeypatch):
    rule, asked = Decodable(SIX), []
    monkeypatch.setattr("adversary.run.rules.error", lambda *a: asked.append(a) or 1)
    for _ in range(3):
        rule({0: 1, 1: 1})
        rule({1: 1, 0: 1})
    assert len(asked) == 1


times = st.lists(st.integers(1, 60), min_size=5, max_size=5)


@given(times)
def test_the_nested_protocol_takes_the_least_over_the_levels(x):
    rule = FirstLevel(CYCLIC)
    (r,) = timeline([x], "newest", rule, tasks=CYCLIC.signals())
    finish = np.array([[m * y for m in (1, 2, 3)] for y in x])
    assert r.seconds == level_times(finish, CYCLIC.levels).min()
    assert r.seconds == order_statistics_level(CYCLIC, x)[0]
    level = rule.choose(r.levels).level
    assert r.seconds == (level + 1) * sorted(x)[4 - level]


@given(st.lists(st.integers(1, 60), min_size=6, max_size=6))
def test_decodable_levels_are_never_later_than_feasible_ones(x):
    seconds = []
    for decodable in (True, False):
        rule = FirstLevel(FRACTIONAL, decodable=decodable)
        (r,) = timeline([x], "newest", rule, tasks=FRACTIONAL.signals())
        chosen = rule.choose(r.levels)
        silent = sorted(set(range(6)) - set(chosen.senders))
        assert error(FRACTIONAL.at(chosen.level), silent) == 0
        assert chosen.weights == decode(FRACTIONAL.at(chosen.level), chosen.senders)
        seconds.append(r.seconds)
    assert seconds[0] <= seconds[1]


def test_no_level_yet():
    for decodable in (True, False):
        rule = FirstLevel(FRACTIONAL, decodable=decodable)
        assert not rule({})
        assert rule.choose({0: 1}) is None


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: First(0), "at least 1"),
        (lambda: First(1, levels=0), "from 1"),
        (lambda: AllGroups(block_design(3, 2, 1)), "repetition"),
        (lambda: AllGroups(SIX, 0), "at least 1"),
        (lambda: Decodable(SIX, -1), "at least 0"),
    ],
)
def test_what_does_not_fit_is_refused(make, text):
    with pytest.raises(BadInput, match=text):
        make()


linux = pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
LATE = 5.0  # seconds that no test of a rule that works waits for


def one_round(code, rule, late, deadline=60.0):
    """What a rule gets of a round in which these workers are late."""
    delays = np.zeros((1, code.workers))
    delays[0, list(late)] = LATE
    with Processes(code, tiny(code.partitions), delays=delays) as engine:
        engine.broadcast(np.array([1.0]))
        return engine.collect(rule, deadline)


@linux
@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("code", "rule", "late"),
    [
        (uncoded(4), First(3), [2]),
        (SIX, AllGroups(SIX), [0, 1, 4, 5]),
        (SIX, AllGroups(SIX, 2), [0, 1, 2, 4]),
        (cyclic_repetition(5, 3), Decodable(cyclic_repetition(5, 3)), [1, 4]),
        (block_design(3, 2, 1), Decodable(block_design(3, 2, 1), Fraction(1, 3)), [0]),
    ],
    ids=["first", "groups", "erasure-head", "decodable", "approximate"],
)
def test_rules_do_not_wait_for_those_they_do_not_need(code, rule, late):
    brought = one_round(code, rule, late)
    assert brought.seconds < LATE
    assert not set(brought.answers) & set(late)
    assert rule(dict.fromkeys(brought.answers, 1))
    last = max(brought.arrivals, key=brought.arrivals.__getitem__)
    assert not rule(dict.fromkeys(set(brought.answers) - {last}, 1))


@linux
@pytest.mark.usefixtures("nothing_left")
def test_until_the_deadline_takes_whatever_has_come():
    brought = one_round(uncoded(4), UntilDeadline(), [1], deadline=1.0)
    assert sorted(brought.answers) == [0, 2, 3]
    assert 1.0 <= brought.seconds < LATE


@linux
@pytest.mark.usefixtures("nothing_left")
def test_erasure_head_from_arrivals_to_the_sum():
    brought = one_round(SIX, AllGroups(SIX, 5), [0, 5])
    order = sorted(brought.arrivals, key=brought.arrivals.__getitem__)
    weights = erasure_head(SIX, order, 5)
    total = sum(float(a) * brought.answers[w] for a, w in zip(weights, order, strict=False))
    assert total.tolist() == [6 * 1.0 - 15, *[1.0] * 6]


DELAYS = np.array(
    [
        [0.2, 0.2, 0.2, 0.2, 0.2],
        [0.2, 0.2, 4.0, 0.2, 0.2],
        [4.0, 0.2, 0.2, 4.0, 0.2],
        [0.30, 0.05, 0.12, 0.25, 0.02],
        [0.10, 0.70, 0.11, 0.12, 0.13],
        [0.15, 0.05, 0.60, 0.10, 0.90],
    ]
)


@linux
@pytest.mark.usefixtures("nothing_left")
def test_the_nested_protocol_from_delays_to_the_sum():
    """Each round is over when the least of ``(s + 1) X_(n-s)`` is, and its sum is exact."""
    rule, levels = FirstLevel(CYCLIC), []
    engine = Processes(
        CYCLIC,
        tiny(5),
        policy="abandon",
        delays=DELAYS,
        for_every_partition=True,
    )
    with engine:
        for number, row in enumerate(DELAYS):
            engine.broadcast(np.array([float(number)]))
            brought = engine.collect(rule, 60.0)
            chosen, total = rule.decode(brought)
            when, _ = order_statistics_level(CYCLIC, row.tolist())
            assert when - 0.01 <= brought.seconds <= when + 1.0
            measured = float(((total[1:] - 1) ** 2).sum())
            assert measured < 1e-18
            assert total[0] == pytest.approx(5 * number - 10, abs=1e-9)
            levels.append(chosen.level)
    assert levels[:3] == [0, 1, 2]
