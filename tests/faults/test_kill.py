"""SIGKILL at every moment of a round: the rest go on, or the failure has a name."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from scenes import COUNTS, EXACT, MOMENTS, NEARLY, TOLERATED, at_moment, scene

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
DEAD = "dead (SIGKILL)"
QUICK = [("inside the write", "s"), ("while computing", "s+1"), ("after the answer", "all")]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_one_by_one(tmp_path, moment):
    """One, s, s + 1, all: each at the moment named, beside those that are dead already."""
    with scene(tmp_path) as s:
        order = s.some(EXACT.workers)
        for count, w in enumerate(order):
            dead = dict.fromkeys(order[:count], DEAD)
            if at_moment(s, moment, [w], s.engine.kill):
                s.collect(EXACT.workers, 60.0, dead)
            else:
                s.collect(EXACT.workers, 60.0, dead | {w: DEAD})
            s.round(EXACT.workers, 60.0, dead | {w: DEAD})


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        pytest.param(m, c, marks=() if (m, c) in QUICK else pytest.mark.slow)
        for m in MOMENTS
        for c in COUNTS
    ],
)
def test_killed(tmp_path, moment, count):
    with scene(tmp_path) as s:
        s.round()
        struck = s.some(COUNTS[count])
        dead = dict.fromkeys(struck, DEAD)
        enough = max(EXACT.workers - len(struck), EXACT.workers - TOLERATED)
        answered = at_moment(s, moment, struck, s.engine.kill)
        if answered:
            s.collect(EXACT.workers, 60.0, {})
        else:
            s.collect(enough, 60.0, dead, some=len(struck) < len(s.all) - enough)
        for _ in range(3):
            s.round(enough, 60.0, dead)


def test_killed_with_an_approximate_code(tmp_path):
    with scene(tmp_path, NEARLY) as s:
        for moment in MOMENTS:
            (w,) = s.some(1)
            if at_moment(s, moment, [w], s.engine.kill):
                s.collect(3, 60.0, {})
            else:
                s.collect(2, 60.0, {w: DEAD})
            s.round(2, 60.0, {w: DEAD})
            s.engine.restart(w)
            s.round()


def test_killed_inside_one_large_write(tmp_path):
    """Seen in shared memory: the last addition has begun at the front and not come to the end."""
    code, d = NEARLY, 1_000_000
    with scene(tmp_path, code, dimension=d) as s:
        for _ in range(20):
            (w,) = s.some(1)
            s.hold(w, 1)
            s.broadcast()
            s.await_held(w)
            slots = s.engine._members[w].slots[0]
            first, last = slots[0], slots[d - 1]
            s.release(w)
            end = time.monotonic() + 60.0
            while slots[0] == first and time.monotonic() < end:
                pass
            s.engine.kill(w)
            torn = slots[d - 1] == last
            brought = s.collect(2, 60.0, {w: DEAD} if torn else {}, some=True)
            if torn:
                assert w not in brought.answers
                break
            s.engine.restart(w)
            s.round()
        assert torn, "no write was interrupted"


def test_killed_by_somebody_else_while_the_server_waits(tmp_path):
    with scene(tmp_path) as s:
        s.hold(2, 0)
        s.broadcast()
        s.await_held(2)
        os.kill(s.engine.pids[2], signal.SIGKILL)
        s.collect(4, 60.0, {2: DEAD})


@pytest.mark.parametrize(
    ("gradient", "reason"),
    [
        ("killed", "dead (SIGKILL)"),
        ("segmentation_fault", "dead (SIGSEGV)"),
        ("out_of_bounds", "dead (SIGBUS)"),
    ],
)
def test_killed_by_its_own_gradient(tmp_path, gradient, reason):
    with scene(tmp_path, NEARLY, gradient=f"gates:{gradient}") as s:
        struck = [w for w in s.all if NEARLY.encoding[w][1]]
        s.round(3, 60.0, dict.fromkeys(struck, reason))
        s.round(3, 60.0, dict.fromkeys(struck, reason))
