"""Real faults: each is seen to have happened, and one without effect is refused."""

from __future__ import annotations

import os
import sys
import time

import pytest

from adversary.cluster import ClusterError, faults

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_a_process_is_stopped_and_goes_on_when_the_call_returns(burning):
    for _ in range(5):
        faults.stop(burning)
        assert faults.state(burning.pid) == "T"
        faults.stop(burning)
        assert faults.state(burning.pid) == "T"
        faults.resume(burning)
        assert faults.state(burning.pid) in {"R", "S", "D"}


def test_the_dead_are_dead_and_have_no_state(sleeping):
    faults.stop(sleeping)
    faults.kill(sleeping)
    assert sleeping.returncode == -9
    assert faults.state(sleeping.pid) == ""
    for fault in (faults.stop, faults.resume):
        with pytest.raises(ClusterError, match="is dead: the fault had no effect"):
            fault(sleeping)


def test_a_dead_child_that_nobody_has_waited_for_counts_as_dead():
    pid = os.posix_spawn("/bin/true", ["true"], {})
    end = time.monotonic() + 60
    while faults.state(pid) != "Z" and time.monotonic() < end:
        time.sleep(0.001)
    with pytest.raises(ClusterError, match=f"process {pid} is dead"):
        faults.await_state(pid, stopped=True)
    os.waitpid(pid, 0)


@pytest.mark.parametrize(("stopped", "words"), [(True, "did not stop"), (False, "did not go on")])
def test_a_signal_without_effect_is_found_out(monkeypatch, sleeping, stopped, words):
    monkeypatch.setattr(faults, "_SEE_SECONDS", 0.02)
    if not stopped:
        faults.stop(sleeping)
    with pytest.raises(ClusterError, match=f"process {sleeping.pid} {words}"):
        faults.await_state(sleeping.pid, stopped=stopped)
