"""A script that mpiexec runs: the engine over MPI keeps its promise, whatever is done to its ranks.

``mpi_fault_scenes.py SCENE`` checks itself, as `scenes.promise` says, and says "closed" if all was
well. ``KIRKMAN_GATES`` is an empty folder. The parameter 1000 + w is a wish that worker w hears.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import gates
import numpy as np
from mpi_scenes import refusal, say
from scenes import EXACT, Scene, gone, known, task_of, until

from adversary.cluster.mpi.engine import Mpi
from adversary.cluster.usage import rate
from adversary.worst_case import worst_case
from designs import BadInput

RANK = int(os.environ.get("OMPI_COMM_WORLD_RANK", "0"))
OPEN, BURN = gates.GATES / "burn", 1000


def gradient(p, x):
    """Some milliseconds of work; for ever, if that is this worker's wish and the gate is open."""
    while p[0] == BURN + RANK - 1 and OPEN.exists():
        pass
    return gates.spins(p, x)


def endless(p, x):
    """Never done."""
    while True:
        gates.spins(p, x)


@contextmanager
def cluster(function="mpi_fault_scenes:gradient", **options):
    with Mpi(EXACT, task_of(EXACT, function), **options) as engine:
        yield Scene(engine, EXACT, 8, gates.GATES)


def ask(s, number):
    """A round with a wish."""
    s.parameters = np.full(8, float(number))
    s.engine.broadcast(s.parameters)


def cycles():
    return [t for t in threading.enumerate() if t.name == "duty cycle" and t.is_alive()]


def states(s, w, samples=100):
    found = set()
    for _ in range(samples):
        found.add(s.state(w))
        time.sleep(0.001)
    return found


def slow():
    """Slowed, taken back, switching, the worst set; and what does not go with it."""
    with cluster() as s:
        s.round()
        slowed_while_computing(s)
        switching(s)
        slowed_and_stopped(s)
        slowed_and_killed(s)
        closing_slowed(s)
    assert not cycles()
    assert gone(s.engine.pids, 5.0)
    say("pids", s.engine.pids)


def slowed_while_computing(s):
    """Worker 1 computes all the time, and gets a fifth of it; a round has its n - s answers."""
    OPEN.touch()
    ask(s, BURN + 1)
    s.collect(3, 60.0, {1: "late"})
    s.engine.slow(1, 0.2)
    cycle = s.engine.slowdown(1)
    before = cycle.stops
    cycle.measure(1.0)
    assert cycle.stops > before
    assert states(s, 1) > {"T"}
    until(lambda: s.state(1) == "T", "a stop")
    assert s.engine.collect(4, 0.001).missing == {1: "late"}
    for _ in range(5):
        s.round(2, 60.0, {1: "late"}, some=True)
    OPEN.unlink()
    s.round(2, 60.0, {}, some=True)
    s.round()
    s.engine.slow(1, 1)
    assert s.engine.slowdown(1) is None
    assert not cycles()
    assert "T" not in states(s, 1)
    s.round()


def switching(s):
    """Everybody in turn; then the worst set that there is, under its certificate."""
    for w in s.all:
        s.engine.slow(w, 0.25)
        for _ in range(3):
            brought = s.round(2, 60.0, {}, some=True)
            assert set(brought.missing.values()) <= {"late"}
        s.engine.slow(w, 1)
    worst = worst_case(EXACT, 3)
    for w in worst.worst_set:
        s.engine.slow(w, 0.1)
    for _ in range(5):
        brought = s.round(1, 60.0, {}, some=True)
        assert known(EXACT, tuple(sorted(brought.answers)))[1] <= worst.error
    for w in worst.worst_set:
        s.engine.slow(w, 1)
    s.round()


def slowed_and_stopped(s):
    """A stop ends the slow-down and lasts; a stopped rank cannot be slowed."""
    s.engine.slow(1, 0.3)
    s.engine.stop(1)
    assert not cycles()
    assert "is stopped: resume it first" in refusal(s.engine.slow, 1, 0.5)
    assert states(s, 1) == {"T"}
    s.round(3, 60.0, {1: "stopped"})
    s.engine.resume(1)
    for w, share in ((1, 0.0), (1, 2.0), (4, 0.5)):
        try:
            s.engine.slow(w, share)
        except BadInput:
            continue
        raise AssertionError(f"worker {w} with share {share} is accepted")
    s.round()


def slowed_and_killed(s):
    """By us, and by somebody else: nothing goes on, and a dead rank cannot be slowed."""
    s.engine.slow(1, 0.5)
    s.engine.kill(1)
    assert not cycles()
    s.engine.slow(2, 0.5)
    os.kill(s.engine.pids[2], signal.SIGKILL)
    until(lambda: s.state(2) in ("", "Z"), "a death")
    for _ in range(3):
        s.round(2, 60.0, {1: "dead (SIGKILL)", 2: "dead ("})
    for w in (1, 2):
        assert "no effect" in refusal(s.engine.slow, w, 0.5)
    assert s.engine.slowdown(2) is None
    assert not cycles()


def closing_slowed(s):
    """The end comes to a slowed worker that computes, a stopped one and two dead ones."""
    OPEN.touch()
    ask(s, BURN)
    s.collect(1, 60.0, {0: "late"}, some=True)
    assert rate(s.engine.pids[0], 0.2) > 0
    s.engine.slow(0, 0.05)
    s.engine.stop(3)


def moments():
    """Stopped, late, suspended, killed while computing; at last nobody is left."""
    with cluster("gates:held") as s:
        s.round()
        stopped_while_computing(s)
        late(s)
        stopped_for_long(s)
        suspended(s)
        killed_while_computing(s)
        nobody(s)
    say("pids", s.engine.pids)


def stopped_while_computing(s):
    s.hold(1, 0)
    s.broadcast()
    s.await_held(1)
    s.engine.stop(1)
    s.release(1)
    s.collect(3, 60.0, {1: "stopped"})
    s.round(3, 60.0, {1: "stopped"})
    s.engine.resume(1)
    s.round()


def late(s, behind=50):
    """The answer to a round arrives fifty rounds later, and enters none."""
    s.hold(2, 0)
    s.broadcast()
    s.await_held(2)
    s.collect(3, 60.0, {2: "late"})
    for _ in range(behind - 1):
        s.round(3, 60.0, {2: "late"})
    s.broadcast()
    s.release(2)
    s.collect(4, 60.0, {})


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def stopped_for_long(s):
    """Memory and descriptors of the server stay as they are."""
    s.engine.stop(0)
    for count in range(600):
        s.round(3, 60.0, {0: "stopped"})
        if count == 100:
            before = resident(), descriptors()
    assert resident() - before[0] < 16 << 20
    assert descriptors() == before[1]
    s.engine.resume(0)
    s.round()


SUSPENDED = """
while ! grep -q '^State:.T' /proc/{server}/status; do sleep 0.01; done
rm {hold}
sleep 1
kill -CONT {server}
"""


def suspended(s):
    """The server is suspended beyond its deadline: what waits is counted."""
    s.hold(3, 0)
    s.broadcast()
    s.await_held(3)
    told = {"server": os.getpid(), "hold": s.gates / f"{s.engine.pids[3]}.hold"}
    receive_all = s.engine._receive_all

    def stopping(enough):
        s.engine._receive_all = receive_all
        os.kill(os.getpid(), signal.SIGSTOP)
        return receive_all(enough)

    s.engine._receive_all = stopping
    with subprocess.Popen(["sh", "-c", SUSPENDED.format(**told)]):
        brought = s.collect(4, 0.5, {})
    assert brought.seconds > 0.5
    s.round()


def killed_while_computing(s):
    """By another signal than ours, while the server waits."""
    s.hold(3, 0)
    s.broadcast()
    s.await_held(3)
    timer = threading.Timer(0.1, os.kill, (s.engine.pids[3], signal.SIGSEGV))
    timer.start()
    assert s.collect(4, 60.0, {3: "dead ("}).seconds < 30.0
    timer.join()


def nobody(s):
    """One more than are tolerated, and all: said at once."""
    dead = {3: "dead ("}
    for w in (2, 1, 0):
        s.engine.kill(w)
        dead[w] = "dead (SIGKILL)"
        brought = s.round(4, 60.0, dead)
        assert brought.seconds < 30.0


def orphans():
    """All compute, until somebody ends something."""
    with cluster("mpi_fault_scenes:endless") as s:
        s.broadcast()
        until(lambda: all(rate(pid, 0.05) > 0 for pid in s.engine.pids), "all compute")
        say("pids", [os.getpid(), os.getppid(), *s.engine.pids])
        time.sleep(60)


if __name__ == "__main__":
    scene, *words = sys.argv[1:]
    globals()[scene](*words)
    say("closed", "all")
