"""A worker replaced: the old process, whatever it does, reaches neither the new slot nor a sum."""

from __future__ import annotations

import os
import signal
import sys

import fake_worker
import pytest
from scenes import MOMENTS, NEARLY, at_moment, gone, scene, until

from adversary.cluster import faults
from adversary.cluster.faults import state

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize(("blow", "reason"), [("stop", "stopped"), ("kill", "dead (SIGKILL)")])
def test_replaced_after_a_blow(tmp_path, blow, reason):
    with scene(tmp_path, NEARLY) as s:
        for moment in MOMENTS:
            s.round()
            (w,) = s.some(1)
            if at_moment(s, moment, [w], getattr(s.engine, blow)):
                s.collect(3, 60.0, {})
            else:
                s.collect(2, 60.0, {w: reason})
            old = s.engine.pids[w]
            s.engine.restart(w)
            assert gone([old])
            for _ in range(5):
                s.round()


def test_the_old_incarnation_goes_on_after_it_was_replaced(tmp_path, monkeypatch):
    """Kept alive against the engine's will: stopped inside its write, replaced, then resumed."""
    with scene(tmp_path) as s:
        s.round()
        s.hold(2, 1)
        s.broadcast()
        s.await_held(2)
        s.engine.stop(2)
        old, hold = s.engine._members[2], tmp_path / f"{s.engine.pids[2]}.hold"
        with monkeypatch.context() as patch:
            patch.setattr(faults, "kill", lambda _: None)
            s.engine.restart(2)
        try:
            s.collect(4, 60.0, {})
            assert state(old.process.pid) == "T"
            new = s.slot(2)
            begun = old.slots[0].copy()
            hold.unlink()
            os.kill(old.process.pid, signal.SIGCONT)
            until(lambda: old.process.poll() is not None, "the old one ends by itself")
            assert (old.slots[0] != begun).any(), "the old one wrote its vector to the end"
            assert (s.slot(2) == new).all()
            for _ in range(5):
                s.round()
        finally:
            old.process.kill()
            old.process.wait()


def test_what_the_old_incarnation_writes_later_is_elsewhere(tmp_path):
    with scene(tmp_path, NEARLY) as s:
        s.round()
        old = s.engine._members[1].slots
        s.engine.restart(1)
        s.broadcast()
        old[:] = float("nan")
        s.collect(3, 60.0, {})
        assert not (s.slot(1) != s.slot(1)).any()


def test_replaced_again_and_again(tmp_path, leftovers):
    with scene(tmp_path, NEARLY) as s:
        s.round()
        before = len(leftovers.descriptors()), len(leftovers.children())
        for _ in range(4):
            (w,) = s.some(1)
            s.broadcast()
            s.engine.restart(w)
            s.engine.restart(w)
            s.collect(3, 60.0, {})
        assert (len(leftovers.descriptors()), len(leftovers.children())) == before


FAILING = [
    (["dies"], "dead (SIGKILL)"),
    (["first_says", fake_worker.Message(1, 0, 99).pack().hex()], "dead (speaks protocol 99, not"),
    (["first_says", fake_worker.Message(3).pack().hex()], "dead (sent a message before its"),
    (["greets_then", "dies"], "dead (SIGKILL)"),
    (["greets_then", "closes"], "dead (closed its channel)"),
    (["never_says_hello"], "late"),
]


def test_replacements_that_do_not_come_up_are_named(tmp_path, monkeypatch):
    with scene(tmp_path, NEARLY) as s:
        for how, reason in FAILING:
            with monkeypatch.context() as patch:
                fake_worker.install(patch, w2=how)
                s.broadcast()
                s.engine.restart(2)
                s.collect(3, 1.0 if reason == "late" else 60.0, {2: reason})
                s.round(2, 60.0, {2: reason})
        s.engine.restart(2)
        s.round()
