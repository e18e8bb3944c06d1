"""A script that mpiexec runs for the tests: ranks that start processes, and where ranks listen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import numpy as np
from breeding import children_of

from adversary.cluster.faults import state
from adversary.cluster.mpi.engine import Mpi
from adversary.cluster.mpi.job import server
from adversary.tasks.task import Task
from designs import uncoded

FOLDER = os.environ.get("KIRKMAN_GATES", "")


def say(name, value):
    print(json.dumps([name, value]), flush=True)


def task_of(n, gradient):
    numbers = [(np.array([float(x)]),) for x in range(n)]
    return Task("scene", gradient, numbers, 1, n, 0.5, lambda _: (0.0, 0.0))


def listening(pids):
    """The addresses at which these processes listen."""
    found = subprocess.run(["ss", "-Hltunp"], capture_output=True, text=True, check=True).stdout
    ours = [line for line in found.splitlines() if any(f"pid={pid}," in line for pid in pids)]
    return [line.split()[4] for line in ours]


def bred(engine):
    engine.broadcast(np.zeros(1))
    assert len(engine.collect(3, 60.0).answers) == 3
    return [children_of(FOLDER, pid) for pid in engine.pids]


def listens():
    with Mpi(uncoded(3), task_of(3, "adversary.tasks.task:mean_gradient")) as engine:
        engine.broadcast(np.zeros(1))
        engine.collect(3, 60.0)
        say("listening", listening([os.getpid(), *engine.pids]))


def stops_and_kills():
    with Mpi(uncoded(3), task_of(3, "breeding:breeds")) as engine:
        children = bred(engine)
        say("children", children)
        for deed in ("stop", "resume", "kill"):
            getattr(engine, deed)(1)
            time.sleep(0.3)
            say(deed, [state(pid) for pid in children[1]])


def waits():
    with Mpi(uncoded(3), task_of(3, "breeding:breeds")) as engine:
        children = bred(engine)
        engine.stop(1)
        say("pids", [os.getpid(), *engine.pids, *(child for of in children for child in of)])
        time.sleep(600)


if __name__ == "__main__":
    server()
    {"listens": listens, "stops": stops_and_kills, "waits": waits}[sys.argv[1]]()
    say("closed", "all")
