"""Workers slowed by signals, affinity and nice: constant, switching, and the worst set there is."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from scenes import EXACT, NEARLY, TOLERATED, scene

from adversary.worst_case import worst_case

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
SPIN = "import os\nwhile os.getppid() == {}: pass"


@contextmanager
def duty_cycle(engine, workers, on=0.005, off=0.02):
    """Stop and resume these workers in turn; the times they were seen stopped."""
    seen, done = [], threading.Event()

    def cycle():
        while not done.is_set():
            for act in (engine.stop, engine.resume):
                for w in workers:
                    act(w)
                seen.append(act.__name__)
                done.wait(off if act == engine.stop else on)

    thread = threading.Thread(target=cycle)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


@contextmanager
def crowded(engine, workers, *, nice=0):
    """These workers share one core with a burner, and yield to it."""
    core = min(os.sched_getaffinity(0))
    for w in workers:
        os.sched_setaffinity(engine.pids[w], {core})
        os.setpriority(os.PRIO_PROCESS, engine.pids[w], nice)
    burner = subprocess.Popen([sys.executable, "-S", "-c", SPIN.format(os.getpid())])
    os.sched_setaffinity(burner.pid, {core})
    try:
        yield
    finally:
        burner.kill()
        burner.wait()


def train(s, rounds, enough, seconds=20.0):
    """Rounds until some have been late, each of them right; how many were."""
    late, end = 0, time.monotonic() + seconds
    for number in range(100 * rounds):
        brought = s.round(enough, 60.0, {}, some=True)
        assert set(brought.missing.values()) <= {"late", "stopped"}
        late += bool(brought.missing)
        if (number >= rounds and late >= 3) or time.monotonic() > end:
            break
    return late


def test_constant(tmp_path):
    with scene(tmp_path, gradient="gates:spins") as s:
        with duty_cycle(s.engine, s.some(TOLERATED)) as seen:
            assert train(s, 10, EXACT.workers - TOLERATED)
        assert seen.count("stop") >= 2
        s.round()


def test_the_worst_set(tmp_path):
    """Every round that misses the certified worst set has exactly the certified error."""
    with scene(tmp_path, NEARLY, gradient="gates:spins") as s:
        with duty_cycle(s.engine, worst_case(NEARLY, 1).worst_set):
            assert train(s, 10, 2)
        s.round()


def test_switching(tmp_path):
    with scene(tmp_path, gradient="gates:spins") as s:
        for _ in range(3):
            with duty_cycle(s.engine, s.some(TOLERATED)):
                train(s, 5, EXACT.workers - TOLERATED)
        s.round()


@pytest.mark.parametrize("nice", [0, 19])
def test_affinity_and_nice(tmp_path, nice):
    with scene(tmp_path, gradient="gates:spins") as s:
        with crowded(s.engine, s.some(TOLERATED), nice=nice):
            assert train(s, 10, EXACT.workers - TOLERATED)
        s.round()


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["in-order", "newest", "abandon"])
def test_everybody_in_turn_under_every_policy(tmp_path, policy):
    with scene(tmp_path, gradient="gates:spins", policy=policy) as s:
        for w in [*s.all] * 3:
            with duty_cycle(s.engine, [w]):
                train(s, 20, EXACT.workers - 1)
        s.round()
