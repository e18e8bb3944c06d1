"""A command that needs an MPI job runs itself again in one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from adversary.cluster.mpi.environment import inside
from adversary.cluster.mpi.job import server
from designs.errors import BadInput

# What the workers' linear algebra may use; Open MPI hands the environment on to this host's ranks.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# mpiexec ends its job when told to by SIGTERM; this is how it is told when we are killed.
_BOOTSTRAP = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    os._exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


def enter(workers: int, words: list[str]) -> int | None:
    """Be in an MPI job with so many workers and a server, or start one.

    Outside of a job, ``python`` with these words is run by mpiexec on this host, one rank for each
    worker and one for the server; its exit code is returned when it has ended. Inside, this returns
    None on rank 0, the server; other ranks serve and end here.

    Raises:
        BadInput: there is no mpiexec or no mpi4py.
    """
    if inside():
        server()
        return None
    return _ended([*command(workers + 1), sys.executable, *words])


def command(ranks: int) -> list[str]:
    """How mpiexec starts so many ranks on this host, more than it has cores if need be.

    Raises:
        BadInput: there is no mpiexec.
    """
    beside = Path(sys.executable).parent / "mpiexec"
    found = str(beside) if beside.exists() else shutil.which("mpiexec")
    if found is None:
        raise BadInput("the engine mpi needs mpiexec of Open MPI 5: pip install 'kirkman[mpi]'")
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    bind = ["--bind-to", "none"]
    return [found, "--with-ft", "ulfm", *root, *bind, "--oversubscribe", "-n", str(ranks)]


def _ended(words: list[str]) -> int:
    """Run a command until it ends, with us or without us; its exit code."""
    told = [sys.executable, "-c", _BOOTSTRAP, str(os.getpid()), *words]
    with subprocess.Popen(told, env=os.environ | dict.fromkeys(_ONE_THREAD, "1")) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise
