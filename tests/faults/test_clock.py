"""The wall clock of a run is the sum of its rounds: no time is left out, none is hidden."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest
from scenes import EXACT, NEARLY, scene, task_of

from adversary.run.settings import Settings
from adversary.run.trial import trial

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
# Declared overhead: what a run may take beyond the sum of its rounds. (Leaving out the wait for
# stragglers, the flaw that this test is about, made a published sum 4.5 times too short.)
SHARE, A_ROUND = 0.1, 0.002


def honest(wall, seconds):
    total = sum(seconds)
    assert total <= wall + 1e-6
    assert wall - total <= SHARE * wall + A_ROUND * len(seconds)


@pytest.mark.parametrize("fault", ["stop", "kill"])
def test_a_run(fault):
    result = trial(EXACT, task_of(EXACT, "gates:spins"), Settings(2, fault=fault, rounds=20))
    assert not result.failures
    honest(result.wall_seconds, [record.seconds for record in result.rounds])


def test_a_run_whose_rounds_fail():
    result = trial(
        EXACT, task_of(EXACT, "gates:spins"), Settings(0, silence=[1], rounds=3, deadline=0.3)
    )
    assert len(result.failures) == 3
    assert all(record.seconds >= 0.3 for record in result.rounds)
    honest(result.wall_seconds, [record.seconds for record in result.rounds])


@pytest.mark.parametrize("policy", ["in-order", "newest", "abandon"])
def test_stragglers_are_not_waited_for_between_rounds(tmp_path, policy):
    """A worker is late by a quarter of a second a round; nobody waits, and the clock shows."""
    delays = np.zeros((1, 3))
    delays[0, 1] = 0.25
    with scene(tmp_path, NEARLY, policy=policy, delays=delays) as s:
        begin, seconds = time.monotonic(), []
        for _ in range(40):
            start = time.monotonic()
            s.engine.broadcast(np.ones(8))
            assert len(s.engine.collect(2, 60.0).answers) >= 2
            seconds.append(time.monotonic() - start)
        wall = time.monotonic() - begin
        honest(wall, seconds)
        assert wall < 40 * 0.25


def test_waiting_for_all_costs_what_it_costs(tmp_path):
    delays = np.zeros((1, 3))
    delays[0, 1] = 0.1
    with scene(tmp_path, NEARLY, delays=delays) as s:
        begin = time.monotonic()
        arrivals = [s.round().arrivals for _ in range(5)]
        assert time.monotonic() - begin >= 0.5
        assert all(a[1] >= 0.1 and a[1] > max(a[0], a[2]) for a in arrivals)
