"""What the fault tests share: a cluster whose workers can be held, and the promise, as a check."""

from __future__ import annotations

import fcntl
import os
import select
import sys
import termios
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from adversary.cluster.faults import state
from adversary.cluster.processes import Processes
from adversary.decoding.decode import decode
from adversary.decoding.error import error
from adversary.tasks.task import Task
from adversary.worst_case import worst_case
from designs import block_design, cyclic_repetition
from designs.codes.nested import NestedScheme

SEED = int(os.environ.get("KIRKMAN_FAULT_SEED", "0"))
PATIENCE = 60.0
SLACK = 10.0  # seconds: what a loaded machine may add to a deadline

EXACT, TOLERATED = cyclic_repetition(4, 3), 2
NEARLY = block_design(3, 2, 1)
COUNTS = {"one": 1, "s": TOLERATED, "s+1": TOLERATED + 1, "all": EXACT.workers}


def until(condition, what, seconds=PATIENCE):
    """Wait for a condition; fail with its name if it does not come."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.0005)
    return found


def gone(pids, seconds=10.0):
    """Whether all these processes end within some seconds; if not, they are ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all(state(pid) in ("", "Z") for pid in pids):
            return True
        time.sleep(0.01)
    for pid in pids:
        if state(pid) not in ("", "Z"):
            os.kill(pid, 9)
    return False


def task_of(code, gradient="gates:held", dimension=8):
    """Partition j has the gradient ``p - j`` in every coordinate."""
    parts = [(np.array([float(j)]),) for j in range(code.partitions)]
    return Task("scene", gradient, parts, dimension, code.partitions, 0.1, lambda _: (0.0, 0.0))


@cache
def rows_of(code):
    return code.to_numpy()


@cache
def known(code, survivors):
    """Decoding weights of a survivor set and its exact error, below the certificate of its size."""
    silent = sorted(set(range(code.workers)) - set(survivors))
    exact = error(code, silent)
    assert exact <= worst_case(code, len(silent)).error
    return np.array([float(x) for x in decode(code, survivors)]), exact


def close(found, expected):
    """Equal up to 1e-9, relative or absolute."""
    return bool(np.allclose(found, expected, rtol=1e-9, atol=1e-9))


def promise(brought, code, parameters, missing, *, some=False):
    """What every round must keep: sum, certificate, arrivals, reasons.

    ``missing`` are the reasons that must be given (as beginnings); unless ``some``, nobody else is
    missing.
    """
    assert not set(brought.answers) & set(brought.missing)
    assert sorted([*brought.answers, *brought.missing]) == list(range(code.workers))
    assert set(brought.arrivals) == set(brought.answers)
    assert all(0 <= at <= brought.seconds + SLACK for at in brought.arrivals.values())
    for w, reason in missing.items():
        assert brought.missing.get(w, "none: it answered").startswith(reason), (w, brought.missing)
    assert some or set(brought.missing) == set(missing), brought.missing
    if not brought.answers:
        return
    partials = np.stack([parameters - j for j in range(code.partitions)])
    d, rows = len(parameters), rows_of(code)
    for w, answer in brought.answers.items():
        assert close(answer[:d], rows[w] @ partials)
        assert (answer[d:] == rows[w]).all()
    survivors = tuple(sorted(brought.answers))
    weights, exact = known(code, survivors)
    total = weights @ np.stack([brought.answers[w] for w in survivors])
    measured = float(np.sum((total[d:] - 1) ** 2))
    assert close(measured, float(exact))
    if exact == 0:
        assert close(total[:d], partials.sum(axis=0))


class Scene:
    """A cluster, its code, and the hands that hold, release and look at its workers."""

    def __init__(self, engine, code, dimension, gates):
        self.engine, self.code, self.dimension, self.gates = engine, code, dimension, gates
        self.random = np.random.default_rng(SEED)
        self.parameters = np.zeros(dimension)
        print(f"KIRKMAN_FAULT_SEED={SEED}")

    @property
    def all(self):
        return range(self.code.workers)

    def some(self, count):
        """So many workers, drawn with the seed."""
        chosen = sorted(self.random.permutation(self.code.workers)[:count].tolist())
        print("workers", chosen)
        return chosen

    def broadcast(self):
        """A round with parameters of its own, so that no other round's answer could pass."""
        self.parameters = self.random.integers(-99, 99, self.dimension).astype(float)
        return self.engine.broadcast(self.parameters)

    def collect(self, enough, deadline, missing, *, some=False):
        """Collect and check the promise."""
        begin = time.monotonic()
        brought = self.engine.collect(enough, deadline)
        assert time.monotonic() - begin < deadline + SLACK
        promise(brought, self.code, self.parameters, missing, some=some)
        return brought

    def round(self, enough=None, deadline=PATIENCE, missing=None, *, some=False):
        """A whole round; without arguments, everybody must answer."""
        self.broadcast()
        enough = self.code.workers if enough is None else enough
        return self.collect(enough, deadline, missing or {}, some=some)

    def held_partitions(self, worker):
        return [j for j, x in enumerate(self.code.encoding[worker]) if x]

    def hold(self, worker, at):
        """Hold a worker when it computes the ``at``-th partition of its row."""
        partition = self.held_partitions(worker)[at]
        pid = self.engine.pids[worker]
        (self.gates / f"{pid}.tmp").write_text(str(partition))
        (self.gates / f"{pid}.tmp").rename(self.gates / f"{pid}.hold")

    def await_held(self, worker):
        here = self.gates / f"{self.engine.pids[worker]}.here"
        until(here.exists, f"worker {worker} computes")
        here.unlink()

    def release(self, worker):
        (self.gates / f"{self.engine.pids[worker]}.hold").unlink(missing_ok=True)

    def await_message(self, worker):
        """Wait until a message of this worker is waiting at the server, unread."""
        channel = self.engine._members[worker].channel
        until(lambda: select.select([channel], [], [], 0)[0], f"worker {worker} answers")

    def await_state(self, worker, letter):
        until(lambda: self.state(worker) == letter, f"worker {worker} in state {letter}")

    def queued(self, worker):
        """How much memory the messages take that this worker has not read."""
        sent = fcntl.ioctl(self.engine._members[worker].channel, termios.TIOCOUTQ, b"\0" * 4)
        return int.from_bytes(sent, sys.byteorder)

    def slot(self, worker):
        """What this worker has written so far."""
        return self.engine._members[worker].slots[0].copy()

    def state(self, worker):
        return state(self.engine.pids[worker])


def nested_of(codes, orders):
    """A nested scheme of these codes, at levels 0, 1, ..., whose workers compute in this order."""
    components = {f"level {s}": code for s, code in enumerate(codes)}
    return NestedScheme("levels", components, levels=tuple(range(len(codes))), orders=orders)


@contextmanager
def scene(gates, code=EXACT, gradient="gates:held", dimension=8, scheme=None, **options):
    """A running cluster; ``gates`` is an empty folder, the scheme is nested above the code."""
    os.environ["KIRKMAN_GATES"] = str(gates)
    try:
        with Processes(scheme or code, task_of(code, gradient, dimension), **options) as engine:
            yield Scene(engine, code, dimension, Path(gates))
    finally:
        del os.environ["KIRKMAN_GATES"]


def at_moment(s, moment, workers, blow):
    """Begin a round and deal the blow to these workers at the moment named.

    Whether their answers are already with the server.
    """
    if moment == "before the broadcast":
        for w in workers:
            blow(w)
        s.broadcast()
    elif moment == "after the answer":
        s.broadcast()
        for w in workers:
            s.await_message(w)
            blow(w)
        return True
    else:
        at = 0 if moment == "while computing" else 1
        for w in workers:
            s.hold(w, at)
        s.broadcast()
        for w in workers:
            s.await_held(w)
            half, row = s.slot(w), rows_of(s.code)[w]
            j = s.held_partitions(w)[0]
            assert (half[s.dimension :] == row).all()
            if at:  # else the slot still has what it had
                assert close(half[: s.dimension], row[j] * (s.parameters - j))
            blow(w)
            s.release(w)
    return False


MOMENTS = ["before the broadcast", "while computing", "inside the write", "after the answer"]
