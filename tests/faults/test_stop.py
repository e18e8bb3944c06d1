"""SIGSTOP at every moment of a round; resumed a round later, 600 rounds later, or never."""

from __future__ import annotations

import sys

import pytest
from scenes import COUNTS, EXACT, MOMENTS, NEARLY, TOLERATED, at_moment, scene

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def strike(s, moment, struck, deadline=0.1):
    """A round in which these workers are stopped at the moment named."""
    n, stopped = len(s.all), dict.fromkeys(struck, "stopped")
    if at_moment(s, moment, struck, s.engine.stop):
        return s.collect(n, 60.0, {})
    beyond = len(struck) > TOLERATED
    enough = n - TOLERATED if beyond else n - len(struck)
    return s.collect(enough, deadline if beyond else 60.0, stopped, some=beyond)


def rounds_without(s, struck, rounds):
    """Rounds with these workers stopped: the sum from the others, or a named failure."""
    beyond = len(struck) > TOLERATED
    enough = len(s.all) - (TOLERATED if beyond else len(struck))
    for _ in range(rounds):
        s.round(enough, 0.002 if beyond else 60.0, dict.fromkeys(struck, "stopped"), some=beyond)


@pytest.mark.parametrize("moment", MOMENTS)
def test_stopped_and_resumed_one_round_later_then_never(tmp_path, moment):
    with scene(tmp_path) as s:
        s.round()
        for count in COUNTS.values():
            struck = s.some(count)
            strike(s, moment, struck)
            rounds_without(s, struck, 1)
            for w in struck:
                s.engine.resume(w)
            for _ in range(3):
                s.round()
        strike(s, moment, struck)
        assert {s.state(w) for w in struck} == {"T"}


def test_stopped_for_600_rounds(tmp_path):
    with scene(tmp_path) as s:
        for moment in MOMENTS:
            struck = s.some(TOLERATED)
            strike(s, moment, struck)
            rounds_without(s, struck, 600)
            for w in struck:
                s.engine.resume(w)
            for _ in range(20):
                s.round()


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["in-order", "newest", "abandon"])
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_stopped_for_600_rounds_under_every_policy(tmp_path, moment, count, policy):
    with scene(tmp_path, policy=policy) as s:
        struck = s.some(COUNTS[count])
        strike(s, moment, struck)
        rounds_without(s, struck, 600)
        for w in struck:
            s.engine.resume(w)
        for _ in range(20):
            s.round()


def test_stopped_with_an_approximate_code(tmp_path):
    with scene(tmp_path, NEARLY) as s:
        for moment in MOMENTS:
            (w,) = s.some(1)
            if not at_moment(s, moment, [w], s.engine.stop):
                s.collect(2, 60.0, {w: "stopped"})
            s.round(2, 60.0, {w: "stopped"})
            s.engine.resume(w)
            s.round()


def test_a_resumed_worker_answers_the_newest_round_first(tmp_path):
    """Whatever it missed, it computes two rounds at most: the one it was in, and the newest."""
    with scene(tmp_path) as s:
        s.hold(1, 0)
        s.broadcast()
        s.await_held(1)
        s.engine.stop(1)
        s.collect(3, 60.0, {1: "stopped"})
        for _ in range(100):
            s.round(3, 60.0, {1: "stopped"})
        s.hold(1, 0)
        s.engine.resume(1)
        s.broadcast()
        s.release(1)
        s.collect(4, 60.0, {})
        s.hold(1, 0)
        s.broadcast()
        s.await_held(1)
        s.release(1)
        s.collect(4, 60.0, {})


def test_no_queue_forms_before_a_stopped_worker(tmp_path):
    """Credit 1: at most one message is on its way to a worker that does not read."""
    with scene(tmp_path, NEARLY) as s:
        s.round()
        s.engine.stop(1)
        s.round(2, 60.0, {1: "stopped"})
        one = s.queued(1)
        assert one > 0
        for _ in range(50):
            s.round(2, 60.0, {1: "stopped"})
            assert s.queued(1) == one
        s.engine.resume(1)
        s.round()
        assert s.queued(1) == 0


def test_stopped_in_turn(tmp_path):
    """Every round another set of s workers is stopped, and all others go on."""
    with scene(tmp_path) as s:
        for _ in range(60):
            struck = s.some(TOLERATED)
            for w in struck:
                s.engine.stop(w)
            s.round(EXACT.workers - TOLERATED, 60.0, dict.fromkeys(struck, "stopped"))
            for w in struck:
                s.engine.resume(w)
        s.round()
