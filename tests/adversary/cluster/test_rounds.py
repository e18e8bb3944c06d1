"""Rounds: which answers count, deadlines, and what happens to workers that are late."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from adversary.cluster.messages import Kind, Message
from adversary.cluster.processes import Processes
from adversary.tasks.task import tiny
from designs import uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_the_deadline_ends_a_round_and_the_next_one_recovers():
    with Processes(uncoded(3), tiny(3)) as engine:
        engine.stop(0)
        engine.stop(1)
        engine.broadcast(np.array([1.0]))
        brought = engine.collect(2, 0.2)
        assert brought.missing == {0: "stopped", 1: "stopped"}
        assert brought.seconds >= 0.2
        engine.resume(0)
        engine.broadcast(np.array([2.0]))
        assert 0 in engine.collect(2, 10.0).answers


def test_what_is_waiting_at_the_deadline_still_counts():
    with Processes(uncoded(3), tiny(3)) as engine:
        engine.broadcast(np.array([1.0]))
        while len(engine._poll.poll(1.0)) < 3:
            time.sleep(0.001)
        assert len(engine.collect(3, 1e-9).answers) == 3


def test_endless_deadlines_are_no_error():
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.broadcast(np.array([1.0]))
        assert len(engine.collect(2, float("inf")).answers) == 2


def test_a_broadcast_of_the_wrong_shape_starts_no_round():
    with Processes(uncoded(2), tiny(2)) as engine:
        with pytest.raises(ValueError):
            engine.broadcast(np.zeros(5))
        assert engine.broadcast(np.array([1.0])) == 1
        assert len(engine.collect(2, 10.0).answers) == 2


@pytest.mark.parametrize("borrow", [False, True])
def test_answers_stay_unless_they_are_borrowed(borrow):
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.broadcast(np.array([1.0]))
        first = engine.collect(2, 10.0, borrow=borrow).answers
        before = [first[w].tolist() for w in range(2)]
        engine.broadcast(np.array([2.0]))
        engine.collect(2, 10.0)
        assert ([first[w].tolist() for w in range(2)] == before) != borrow
        assert all(vector.flags.writeable != borrow for vector in first.values())


def test_an_interrupted_broadcast_ends_the_round_before(monkeypatch):
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.broadcast(np.array([1.0]))
        assert len(engine.collect(2, 10.0).answers) == 2
        with monkeypatch.context() as patch:
            patch.setattr(engine, "_stamp_of", interrupted)
            with pytest.raises(KeyboardInterrupt):
                engine.broadcast(np.array([2.0]))
        assert engine.collect(2, 0.05).answers == {}
        engine.broadcast(np.array([3.0]))
        assert len(engine.collect(2, 10.0).answers) == 2


def interrupted(_):
    raise KeyboardInterrupt


def test_messages_nobody_asked_for_are_ignored(monkeypatch):
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.broadcast(np.array([1.0]))
        engine.collect(2, 10.0)
        member = engine._members[0]
        for stray in (Message(Kind.ANSWER, 1, 0), Message(Kind.ANSWER, 99, 0)):
            with monkeypatch.context() as patch:
                patch.setattr("adversary.cluster.member.Member.receive", lambda _, m=stray: m)
                engine._hear(member)
            assert member.outstanding is None
            assert member.answered is not None


@pytest.mark.parametrize("borrow", [False, True])
def test_a_damaged_vector_is_refused(borrow):
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.broadcast(np.array([1.0]))
        while len(engine._poll.poll(1.0)) < 2:
            time.sleep(0.001)
        engine._members[1].slots[0, 0] += 1e-9
        brought = engine.collect(2, 10.0, borrow=borrow)
        assert sorted(brought.answers) == [0]
        assert brought.missing == {1: "damaged"}
        engine.broadcast(np.array([1.0]))
        assert len(engine.collect(2, 10.0).answers) == 2


DELAYS = np.zeros((40, 2))
DELAYS[0, 1] = 0.4


def rounds_until_answer(policy):
    """Rounds of 0.1 s until worker 1, late by 0.4 s in the first, answers; and its arrivals."""
    with Processes(uncoded(2), tiny(2), policy=policy, delays=DELAYS) as engine:
        for number in range(1, 30):
            engine.broadcast(np.array([float(number)]))
            brought = engine.collect(2, 0.1)
            if 1 in brought.answers:
                assert brought.answers[1][0] == number - 1
                return number
            assert brought.missing == {1: "late"}
    raise AssertionError


def test_a_late_worker_that_abandons_is_back_in_the_next_round():
    assert rounds_until_answer("abandon") <= 3


def test_a_late_worker_is_given_the_newest_round_when_it_is_free():
    assert 3 <= rounds_until_answer("newest") < 30


def test_a_worker_that_answers_in_order_falls_behind():
    slow = np.array([[0.0, 0.15]])
    with Processes(uncoded(2), tiny(2), policy="in-order", delays=slow) as engine:
        for _ in range(6):
            engine.broadcast(np.array([0.0]))
            assert engine.collect(2, 0.1).missing == {1: "late"}
        begin = time.monotonic()
        engine.broadcast(np.array([0.0]))
        brought = engine.collect(2, 10.0)
    assert sorted(brought.answers) == [0, 1]
    assert time.monotonic() - begin > 0.3  # rounds 4 to 7, one after the other
