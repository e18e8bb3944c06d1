"""Processor time and switches of a process, as the kernel counts them."""

from __future__ import annotations

import sys
import time

import pytest

from adversary.cluster import faults
from adversary.cluster.usage import Usage, rate, usage

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_usage_counts_what_a_process_does(burning, sleeping):
    before = usage(burning.pid), usage(sleeping.pid)
    end = time.monotonic() + 60
    while (usage(burning.pid) - before[0]).seconds < 0.1 and time.monotonic() < end:
        time.sleep(0.05)
    used = usage(burning.pid) - before[0]
    assert used.user > 0.05
    assert (usage(sleeping.pid) - before[1]).seconds == 0
    assert set(used.to_json()) == {
        "user_seconds", "system_seconds", "waited_seconds",
        "voluntary_switches", "involuntary_switches",
    }  # fmt: skip
    faults.kill(burning)
    assert usage(burning.pid) is None
    assert rate(burning.pid, 0.01) == 0


def test_a_process_that_waits_gives_its_core_up(sleeping):
    before = usage(sleeping.pid)
    faults.stop(sleeping)
    faults.resume(sleeping)
    after = usage(sleeping.pid) - before
    assert after.involuntary == 0
    assert after.seconds < 0.05


def test_differences_are_entry_by_entry():
    found = Usage(1.0, 0.5, 0.25, 7, 3) - Usage(0.5, 0.25, 0.0, 2, 3)
    assert found == Usage(0.5, 0.25, 0.25, 5, 0)
    assert found.seconds == 0.75
