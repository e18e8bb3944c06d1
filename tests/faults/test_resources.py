"""Memory and descriptors stay flat, and a worker that runs out of memory is named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from scenes import NEARLY, scene

from designs import uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
ALLOWED = 4 << 20  # bytes; a vector a round would be 160 MB


def resident(pid="self"):
    """Bytes of memory that a process really holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid="self"):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.parametrize(
    "policy",
    ["newest", *(pytest.param(x, marks=pytest.mark.slow) for x in ("in-order", "abandon"))],
)
def test_a_thousand_rounds_with_one_worker_stopped(tmp_path, policy):
    d = 20_000
    with scene(tmp_path, NEARLY, dimension=d, policy=policy) as s:
        s.engine.stop(1)
        who = ["self", s.engine.pids[0], s.engine.pids[2]]
        for number in range(1, 1001):
            if number % 100 == 1:
                s.round(2, 60.0, {1: "stopped"})
            else:
                s.engine.broadcast(s.parameters)
                assert len(s.engine.collect(2, 60.0).answers) == 2
            if number == 100:
                before = [(resident(x), descriptors(x)) for x in who]
        after = [(resident(x), descriptors(x)) for x in who]
        for (old, held), (new, holds) in zip(before, after, strict=True):
            assert new - old < ALLOWED
            assert holds == held
        s.engine.resume(1)
        s.round()


def test_many_restarts_are_free(tmp_path):
    with scene(tmp_path, uncoded(1), dimension=100_000) as s:
        s.engine.restart(0)
        s.round()
        before = resident(), descriptors()
        for _ in range(4):
            s.engine.restart(0)
            s.round()
        assert resident() - before[0] < ALLOWED
        assert descriptors() == before[1]


def test_memory_refused_to_a_gradient(tmp_path):
    """The allocation fails inside its limit: the worker says so and lives on."""
    with scene(tmp_path, uncoded(3), gradient="gates:out_of_memory") as s:
        for _ in range(2):
            s.round(3, 60.0, {1: "failed (MemoryError: Unable to allocate "})
        assert s.state(1) in "RSD"


def test_a_worker_killed_for_memory(tmp_path):
    """SIGKILL out of nowhere is all that the kernel gives; the reason says SIGKILL."""
    with scene(tmp_path, uncoded(3), gradient="gates:killed") as s:
        for _ in range(2):
            s.round(3, 60.0, {1: "dead (SIGKILL)"})


def test_nothing_is_left_in_named_shared_memory(tmp_path, leftovers):
    before = leftovers.shared_files()
    with scene(tmp_path, NEARLY) as s:
        s.round()
        assert leftovers.shared_files() == before
