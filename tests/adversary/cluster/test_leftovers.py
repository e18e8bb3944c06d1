"""The server ends by any signal: no process, socket or shared memory is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from scenes import gone

from adversary.cluster.faults import state

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


SERVER = """
import numpy as np, sys, time
from adversary.cluster.processes import Processes
from adversary.tasks.task import tiny
from designs import uncoded
with Processes(uncoded(4), tiny(4)) as engine:
    engine.broadcast(np.array([1.0])); engine.collect(4, 10.0)
    engine.stop(1)
    print(*engine.pids, flush=True)
    while True:
        engine.broadcast(np.array([1.0])); engine.collect(3, 10.0)
"""


@pytest.mark.parametrize(
    ("blow", "code"),
    [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, None)],
)
def test_when_the_server_dies_everything_dies(blow, code, leftovers):
    files = leftovers.shared_files()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    pids = [int(x) for x in server.stdout.readline().split()]
    assert len(pids) == 4
    assert state(pids[1]) == "T"
    time.sleep(0.1)
    server.send_signal(blow)
    server.communicate(timeout=30)
    assert code is None or server.returncode == code
    assert gone(pids)
    assert leftovers.shared_files() == files


def children_of(parent):
    """Processes whose parent is this one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def test_ctrl_c_in_the_command_line(tmp_path):
    code = tmp_path / "code.json"
    command = [sys.executable, "-m", "kirkman"]
    subprocess.run([*command, "code", "block-design", "7", "3", "1", "-o", code], check=True)
    words = ["run", str(code), "-s", "2", "--data", "tiny", "--rounds", "100000000"]
    server = subprocess.Popen([*command, *words], stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + 60
    while len(children := children_of(server.pid)) < 8 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(server.pid, signal.SIGINT)
    _, errors = server.communicate(timeout=60)
    assert len(children) == 8  # the workers and the guard
    assert (server.returncode, errors) == (130, b"kirkman: interrupted.\n")
    assert gone(children)
