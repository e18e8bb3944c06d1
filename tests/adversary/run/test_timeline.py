"""The discrete-event model of a run: by hand, against a simulation tick by tick, and a table."""

from __future__ import annotations

import sys
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.cluster.engine import POLICIES
from adversary.cluster.processes import Processes
from adversary.run.rules import AllGroups
from adversary.run.stragglers import RandomSet
from adversary.run.timeline import timeline
from adversary.tasks.task import tiny
from designs import BadInput, fractional_repetition, uncoded


def ticks(delays, policy, needed):
    """Round times by moving every worker forward one tick at a time; delays are at least 1.

    As the engine does: answers of a tick are taken in first, then perhaps the round ends.
    """
    lengths, doing = [], {}  # worker: (round, ticks left)
    for t, row in enumerate(delays):
        for w, delay in enumerate(row):
            if policy == "abandon" or w not in doing:
                doing[w] = (t, delay)
        done, length = set(), 0
        while len(done) < needed:
            length += 1
            finished = [(w, number) for w, (number, left) in doing.items() if left == 1]
            doing = {w: (number, left - 1) for w, (number, left) in doing.items() if left > 1}
            done |= {w for w, number in finished if number == t}
            for w, number in finished:
                if number < t and (policy == "in-order" or len(done) < needed):
                    following = number + 1 if policy == "in-order" else t
                    doing[w] = (following, delays[following][w])
        lengths.append(length)
    return lengths


delays = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(1, 6), min_size=n, max_size=n), min_size=1, max_size=8)
)


@given(delays, st.sampled_from(POLICIES), st.data())
def test_agrees_with_a_simulation_tick_by_tick(table, policy, data):
    needed = data.draw(st.integers(1, len(table[0])))
    assert [r.seconds for r in timeline(table, policy, needed)] == ticks(table, policy, needed)


@given(delays, st.data())
def test_waiting_for_all_leaves_nobody_late(table, data):
    policy = data.draw(st.sampled_from(POLICIES))
    rounds = timeline(table, policy, len(table[0]))
    assert [r.seconds for r in rounds] == [max(row) for row in table]
    assert [r.start for r in rounds[1:]] == [r.end for r in rounds[:-1]]


@given(delays, st.data())
def test_who_abandons_makes_every_round_an_order_statistic(table, data):
    needed = data.draw(st.integers(1, len(table[0])))
    rounds = timeline(table, "abandon", needed)
    assert [r.seconds for r in rounds] == [sorted(row)[needed - 1] for row in table]
    for r, row in zip(rounds, table, strict=True):
        assert all(row[w] == x for w, x in r.arrivals.items())


@given(delays, st.data())
def test_policies_are_ordered_round_by_round(table, data):
    """Abandoning ends every round no later than the newest, and that no later than in order."""
    n = len(table[0])
    enough = data.draw(st.integers(1, n) | st.sets(st.integers(0, n - 1), min_size=1))
    rule = enough if isinstance(enough, int) else lambda done: enough <= set(done)
    deadline = data.draw(st.none() | st.integers(1, 9))
    runs = [timeline(table, p, rule, deadline=deadline) for p in ("abandon", "newest", "in-order")]
    for first, second, third in zip(*runs, strict=True):
        assert first.end <= second.end <= third.end


@given(delays, st.sampled_from(["in-order", "abandon"]), st.data())
def test_who_waits_for_less_is_done_earlier_unless_late_workers_take_the_newest(
    table, policy, data
):
    n = len(table[0])
    needed = data.draw(st.integers(1, n))
    less = timeline(table, policy, data.draw(st.integers(1, needed)))
    more = timeline(table, policy, needed)
    assert all(a.end <= b.end for a, b in zip(less, more, strict=True))


def test_nested_levels_by_hand():
    """Level 0 after one task, level 2 after three; worker 2 is dead, more or less."""
    (r,) = timeline([[1, 2, 100]], "newest", lambda done: len(done) == 2, tasks=[1, 3])
    assert (r.seconds, r.levels, r.arrivals) == (2, {0: 1, 1: 1}, {})
    (r,) = timeline([[1, 2, 100]], "newest", 1, tasks=[1, 3])
    assert (r.seconds, r.levels, r.arrivals) == (3, {0: 2, 1: 1}, {0: 3})


def test_a_deadline_by_hand():
    rounds = timeline([[1, 9], [1, 1]], "newest", 2, deadline=4)
    assert [(r.start, r.seconds, sorted(r.arrivals)) for r in rounds] == [(0, 4, [0]), (4, 4, [0])]
    rounds = timeline([[1, 9], [1, 1]], "abandon", 2, deadline=4)
    assert [r.seconds for r in rounds] == [4, 1]
    (r,) = timeline([[1, 4]], "newest", 2, deadline=4)
    assert r.arrivals == {0: 1, 1: 4}


def test_a_rule_that_is_never_content_ends_with_the_last_answer():
    (r,) = timeline([[1, 5]], "newest", lambda _: False)
    assert (r.seconds, r.arrivals) == (5, {0: 1, 1: 5})


def test_times_are_exact_if_the_delays_are():
    third = Fraction(1, 3)
    assert timeline([[third, 1]] * 3, "abandon", 1)[-1].end == 1


# Mean seconds an iteration of 30, 12 workers, s = 2, delays exponential of mean 0.5 seconds drawn
# from the legacy generator of numpy seeded by the iteration number, as in the public code of
# ErasureHead: figures of a model and of measurements made before this one was written.
PUBLISHED = {
    "in-order": (1.508, 0.921, 0.635),
    "newest": (1.508, 0.907, 0.536),
    "abandon": (1.508, 0.782, 0.333),
}


@pytest.mark.parametrize("policy", POLICIES)
def test_reproduces_the_table_of_the_side_by_side_baseline(policy):
    table = np.array([np.random.RandomState(i).exponential(0.5, 12) for i in range(30)])

    def groups(done):
        return {w // 3 for w in done} == set(range(4))

    found = [timeline(table, policy, rule)[-1].end / 30 for rule in (12, 10, groups)]
    assert tuple(round(x, 3) for x in found) == PUBLISHED[policy]


def test_approximate_decoding_waits_less_a_round_but_is_late_more_often():
    """Collecting 8, or all groups, is shorter than all groups; but not at credit 1."""
    table = np.array([np.random.RandomState(i).exponential(0.5, 12) for i in range(30)])

    def groups(done):
        return {w // 3 for w in done} == set(range(4))

    def either(done):
        return len(done) >= 8 or groups(done)

    means = {p: [timeline(table, p, r)[-1].end / 30 for r in (groups, either)] for p in POLICIES}
    assert means["abandon"][1] < means["abandon"][0]
    assert means["in-order"][1] < means["in-order"][0]
    assert means["newest"][1] > means["newest"][0]


# Seconds an iteration in ErasureHead's notebook: wait for all, cyclic and repetition for one
# straggler, ErasureHead with c = 2 and c = 4 that collects half of the answers.
NOTEBOOK = {2.0: (2.1, 1.09, 0.48, 0.26, 0.25), 3.5: (3.6, 1.85, 0.73, 0.38, 0.35)}


@pytest.mark.parametrize("late", NOTEBOOK)
def test_the_published_figures_are_those_of_a_backlog(late):
    """One random straggler a round of 24 workers that answer in order: a reconstruction."""
    n, rounds = 24, 2000
    delays = 0.13 + RandomSet(1, late, seed=1).delays(rounds, n)
    pairs, fours = fractional_repetition(n, 2), fractional_repetition(n, 4)
    rules = [n, n - 1, AllGroups(pairs), AllGroups(pairs, n // 2), AllGroups(fours, n // 2)]
    found = [timeline(delays, "in-order", rule)[-1].end / rounds for rule in rules]
    assert found == pytest.approx(NOTEBOOK[late], rel=0.1)
    backlogless = [timeline(delays[:50], "abandon", rule)[-1].end / 50 for rule in rules]
    assert backlogless == pytest.approx([0.13 + late, *[0.13] * 4])


@pytest.mark.parametrize(
    ("arguments", "options", "text"),
    [
        (([], "newest", 1), {}, "table"),
        (([[1], [1, 2]], "newest", 1), {}, "table"),
        (([[-1]], "newest", 1), {}, "at least 0"),
        (([[1]], "never", 1), {}, "policy"),
        (([[1]], "newest", 1), {"tasks": []}, "ascend"),
        (([[1]], "newest", 1), {"tasks": [2, 1]}, "ascend"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, options, text):
    with pytest.raises(BadInput, match=text):
        timeline(*arguments, **options)


@pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(("policy", "slower"), [("in-order", 100), ("newest", 9), ("abandon", 5)])
def test_real_workers_keep_to_their_policy(policy, slower):
    """Never before the model, and before the model of the next slower policy would be done."""
    unit, delays = 0.3, np.array([[1, 4], [1, 4], [9, 1]])
    with Processes(uncoded(2), tiny(2), policy=policy, delays=unit * delays) as engine:
        begin = time.monotonic()
        for _ in delays:
            engine.broadcast(np.zeros(1))
            engine.collect(1, 60.0)
        spent = time.monotonic() - begin
    assert unit * timeline(delays, policy, 1)[-1].end - 0.01 <= spent < unit * slower
