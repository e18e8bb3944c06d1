"""A script that mpiexec runs for the tests: an engine over MPI, and what is done to its ranks.

``mpi_scenes.py SCENE`` prints one line of JSON for each thing seen. Workers misbehave when the
parameter tells them to, which is how the server chooses the moment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import numpy as np

from adversary.cluster import ClusterError
from adversary.cluster.mpi import environment, job, worker
from adversary.cluster.mpi.engine import Mpi
from adversary.tasks.task import Task
from designs import GradientCode, block_design, uncoded
from designs.codes.nested import NestedScheme

# What a parameter makes worker 1 (partition 1 of an uncoded task) do.
(SLEEP, RAISE, SHAPE, NAN, BIT, SHORT, TWICE, AHEAD, DIE, DIE_SENDING, LEAVE) = range(1000, 1011)
wishes = [0.0]


def gradient(p, x):
    wish = wishes[0] = p[0] if x[0] == 1 else 0.0
    if wish == SLEEP:
        time.sleep(0.3)
    if wish == RAISE:
        raise ValueError("boom")
    if wish == SHAPE:
        return np.zeros(3)
    if wish == NAN:
        return p * np.nan
    if wish == DIE:
        os.kill(os.getpid(), signal.SIGKILL)
    if wish == LEAVE:
        sys.exit(7)
    return p - x


true_send = worker.Link.send


def tampered_send(link, frame):
    """Sends what the wish says in place of an answer."""
    answer, wish = worker.opened(frame), wishes[0]
    if wish < SLEEP or answer.kind != worker.Kind.ANSWER:
        return true_send(link, frame)
    if wish == BIT:
        frame = frame.copy()
        frame[-3] ^= 4
    if wish == SHORT:
        frame = frame[:-8].copy()
    if wish == TWICE:
        true_send(link, frame.copy())
    if wish == AHEAD:
        ahead = frame.copy()
        worker.head(ahead, worker.replace_round(answer, answer.round + 1))
        true_send(link, ahead)
    sent = true_send(link, frame)
    if wish == DIE_SENDING:
        os.kill(os.getpid(), signal.SIGKILL)
    return sent


def say(name, value):
    print(json.dumps([name, value]), flush=True)


def task_of(n, dimension=1):
    numbers = [(np.array([float(x)]),) for x in range(n)]
    return Task("scene", "mpi_scenes:gradient", numbers, dimension, n, 0.5, lambda _: (0.0, 0.0))


def seen(engine, p, enough, deadline=20.0):
    """Who answered what in one round, and why others did not."""
    engine.broadcast(np.full(engine._form.dimension, float(p)))
    brought = engine.collect(enough, deadline)
    firsts = {w: float(v[0]) for w, v in brought.answers.items()}
    return firsts, brought.missing


def refusal(act, *words):
    try:
        act(*words)
    except ClusterError as error:
        return str(error)
    return None


def answers():
    code = GradientCode([["1/3", -2, 0], [0, 1, 1], [1, 1, 1]])
    with Mpi(code, task_of(3)) as engine:
        for p in (0.0, 1.5):
            engine.broadcast(np.array([p]))
            brought = engine.collect(3, 20.0)
            say("answers", {w: v.tolist() for w, v in brought.answers.items()})
            say("arrivals", brought.arrivals)
        say("restart", refusal(engine.restart, 1))
        say("second", refusal(Mpi, code, task_of(3)))
        acts = [engine.stop, engine.kill, engine.resume, lambda w: engine.slow(w, 0.5)]
        say("faults", [refusal(act, 0) for act in acts])


def faults():
    """One job lives through all of it; worker 1 goes first."""
    with Mpi(uncoded(5), task_of(5)) as engine:
        for name in ("RAISE", "SHAPE", "NAN", "BIT", "SHORT", "TWICE", "AHEAD"):
            say(name, [seen(engine, globals()[name], 5), seen(engine, 2.0, 5)])
        late = [seen(engine, SLEEP if r % 3 == 0 else r, 5, 0.02) for r in range(60)]
        say("late", late)
        say("caught up", seen(engine, 7.0, 5))
        engine.stop(1)
        longest, wrong = 0.0, 0
        for r in range(700):
            begin = time.monotonic()
            found = seen(engine, r, 4)
            longest = max(longest, time.monotonic() - begin)
            wrong += found != ({w: r - w for w in (0, 2, 3, 4)}, {1: "stopped"})
        say("stopped", [wrong, longest])
        engine.resume(1)
        begin = time.monotonic()
        say("resumed", [seen(engine, 9.0, 5), time.monotonic() - begin])
        engine.stop(2)
        say("deadline", seen(engine, 1.0, 5, 0.3))
        engine.resume(2)
        say("recovered", seen(engine, 2.0, 5))
        kills(engine)


def kills(engine):
    say("dies computing", [seen(engine, DIE, 5), *(seen(engine, 2.0, 4) for _ in range(3))])
    say("refused", refusal(engine.stop, 1))
    engine.broadcast(np.array([1.0]))
    engine.kill(4)
    brought = engine.collect(4, 20.0)
    say("dies in round", [sorted(brought.answers), brought.missing, seen(engine, 2.0, 3)])
    begin = time.monotonic()
    engine.kill(0)
    found = seen(engine, 3.0, 3, 60.0)
    say("too few", [found, time.monotonic() - begin])
    engine.stop(2)
    say("pids", engine.pids)


def sending():
    """Worker 1 is killed with a megabyte under way."""
    with Mpi(uncoded(3), task_of(3, 200_000)) as engine:
        say("dies sending", [seen(engine, DIE_SENDING, 3), *(seen(engine, r, 2) for r in range(9))])


def leaving():
    with Mpi(uncoded(3), task_of(3)) as engine:
        say("leaves", [seen(engine, LEAVE, 3), seen(engine, 2.0, 2)])


def elsewhere(*pretend):
    """Worker 1 is on another host, or believes so: only MPI tells that it is dead."""
    if pretend:
        worker.place = lambda: "elsewhere"
    with Mpi(uncoded(3), task_of(3)) as engine:
        say("no signals", refusal(engine.kill, 1))
        found = seen(engine, DIE, 3, 20.0)
        say("lost", [found, seen(engine, 2.0, 2)])


def levels(policy):
    delays = np.zeros((60, 3))
    delays[0, 2] = 0.4
    codes = [uncoded(3), GradientCode([[1, 2, 0], [0, 1, 2], [2, 0, 1]])]
    components = {f"level {s}": code for s, code in enumerate(codes)}
    orders = ((0, 1), (1, 2), (2, 0))
    scheme = NestedScheme("levels", components, levels=(0, 1), orders=orders)
    with Mpi(scheme, task_of(3), policy=policy, delays=delays) as engine:
        engine.broadcast(np.array([0.0]))
        brought = engine.collect(lambda done: sum(x == 2 for x in done.values()) == 2, 20.0)
        say("levels", {w: [v.tolist() for v in vs] for w, vs in brought.levels.items()})
        for number in range(2, 40):
            found, _ = seen(engine, number, 3, 0.1)
            if 2 in found:
                say("back", [number, found[2]])
                break


def waiting():
    """All workers stopped, or computing, until somebody kills something."""
    with Mpi(block_design(3, 2, 1), task_of(3)) as engine:
        seen(engine, 1.0, 3)
        for w in range(3):
            engine.stop(w)
        say("pids", [os.getpid(), os.getppid(), *engine.pids])
        time.sleep(60)


def absent():
    """Rank 2 fails before the start."""
    job._INIT_SECONDS = 6.0
    if environment.rank() == 2:
        sys.exit(1)
    Mpi(uncoded(3), task_of(3))


def misfit():
    Mpi(uncoded(2), task_of(2))


if __name__ == "__main__":
    worker.replace_round = lambda message, number: worker.Message(
        message.kind, number, message.checksum, "", message.level
    )
    if os.environ["OMPI_COMM_WORLD_RANK"] != "0":
        worker.Link.send = tampered_send
    name, *words = sys.argv[1:]
    globals()[name](*words)
    say("closed", "all")
