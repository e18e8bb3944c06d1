"""Clusters that cannot start: one sentence, and nothing left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import fake_worker
import numpy as np
import pytest
from scenes import EXACT, NEARLY, gone, scene, task_of

from adversary.cluster import ClusterError, processes
from adversary.cluster.messages import PROTOCOL, Kind, Message
from adversary.cluster.processes import Processes
from adversary.tasks.task import Task
from designs import uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (["dies"], r"dead \(SIGKILL\)"),
        (["first_says", Message(Kind.HELLO, 0, PROTOCOL + 1).pack().hex()], "speaks protocol"),
        (["first_says", Message(Kind.HELLO).pack().hex()], f"speaks protocol 0, not {PROTOCOL}"),
        (["first_says", Message(Kind.ANSWER).pack().hex()], "sent a message before its hello"),
        (["first_says", "ff"], "sent what is no message"),
        (["first_says", ""], "closed its channel"),
    ],
    ids=["dies", "next version", "version 0", "an answer", "nonsense", "nothing"],
)
def test_another_hello(monkeypatch, how, reason):
    fake_worker.install(monkeypatch, w1=how)
    with pytest.raises(ClusterError, match=f"worker 1 did not start: .*{reason}"):
        Processes(NEARLY, task_of(NEARLY))


def test_no_hello(monkeypatch):
    fake_worker.install(monkeypatch, w0=["never_says_hello"], w2=["never_says_hello"])
    begin = time.monotonic()
    with pytest.raises(ClusterError, match=r"workers \[0, (1, )?2\] did not start in 2 s"):
        Processes(NEARLY, task_of(NEARLY), start_limit=2.0)
    assert time.monotonic() - begin < 20.0


def test_the_limit_of_a_start_is_counted_for_each_worker(monkeypatch):
    """Workers start in turns: what the ones before it took is not taken from the last."""
    fakes = {f"w{w}": ["says_hello_after", 2.5] for w in range(3)}
    fake_worker.install(monkeypatch, **fakes)
    monkeypatch.setattr(processes, "_LEAST_AT_ONCE", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: [])
    begin = time.monotonic()
    with Processes(NEARLY, task_of(NEARLY), start_limit=6.0):
        assert time.monotonic() - begin > 7.5
    with pytest.raises(ClusterError, match=r"workers \[0\] did not start in 0.5 s"):
        Processes(NEARLY, task_of(NEARLY), start_limit=0.5)


def test_two_hellos_are_one(tmp_path, monkeypatch):
    fake_worker.install(monkeypatch, w1=["greets_twice"])
    with scene(tmp_path, NEARLY) as s:
        for _ in range(20):
            s.round()


@pytest.mark.parametrize("after", ["dies", "closes"])
def test_lost_right_after_the_hello(tmp_path, monkeypatch, after):
    fake_worker.install(monkeypatch, w1=["greets_then", after])
    reason = {"dies": "dead (SIGKILL)", "closes": "dead (closed its channel)"}[after]
    try:
        with scene(tmp_path, NEARLY) as s:
            s.round(3, 60.0, {1: reason})
            s.round(2, 60.0, {1: reason})
    except ClusterError as error:  # it was seen before the last of the others said hello
        seen = str(error)
    else:
        seen = f"worker 1 did not start: {reason}"
    assert seen == f"worker 1 did not start: {reason}"


def test_ended_in_spite_of_itself(tmp_path, monkeypatch):
    fake_worker.install(monkeypatch, w1=["ignores_the_end"])
    with scene(tmp_path, NEARLY) as s:
        s.round()
        pids = s.engine.pids
    assert gone(pids, 0.5)


def test_more_memory_than_there_is():
    task = Task("vast", "gates:held", [(np.zeros(1),)] * 2, 1 << 58, 2, 1.0, lambda _: (0.0, 0.0))
    with pytest.raises(ClusterError, match="cannot start 2 workers: ") as caught:
        Processes(uncoded(2), task)
    assert "\n" not in str(caught.value)


LIMITED = """
import os, resource, sys
from pathlib import Path
from adversary.cluster import ClusterError, processes
from adversary.cluster.processes import Processes
from adversary.tasks.task import tiny
from designs import uncoded
resource.setrlimit(resource.RLIMIT_{limit}, ({size}, {size}))
before = set(os.listdir("/proc/self/fd"))
try:
    Processes(uncoded({n}), tiny({n}))
except ClusterError as error:
    print(error)
kids = Path(f"/proc/self/task/{{os.getpid()}}/children").read_text().split()
print(len(kids), len(set(os.listdir("/proc/self/fd")) - before))
"""


@pytest.mark.parametrize(
    ("limit", "size", "n", "said"),
    [
        ("NOFILE", 32, 40, "cannot start 40 workers: Too many open files"),
        ("NOFILE", 13, 4, "cannot start 4 workers: Too many open files"),
        ("AS", 1 << 26, 2, "cannot start 2 workers: |worker [01] did not start: dead "),
    ],
)
def test_limits_of_the_system(limit, size, n, said):
    program = LIMITED.format(limit=limit, size=size, n=n)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True, timeout=120
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2, done
    assert re.match(said, lines[0]), lines
    assert lines[1] == "0 0"


def test_an_exception_in_a_gradient_is_no_death(tmp_path):
    """The worker lives on and answers as soon as its gradient does."""
    with scene(tmp_path, EXACT, gradient="gates:fails_when_negative") as s:
        s.parameters[:] = -1.0
        s.engine.broadcast(s.parameters)
        s.collect(4, 60.0, dict.fromkeys(range(4), "failed (ValueError: negative)"))
        s.parameters[:] = 1.0
        s.engine.broadcast(s.parameters)
        s.collect(4, 60.0, {})
