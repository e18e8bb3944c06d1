"""Gradients that start processes of their own, and a note of which."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import numpy as np

STARTED = set()


def note(pid):
    """Note a child in the folder of the test, by its worker."""
    path = Path(os.environ["KIRKMAN_GATES"], f"{os.getpid()}.{pid}.child")
    path.touch()


def breeds(parameters, numbers):
    """The gradient ``p - j``; the first time in a worker it starts three processes that stay."""
    if not STARTED:
        STARTED.add(1)
        note(subprocess.Popen(["sleep", "600"]).pid)
        note(subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
        if (pid := os.fork()) == 0:
            time.sleep(600)
            os._exit(0)
        note(pid)
    return np.asarray(parameters) - numbers[0]


def children_of(folder, worker):
    """The processes that a worker has noted: in its group first, then of another session."""
    pids = [int(p.name.split(".")[1]) for p in Path(folder).glob(f"{worker}.*.child")]
    return sorted(pids, key=lambda pid: os.getsid(pid) == pid)
