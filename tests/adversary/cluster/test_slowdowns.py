"""Real slow-downs: they take processor time, are seen to do so, and are taken back."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from burning import started

from adversary.cluster import ClusterError, faults, slowdowns
from adversary.cluster.processes import Processes
from adversary.cluster.slowdowns import Crowd, DutyCycle, cycle_of, possible
from adversary.cluster.usage import rate
from adversary.tasks.task import Task, tiny
from designs import BadInput, uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def cycles():
    return [t for t in threading.enumerate() if t.name == "duty cycle"]


def states(process, count=100):
    seen = set()
    for _ in range(count):
        seen.add(faults.state(process.pid))
        time.sleep(0.002)
    return seen


def test_a_duty_cycle_takes_the_processor_away_and_gives_it_back(burning):
    cycle = DutyCycle(burning, off=0.09, on=0.01)
    assert "T" in states(burning)
    found = cycle.measure(1.0)
    assert found <= 2 * cycle.share + 0.04
    assert cycle.running_share < 0.5
    cycle.end()
    assert not cycles()
    assert "T" not in states(burning, 60)
    assert rate(burning.pid, 0.5) > 0


def test_ending_in_the_middle_of_a_long_stop_is_at_once(burning):
    cycle = DutyCycle(burning, off=0.005, on=0.005)
    cycle._off = 3600.0
    while "T" not in states(burning, 1):
        pass
    begin = time.monotonic()
    cycle.end()
    assert time.monotonic() - begin < 60
    assert faults.state(burning.pid) != "T"


def test_a_duty_cycle_of_the_dead_and_of_those_that_die(burning):
    cycle = DutyCycle(burning, off=0.01, on=0.01)
    faults.kill(burning)
    cycle._thread.join(30)
    assert not cycles()
    cycle.end()
    with pytest.raises(ClusterError, match="no effect"):
        DutyCycle(burning, off=0.01, on=0.01)
    assert not cycles()


def test_a_duty_cycle_that_does_not_stop_anybody_is_found_out(burning):
    cycle = DutyCycle(burning, off=0.01, on=0.01)
    cycle.end()
    with pytest.raises(ClusterError, match="no effect"):
        cycle.measure(0.3)


def test_a_process_that_gets_more_than_its_share_is_found_out(burning):
    with pytest.raises(ClusterError, match="it was to get"):
        slowdowns._checked_rate(burning, 0.0, 2.0)


def test_a_crowd_shares_one_core(burning):
    before = os.sched_getaffinity(burning.pid)
    crowd = Crowd(burning, burners=3)
    assert os.sched_getaffinity(burning.pid) == {crowd.core}
    assert crowd.share == 0.25
    assert crowd.measure(1.0) < 0.6
    burners = [b.pid for b in crowd._burners]
    crowd.end()
    assert os.sched_getaffinity(burning.pid) == before
    assert all(faults.state(pid) in ("", "Z") for pid in burners)


@pytest.fixture(params=["our session", "its own session"])
def anywhere(request):
    """A process that wants a core for itself, in our session or in its own as workers are."""
    program, own = "print(flush=True)\nwhile True: pass", request.param != "our session"
    command = [sys.executable, "-S", "-E", "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=own) as process:
        process.stdout.readline()
        yield process
        process.kill()


def test_a_polite_process_hardly_runs(anywhere):
    """Niceness counts inside a session alone where the kernel groups by session."""
    crowd = Crowd(anywhere, burners=1, nice=19)
    try:
        assert os.getpriority(os.PRIO_PROCESS, anywhere.pid) == 19
        assert crowd.share == pytest.approx(1 / 70, rel=0.02)
        assert crowd.measure(1.0) < 0.1
    finally:
        crowd.end()


def test_an_idle_process_hardly_runs(anywhere):
    crowd = Crowd(anywhere, burners=1, idle=True)
    try:
        assert os.sched_getscheduler(anywhere.pid) == os.SCHED_IDLE
        assert crowd.measure(1.0) < 0.1
    finally:
        crowd.end()
    assert os.sched_getscheduler(anywhere.pid) == os.SCHED_OTHER
    group = Path(f"/proc/{anywhere.pid}/autogroup")  # empty for those in no group
    assert not group.exists() or group.read_text().split()[-2:] in ([], ["nice", "0"])


def test_all_threads_are_crowded():
    process = started(
        "import threading, time\n"
        "for _ in range(3): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "print(flush=True); time.sleep(600)"
    )
    process.stdout.readline()
    crowd = Crowd(process, burners=1, nice=3)
    threads = slowdowns._threads(process.pid)
    assert len(threads) == 4
    assert all(os.sched_getaffinity(t) == {crowd.core} for t in threads)
    assert all(os.getpriority(os.PRIO_PROCESS, t) == 3 for t in threads)
    crowd.end()
    faults.kill(process)
    process.communicate()


@pytest.mark.parametrize(
    ("call", "options"),
    [("sched_setaffinity", {}), ("setpriority", {"nice": 5}), ("sched_setscheduler", {"idle": 1})],
)
def test_a_setting_without_effect_is_found_out(monkeypatch, sleeping, call, options):
    if call == "sched_setaffinity" and len(os.sched_getaffinity(0)) == 1:
        pytest.skip("with one core every process is on it")
    monkeypatch.setattr(os, call, lambda *_: None)
    with pytest.raises(ClusterError, match="no effect"):
        Crowd(sleeping, burners=1, **options)


@pytest.mark.parametrize("program", ["import time; time.sleep(600)", "raise SystemExit"])
def test_burners_that_do_not_burn_are_found_out(monkeypatch, sleeping, program):
    monkeypatch.setattr(slowdowns, "_BURN", program)
    monkeypatch.setattr(slowdowns, "_SEE_SECONDS", 0.5)
    before = os.sched_getaffinity(sleeping.pid)
    with pytest.raises(ClusterError, match="does not burn"):
        Crowd(sleeping, burners=2)
    assert os.sched_getaffinity(sleeping.pid) == before


def test_a_crowd_around_the_dead(sleeping):
    faults.kill(sleeping)
    with pytest.raises(ClusterError, match="cannot crowd"):
        Crowd(sleeping)


def test_a_crowd_whose_process_dies_ends_quietly(sleeping):
    crowd = Crowd(sleeping, burners=1)
    faults.kill(sleeping)
    crowd.end()


def test_burners_end_with_their_server():
    server = started(
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "import subprocess, time\n"
        "from adversary.cluster.slowdowns import Crowd\n"
        "sleeper = subprocess.Popen(['sleep', '600'], stdout=subprocess.DEVNULL)\n"
        "crowd = Crowd(sleeper, burners=2)\n"
        "print(sleeper.pid, *[b.pid for b in crowd._burners], flush=True); time.sleep(600)"
    )
    sleeper, *burners = (int(x) for x in server.stdout.readline().split())
    os.kill(sleeper, 9)
    server.kill()
    server.communicate(timeout=60)
    end = time.monotonic() + 30
    while any(faults.state(pid) not in ("", "Z") for pid in burners) and time.monotonic() < end:
        time.sleep(0.01)
    assert len(burners) == 2
    assert all(faults.state(pid) in ("", "Z") for pid in burners)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda p: DutyCycle(p, off=0.001, on=0.01), "off must be"),
        (lambda p: DutyCycle(p, off=0.01, on=1e9), "on must be"),
        (lambda p: Crowd(p, burners=0), r"1\.\.100"),
        (lambda p: Crowd(p, nice=20), r"0\.\.19"),
        (lambda _: cycle_of(0.0), "share"),
        (lambda _: cycle_of(1.5), "share"),
    ],
)
def test_what_does_not_fit_is_refused(sleeping, make, text):
    with pytest.raises(BadInput, match=text):
        make(sleeping)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.75, 0.99])
def test_the_cycle_of_a_share(share):
    off, on = cycle_of(share)
    assert min(off, on) == 0.01
    assert on / (off + on) == pytest.approx(share)


def test_what_is_possible_is_found_by_trying(monkeypatch):
    assert possible() == {"duty cycle": "", "affinity": "", "nice": "", "idle": ""}

    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    assert possible()["idle"] == "not allowed: Operation not permitted"


@pytest.fixture
def working(tmp_path, monkeypatch):
    """A task whose gradients take 20 ms of processor time."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "working_gradient.py").write_text(
        textwrap.dedent("""
            import time
            def gradient(p, x):
                end = time.process_time() + 0.02
                while time.process_time() < end: pass
                return p - x
        """)
    )
    numbers = [(np.array([float(x)]),) for x in range(3)]
    return Task("test", "working_gradient:gradient", numbers, 1, 3, 0.5, lambda _: (0.0, 0.0))


def test_a_slow_worker_is_late_and_says_the_same(working):
    with Processes(uncoded(3), working) as engine:
        engine.slow(1, 0.1)
        lateness = []
        for p in range(4):
            engine.broadcast(np.array([float(p)]))
            brought = engine.collect(3, 60.0)
            assert {w: a[0] for w, a in brought.answers.items()} == {w: p - w for w in range(3)}
            lateness.append(brought.arrivals[1])
        assert sum(lateness) > 0.09  # it is stopped for 90 ms at a time
        assert engine.slowdown(1).stops > 1
        engine.slow(1, 1)
        assert engine.slowdown(1) is None
        assert "T" not in states(engine._members[1].process, 30)
        engine.broadcast(np.array([9.0]))
        assert len(engine.collect(3, 60.0).answers) == 3
        assert not cycles()


def test_a_slow_worker_is_late_not_stopped_and_a_stopped_one_stays_so(working):
    with Processes(uncoded(3), working) as engine:
        engine.slow(2, 0.01)
        engine.broadcast(np.array([0.0]))
        while faults.state(engine.pids[2]) != "T":
            time.sleep(0.001)
        assert engine.collect(3, 0.001).missing[2] == "late"
        engine.stop(2)
        assert states(engine._members[2].process, 30) == {"T"}
        engine.broadcast(np.array([0.0]))
        assert engine.collect(2, 60.0).missing == {2: "stopped"}
        with pytest.raises(ClusterError, match="resume it first"):
            engine.slow(2, 0.5)
        assert states(engine._members[2].process, 30) == {"T"}
        engine.resume(2)
        engine.slow(2, 0.5)
        engine.kill(2)
        assert not cycles()
        with pytest.raises(ClusterError, match="no effect"):
            engine.slow(2, 0.5)


def test_the_usage_of_a_round(working):
    with Processes(uncoded(3), working) as engine:
        before = engine.usage()
        for _ in range(5):
            engine.broadcast(np.array([0.0]))
            engine.collect(3, 60.0)
        used = [after - b for after, b in zip(engine.usage(), before, strict=True)]
        assert all(0.05 <= u.seconds < 1 for u in used)
        assert all(u.voluntary + u.involuntary > 0 for u in used)
        engine.kill(0)
        assert engine.usage()[0] is None


def test_a_crowded_worker_of_the_engine(working):
    with Processes(uncoded(3), working) as engine:
        engine.crowd(0, burners=1, nice=19)
        assert engine.slowdown(0).measure(0.5) < 0.2
        engine.broadcast(np.array([0.0]))
        assert len(engine.collect(3, 60.0).answers) == 3
        engine.restart(0)
        assert engine.slowdown(0) is None
        with pytest.raises(BadInput, match=r"0\.\.2"):
            engine.crowd(3)


def test_closing_ends_all_slow_downs():
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.slow(0, 0.1)
        engine.crowd(1, burners=1)
    assert not cycles()
