"""An MPI without ranks, which does only what it is told."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

FAILED = 75


class LostError(Exception):
    """An error of MPI of this class."""

    def __init__(self, number):
        self.Get_error_class = lambda: number
        self.Get_error_string = lambda: "MPI_ERR_OTHER: unknown"


def request(done):
    """What is under way until it is said to be done."""
    one = SimpleNamespace(done=done)
    one.Test = lambda: one.done
    return one


class World:
    """An MPI whose sends and receives are done at once, or when the test says so.

    ``arriving`` are the frames that each rank has sent to us, ``frames`` those that we have sent.
    """

    def __init__(self, ranks=2, *, at_once=False):
        self.at_once, self.error, self.finalized = at_once, None, 0
        self.sent, self.arriving, self.incoming = [], {r: [] for r in range(ranks)}, []
        self.frames = []
        status = SimpleNamespace(Get_count=lambda _: self.due)
        comm = SimpleNamespace(
            Isend=self.send, Iprobe=self.probe, Irecv=self.receive, Get_size=lambda: ranks
        )
        self.mpi = SimpleNamespace(
            COMM_WORLD=comm, BYTE=None, Exception=LostError, Status=lambda: status,
            ERR_PROC_FAILED=FAILED, Finalize=self.finalize,
        )  # fmt: skip

    def send(self, message, **where):
        self.look()
        self.frames.append((where["dest"], np.array(message[0])))
        self.sent.append(request(self.at_once))
        return self.sent[-1]

    def probe(self, **where):
        self.look()
        waiting = self.arriving[where["source"]]
        self.due = len(waiting[0]) if waiting else 0
        return bool(waiting)

    def receive(self, into, **where):
        self.look()
        into[0][:] = self.arriving[where["source"]].pop(0)
        self.incoming.append(request(self.at_once))
        return self.incoming[-1]

    def finalize(self):
        self.finalized += 1

    def look(self):
        if self.error:
            raise self.error
