"""The server is interrupted, ended, killed, suspended, with workers in every state."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
from scenes import gone

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]

MOMENTS = ["broadcast", "collect", "waiting", "decode"]
SERVER = textwrap.dedent("""
    import os, signal, sys, time
    from pathlib import Path
    import numpy as np
    from adversary.cluster import member, processes
    from adversary.decoding.decode import decode
    from scenes import EXACT, Scene, task_of

    moment, blow, gates = sys.argv[1], getattr(signal, sys.argv[2]), Path(sys.argv[3])
    armed = False

    def striking(function, when=lambda: armed):
        def wrapped(*arguments):
            global armed
            found = function(*arguments)
            if when():
                armed = False
                os.kill(os.getpid(), blow)
                time.sleep(30)
            return found
        return wrapped

    def spawned(*arguments, spawn=processes.spawn):
        found = spawn(*arguments)
        print(found.process.pid, flush=True)
        return found

    processes.spawn = spawned
    if moment == "start":
        processes.spawn = striking(spawned, lambda: len(os.listdir("/proc/self/fd")) > 14)
    if moment == "broadcast":
        processes.number_behind = striking(processes.number_behind)
    if moment == "collect":
        member.Member.receive = striking(member.Member.receive)
    if moment == "decode":
        decode = striking(decode)
    if moment == "close":
        processes.Processes._ask_to_quit = striking(processes.Processes._ask_to_quit)

    def serve():
        global armed
        with processes.Processes(EXACT, task_of(EXACT)) as engine:
            scene = Scene(engine, EXACT, 8, gates)
            scene.round()
            engine.stop(1)
            scene.hold(2, 1)
            engine.broadcast(np.ones(8))
            scene.await_held(2)
            if moment == "waiting":
                signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), blow))
                signal.setitimer(signal.ITIMER_REAL, 0.2)
            armed = True
            while True:
                brought = engine.collect(4 if moment == "waiting" else 2, 60.0)
                decode(EXACT, tuple(sorted(brought.answers)))
                if moment == "close":
                    break
                engine.broadcast(np.ones(8))

    try:
        serve()
        print("ended by itself")
    except KeyboardInterrupt:
        print("interrupted")
    kids = Path(f"/proc/self/task/{os.getpid()}/children")
    alive = lambda: [k for k in kids.read_text().split() if processes.faults.state(k) != "Z"]
    end = time.monotonic() + 10
    while alive() and time.monotonic() < end:
        time.sleep(0.01)
    links = [os.readlink(f"/proc/self/fd/{d}") for d in os.listdir("/proc/self/fd") if int(d) > 2
             and os.path.exists(f"/proc/self/fd/{d}")]
    print("left", len(alive()), sum("socket" in x for x in links), flush=True)
""")


def ended(gates, program, *words):
    """Run a server to its end: its exit code, the lines it wrote, and its errors.

    It writes to files: a worker that outlives it would keep a pipe open.
    """
    environment = os.environ | {"KIRKMAN_GATES": str(gates)}
    environment["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    out, errors = gates / "out", gates / "errors"
    with out.open("w") as stdout, errors.open("w") as stderr:
        command = [sys.executable, "-P", "-c", program, *words]
        server = subprocess.Popen(command, env=environment, stdout=stdout, stderr=stderr)
        try:
            server.wait(90)
        finally:
            server.kill()
            server.wait()
    return server.returncode, out.read_text().splitlines(), errors.read_text()


def struck(gates, moment, blow):
    """Run the server until the blow; its exit code, the workers, and what it said at the end."""
    code, lines, errors = ended(gates, SERVER, moment, blow, str(gates))
    pids = [int(x) for x in lines if x.isdigit()]
    alive = not gone(pids)
    assert len(pids) == 4 or moment == "start", (lines, errors)
    assert pids
    assert not alive, "workers outlived their server"
    return code, lines, errors


def some(quick, all_of_them):
    """Parameters; those that are not quick are marked slow."""
    return [x if x in quick else pytest.param(x, marks=pytest.mark.slow) for x in all_of_them]


@pytest.mark.parametrize(
    "moment",
    some(["broadcast", "collect", "decode"], ["start", *MOMENTS, "close"]),
)
def test_ctrl_c(tmp_path, moment):
    """The interrupt reaches the caller, and already then nothing is left."""
    code, lines, errors = struck(tmp_path, moment, "SIGINT")
    assert code == 0, errors
    assert lines[-2:] == ["interrupted", "left 0 0"]


@pytest.mark.parametrize("blow", ["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("moment", some(["waiting"], ["start", *MOMENTS, "close"]))
def test_ended(tmp_path, moment, blow):
    """One worker stopped, one computing, two idle: none survives."""
    code, _, errors = struck(tmp_path, moment, blow)
    assert code == {"SIGTERM": -15, "SIGKILL": -9}[blow], errors


ORPHANS = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from adversary.cluster.processes import Processes
    from scenes import EXACT, Scene, task_of
    with Processes(EXACT, task_of(EXACT)) as engine:
        scene = Scene(engine, EXACT, 8, Path(sys.argv[1]))
        for w in scene.all:
            scene.hold(w, 1)
        scene.broadcast()
        for w in scene.all:
            scene.await_held(w)
            if sys.argv[2] == "stopped":
                engine.stop(w)
        print("workers", *engine.pids, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
""")


@pytest.mark.parametrize("doing", ["computing", "stopped"])
def test_no_orphans(tmp_path, doing):
    """SIGKILL of the server with every worker inside its gradient, running or stopped there."""
    code, lines, errors = ended(tmp_path, ORPHANS, str(tmp_path), doing)
    pids = [int(x) for x in lines[-1].split()[1:]]
    assert gone(pids, 3.0)
    assert (code, len(pids)) == (-9, 4), errors


SUSPENDED = textwrap.dedent("""
    import os, signal, subprocess, sys, time
    from pathlib import Path
    from adversary.cluster.processes import Processes
    from scenes import EXACT, Scene, task_of

    def suspend():
        wake = f"sleep 1; kill -CONT {os.getpid()}"
        waker = subprocess.Popen(["/bin/sh", "-c", wake])
        os.kill(os.getpid(), signal.SIGSTOP)
        waker.wait()

    with Processes(EXACT, task_of(EXACT)) as engine:
        scene, readable = Scene(engine, EXACT, 8, Path(sys.argv[1])), engine._readable
        scene.round()
        begin = time.monotonic()
        if sys.argv[2] == "in collect":
            def interrupted(timeout):
                engine._readable = readable
                suspend()
                return readable(timeout)
            engine._readable = interrupted
        scene.broadcast()
        if sys.argv[2] == "before":
            suspend()
        brought = scene.collect(4, 0.5, {})
        wall = time.monotonic() - begin
        print(brought.seconds, max(brought.arrivals.values()), wall)
        scene.round()
""")


@pytest.mark.parametrize("when", some(["in collect"], ["before", "in collect"]))
def test_suspended_for_a_second(tmp_path, when):
    """What is waiting counts, though the deadline is long past; the clocks have gone on."""
    code, lines, errors = ended(tmp_path, SUSPENDED, str(tmp_path), when)
    assert code == 0, errors
    seconds, arrival, wall = map(float, lines[-1].split())
    assert 1.0 <= arrival <= wall
    assert when == "before" or 1.0 <= seconds <= wall
