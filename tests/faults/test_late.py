"""Late, repeated, unasked and misaddressed answers never enter a sum."""

from __future__ import annotations

import sys
from pathlib import Path

import fake_worker
import pytest
from scenes import EXACT, NEARLY, scene, task_of

from adversary.cluster.messages import Kind, Message
from adversary.run.settings import Settings
from adversary.run.trial import trial

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize("behind", [1, 50])
def test_a_result_that_is_late(tmp_path, behind):
    """The result of round t - 1, or t - 50, arrives when the server is in round t."""
    with scene(tmp_path) as s:
        s.round()
        (w,) = s.some(1)
        s.hold(w, 0)
        late = s.broadcast()
        s.await_held(w)
        s.collect(3, 60.0, {w: "late"})
        for _ in range(behind - 1):
            s.round(3, 60.0, {w: "late"})
        member = s.engine._members[w]
        assert s.broadcast() == late + behind
        assert member.outstanding == late
        s.release(w)
        s.await_message(w)
        s.collect(4, 60.0, {})
        assert member.outstanding is None


def test_a_late_result_while_the_round_is_decoded_on_time(tmp_path):
    """The late answer is all that is waiting when the round begins: it is dropped, not summed."""
    with scene(tmp_path) as s:
        s.hold(0, 0)
        s.broadcast()
        s.await_held(0)
        s.collect(3, 60.0, {0: "late"})
        s.release(0)
        s.await_message(0)
        s.broadcast()
        s.hold(0, 0)
        brought = s.collect(3, 60.0, {}, some=True)
        assert 0 not in brought.answers or brought.arrivals[0] >= 0
        s.release(0)
        s.round()


@pytest.mark.parametrize("behaviour", ["strays", "repeats_last"])
def test_strays(tmp_path, monkeypatch, behaviour):
    fake_worker.install(monkeypatch, w1=[behaviour])
    with scene(tmp_path) as s:
        for _ in range(120):
            s.round()


def test_an_old_vector_is_refused_under_its_old_name(tmp_path, monkeypatch):
    fake_worker.install(monkeypatch, w1=["relabels"])
    with scene(tmp_path) as s:
        s.round()
        for _ in range(30):
            s.round(3, 60.0, {1: "late"})


def test_endless_talk_does_not_keep_the_server(tmp_path, monkeypatch):
    fake_worker.install(monkeypatch, w1=["floods"])
    with scene(tmp_path) as s:
        s.round(4, 0.3, {1: "late"})
        for _ in range(20):
            s.round(3, 60.0, {1: "late"})


def test_the_answer_of_another_worker_is_a_failed_round(tmp_path, monkeypatch):
    """With the right checksum and round; the probe tells whose partial gradients it holds."""
    monkeypatch.setenv("KIRKMAN_GATES", str(tmp_path))
    fake_worker.install(monkeypatch, w1=["answers_for_another", 0])
    result = trial(EXACT, task_of(EXACT), Settings(0, rounds=9))
    assert len(result.failures) == len(result.rounds) == 3
    assert all("decode error measured" in record.failure for record in result.rounds)


def test_nobody_can_answer_under_another_name(tmp_path):
    """A worker holds one socket, its own slot, and the blocks that all share: no way to another."""
    with scene(tmp_path, NEARLY) as s:
        s.round()
        held = []
        for pid in s.engine.pids:
            links = {p: str(p.readlink()) for p in Path(f"/proc/{pid}/fd").iterdir()}
            shared = {p.stat().st_ino for p, to in links.items() if "memfd:kirkman" in to}
            held.append((shared, {to for to in links.values() if to.startswith("socket:")}))
        common = set.intersection(*(shared for shared, _ in held))
        assert len(common) == 2
        slots = [shared - common for shared, _ in held]
        assert [len(slot) for slot in slots] == [len(own) for _, own in held] == [1, 1, 1]
        assert len(set.union(*slots)) == len(set.union(*(own for _, own in held))) == 3


def test_messages_of_every_kind_out_of_the_blue(tmp_path, monkeypatch):
    """No message that was not asked for changes what the server knows of a worker."""
    with scene(tmp_path, NEARLY) as s:
        for _ in range(2):
            s.round()
            member = s.engine._members[0]
            for kind in Kind:
                for number in (0, s.engine._round, s.engine._round + 1, 2**64 - 1):
                    with monkeypatch.context() as patch:
                        stray = Message(kind, number, member.slots[0].view("u8")[0].item())
                        patch.setattr(type(member), "receive", lambda _, m=stray: m)
                        s.engine._hear(member)
                    assert member.outstanding is None
                    assert member.answered is not None
                    assert not member.failure


@pytest.mark.parametrize("policy", ["in-order", "newest", "abandon"])
def test_a_worker_held_in_every_round(tmp_path, policy):
    """It answers in another round than it was asked in, again and again."""
    with scene(tmp_path, policy=policy) as s:
        for _ in range(6):
            s.hold(2, 0)
            s.broadcast()
            s.await_held(2)
            s.collect(3, 60.0, {2: "late"})
            s.broadcast()
            s.release(2)
            s.collect(4, 60.0, {})
