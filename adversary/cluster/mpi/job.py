"""An MPI job on its server's side: its start, its end, and a link to every rank."""

from __future__ import annotations

import atexit
import ctypes
import faulthandler
import os
import signal
import sys
import time
from functools import lru_cache
from typing import Any

from adversary.cluster.engine import ClusterError
from adversary.cluster.messages import Kind, Message
from adversary.cluster.mpi.environment import (
    HOW,
    inside,
    keep_off_the_network,
    rank,
    ulfm,
)  # fmt: skip
from adversary.cluster.mpi.frames import framed
from adversary.cluster.mpi.guard import Guard, launcher
from adversary.cluster.mpi.link import Backoff, Link
from adversary.cluster.mpi.worker import serve
from designs.errors import BadInput, require

_PR_SET_PDEATHSIG = 1
_INIT_SECONDS = 120.0
_QUIT_SECONDS = 5.0


class Job:
    """An MPI job on its server's side: a link to every worker's rank, and how to end them all."""

    def __init__(self, mpi: Any) -> None:
        self.mpi, self.taken, self.over = mpi, False, False
        self.links = [Link(mpi, r) for r in range(1, mpi.COMM_WORLD.Get_size())]
        atexit.register(self.quit)
        self._guard = Guard()

    def quit(self) -> None:
        """Ask every rank to end, and wait some seconds until they have."""
        if not self.over:
            for link in self.links:
                link.send(framed(Message(Kind.QUIT)))
            waiting, backoff = set(range(len(self.links))), Backoff()
            end = time.monotonic() + _QUIT_SECONDS
            while waiting and time.monotonic() < end:
                gone = {r for r in waiting if self.links[r].ended()}
                waiting -= gone
                backoff.wait(received=bool(gone))
            self.end(clean=not waiting)

    def end(self, *, clean: bool) -> None:
        """Close the job: the ranks have ended, or else (not clean) the guard ends them after us.

        With ULFM nobody finalizes, since a lost rank would be waited for; without it, everybody
        must.
        """
        self.over = True
        if clean:
            self._guard.dismiss()
            if not ulfm():
                self.mpi.Finalize()


@lru_cache(maxsize=1)
def server() -> Job:
    """The job of this process, joined once. Never returns on the ranks of the workers.

    Raises:
        BadInput: mpi4py is not installed, or this is not Linux.
        ClusterError: not started by mpiexec, or MPI was started in this process before.

    >>> server()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    adversary.cluster.engine.ClusterError: start the engine mpi with mpiexec: ...
    """
    require(sys.platform == "linux", f"the engine mpi needs Linux, this is {sys.platform}")
    if not inside():
        raise ClusterError(f"start the engine mpi with mpiexec: {HOW} python SCRIPT")
    mpi = _started()
    if rank() == 0:
        return Job(mpi)
    return serve(Link(mpi, 0))


def _started() -> Any:
    _die_with_parent()
    try:
        import mpi4py
    except ImportError:
        raise BadInput("the engine mpi needs mpi4py: pip install 'kirkman[mpi]'") from None
    mpi4py.rc.initialize = mpi4py.rc.finalize = False
    from mpi4py import MPI

    if MPI.Is_initialized():
        raise ClusterError("MPI was started before the engine, which must start it itself")
    keep_off_the_network()
    # Init waits for every rank, also for one that has failed on its way here.
    faulthandler.dump_traceback_later(_INIT_SECONDS, exit=True)
    MPI.Init_thread(MPI.THREAD_SERIALIZED)
    faulthandler.cancel_dump_traceback_later()
    MPI.COMM_WORLD.Set_errhandler(MPI.ERRORS_RETURN)
    return MPI


def _die_with_parent() -> None:
    """Have the kernel kill this process when mpiexec ends, even while it is stopped."""
    parent = os.getppid()
    if launcher(parent):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
