"""A script that mpiexec runs: the engine over MPI and ranks that do not keep to the protocol.

``mpi_tamper_scenes.py SCENE`` checks itself and says "closed" if all was well. Workers misbehave
when the parameter tells them to.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager

import gates
import numpy as np
from mpi_fault_scenes import RANK, ask
from mpi_scenes import refusal, say
from scenes import EXACT, Scene, gone, task_of

from adversary.cluster.mpi import server, worker
from adversary.cluster.mpi.engine import Mpi
from adversary.cluster.mpi.link import Link
from adversary.run.settings import Settings
from adversary.run.trial import trial

LEVEL, TORN, SCRIBBLE, NONSENSE, FLOOD, STUB = range(1000, 1006)
# Whose wish it is.
WHO = {LEVEL: 1, TORN: 1, SCRIBBLE: 1, NONSENSE: 1, FLOOD: 2, STUB: 2}
wish = [0.0]


def gradient(p, x):
    wish[0] = p[0] if WHO.get(p[0]) == RANK - 1 else 0.0
    if wish[0] == SCRIBBLE:
        p[0] = 1.0
    return p - x


true_send, true_receive, torn = worker.Link.send, worker.Link.receive, []


def tampered_send(link, frame):
    """Sends what the wish says in place of an answer."""
    message = worker.opened(frame)
    if message.kind == worker.Kind.STALE:
        say("stale", message.round)
    if message.kind != worker.Kind.ANSWER:
        return true_send(link, frame)
    frame = frame.copy()
    if wish[0] == FLOOD:
        flood(link, worker.Message(worker.Kind.ANSWER, message.round - 1))
    if wish[0] == LEVEL:
        worker.head(frame, worker.Message(message.kind, message.round, message.checksum, level=7))
    if wish[0] == NONSENSE:
        frame[0] = 99
    return true_send(link, frame[:5].copy() if wish[0] == STUB else frame)


def flood(link, stray):
    end = time.monotonic() + 8.0
    while time.monotonic() < end:
        true_send(link, worker.framed(stray))


def tampered_receive(link):
    """The first parameters that wish it have a bit flipped on their way."""
    frame = true_receive(link)
    if frame is None or torn or worker.opened(frame).kind != worker.Kind.ROUND:
        return frame
    if frame[worker.HEAD :].view(np.float64)[0] == TORN:
        torn.append(True)
        frame[worker.HEAD + 13] ^= 4
    return frame


@contextmanager
def cluster():
    with Mpi(EXACT, task_of(EXACT, "mpi_tamper_scenes:gradient")) as engine:
        yield Scene(engine, EXACT, 8, gates.GATES)


def tampering():
    """Bad messages are refused by name; the credit comes back, or the rank is ended."""
    with cluster() as s:
        s.round()
        for number, missing in (
            (SCRIBBLE, {1: "failed (ValueError: assignment destination is read-only"}),
            (TORN, {}),
        ):
            ask(s, number)
            s.collect(4, 60.0, missing)
            s.round()
        for number, missing in (
            (NONSENSE, {1: "dead (sent what is no message)"}),
            (STUB, {1: "dead (sent what is no message)", 2: "dead (sent what is no message)"}),
        ):
            ask(s, number)
            assert s.collect(4, 60.0, missing).seconds < 30.0
            s.round(4, 60.0, missing)
        killed_in_close(s)
    assert gone(s.engine.pids, 5.0)


def killed_in_close(s):
    """A stopped worker is killed while `close` waits for it."""
    for w in (0, 3):
        s.engine.stop(w)
    ended = Link.ended

    def killing(link):
        Link.ended = ended
        os.kill(s.engine.pids[0], signal.SIGKILL)
        return ended(link)

    Link.ended = killing


def talking():
    """Endless talk keeps the server neither from its deadline, nor from the others, nor its end."""
    with cluster() as s:
        ask(s, LEVEL)
        s.collect(4, 60.0, {1: "damaged"})
        s.round(3, 60.0, {1: "late"})  # a lost answer leaves the credit with the worker
        ask(s, FLOOD)
        assert s.collect(4, 0.3, {1: "late", 2: "late"}).seconds < 6.0
        for _ in range(5):
            s.round(2, 60.0, {1: "late", 2: "late"})
    assert gone(s.engine.pids, 5.0)


def lying_worker():
    """Worker 1 combines as another would, with the right checksum: the probe tells."""
    if RANK == 2:
        combine = worker.coded_vectors
        worker.coded_vectors = lambda f, rows, *more: combine(f, [doubled(r) for r in rows], *more)
    server()
    result = trial(EXACT, task_of(EXACT, "gates:spins"), Settings(0, rounds=9, engine="mpi"))
    assert len(result.failures) == len(result.rounds) == 3
    assert all("decode error measured" in record.failure for record in result.rounds)


def doubled(row):
    return [(j, 2 * coefficient) for j, coefficient in row]


def start(how):
    """Worker 1 does not come up as it should."""
    if RANK == 2 and how == "dies":
        worker.Rank._set_up = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if RANK == 2 and how == "protocol":
        worker.PROTOCOL += 1
    if RANK == 2 and how == "nonsense":
        worker.Rank._set_up = lambda rank, _: true_send(rank.link, np.full(40, 99, np.uint8))
    if RANK == 2 and how == "answer":
        stray = worker.framed(worker.Message(worker.Kind.ANSWER))
        worker.Rank._set_up = lambda rank, _: true_send(rank.link, stray)
    function = "no_such_module:gradient" if how == "import" else "gates:held"
    say("refused", refusal(Mpi, EXACT, task_of(EXACT, function)))


if __name__ == "__main__":
    if RANK:
        worker.Link.send, worker.Link.receive = tampered_send, tampered_receive
    scene, *words = sys.argv[1:]
    globals()[scene](*words)
    say("closed", "all")
