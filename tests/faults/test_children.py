"""What the gradients of workers start: it is stopped, resumed and ended with its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from breeding import children_of
from scenes import NEARLY, gone, scene, until

from adversary.cluster.faults import state

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def bred(s, folder):
    """The children of every worker after a round: two in its group, one in a session of its own."""
    s.round()
    found = [children_of(folder, pid) for pid in s.engine.pids]
    assert all(len(children) == 3 for children in found)
    assert not any(state(child) in ("", "Z") for children in found for child in children)
    return found


def test_children_end_when_the_engine_closes(tmp_path):
    with scene(tmp_path, NEARLY, gradient="breeding:breeds") as s:
        children = bred(s, tmp_path)
        s.engine.stop(1)
    assert gone([child for of in children for child in of], 0.5)


@pytest.mark.parametrize("deed", ["kill", "restart"])
def test_children_end_with_their_worker_alone(tmp_path, deed):
    with scene(tmp_path, NEARLY, gradient="breeding:breeds") as s:
        others, (one, two, of_another_session), _ = bred(s, tmp_path)
        getattr(s.engine, deed)(1)
        assert gone([one, two], 5.0)
        assert not any(state(child) in ("", "Z") for child in others)
        if deed == "restart":
            s.round()
            assert len(children_of(tmp_path, s.engine.pids[1])) == 3
    assert gone([*others, of_another_session], 0.5)


def test_children_of_a_worker_that_dies_by_itself_end_when_that_is_seen(tmp_path):
    with scene(tmp_path, NEARLY, gradient="breeding:breeds") as s:
        _, (one, two, _), _ = bred(s, tmp_path)
        os.kill(s.engine.pids[1], signal.SIGSEGV)
        until(lambda: s.state(1) == "Z", "worker 1 dies")
        s.round(2, missing={1: "dead (SIGSEGV)"})
        assert gone([one, two], 5.0)


def test_children_stop_and_go_on_with_their_worker(tmp_path):
    with scene(tmp_path, NEARLY, gradient="breeding:breeds") as s:
        others, (one, two, _), _ = bred(s, tmp_path)
        s.engine.stop(1)
        until(lambda: state(one) == state(two) == "T", "children stop")
        assert "T" not in map(state, others)
        s.engine.resume(1)
        until(lambda: "T" not in (state(one), state(two)), "children go on")
        s.round()


SERVER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from breeding import children_of
    from scenes import NEARLY, scene

    with scene(sys.argv[1], NEARLY, gradient="breeding:breeds") as s:
        s.round()
        s.engine.stop(0)
        children = [child for pid in s.engine.pids for child in children_of(sys.argv[1], pid)]
        print("pids", *s.engine.pids, *children, flush=True)
        while True:
            s.round(2, missing={0: "stopped"})
""")


def serving(folder):
    """A server in another process, its workers, and their children."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    server = subprocess.Popen(
        [sys.executable, "-P", "-c", SERVER, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    told = next(line for line in server.stdout if line.startswith(b"pids"))
    pids = [int(x) for x in told.split()[1:]]
    assert len(pids) == 12
    return server, pids[:3], pids[3:]


def test_workers_end_with_the_server_without_a_guard_too(tmp_path):
    server, workers, children = serving(tmp_path)
    listed = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    (guard,) = {int(pid) for pid in listed} - {*workers}
    os.kill(guard, signal.SIGKILL)
    until(lambda: state(guard) in ("", "Z"), "the guard dies")
    server.kill()
    server.wait(30)
    assert gone(workers)
    for child in children:
        os.kill(child, signal.SIGKILL)
    server.communicate()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_end_with_the_server(tmp_path, blow):
    server, workers, children = serving(tmp_path)
    server.send_signal(blow)
    server.wait(30)
    assert gone([*workers, *children])
    server.communicate()
