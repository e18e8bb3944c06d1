"""The restart of a command inside an MPI job."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from adversary.cluster.mpi.environment import inside
from adversary.cluster.mpi.job import server
from adversary.cluster.mpi.worker import place
from designs.errors import BadInput, require

# Where the server of a job that we have started leaves word that it has ended in order.
_RECEIPT, _PLACE = "KIRKMAN_RECEIPT", "KIRKMAN_PLACE"
LOST = "the MPI job ended before its server had reported: a host, or mpiexec, was lost"
# What the workers' linear algebra may use; Open MPI hands the environment on to this host's ranks.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# mpiexec ends its job on SIGTERM, which the kernel sends it when we are killed.
_BOOTSTRAP = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    os._exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


def enter(workers: int, words: list[str], hosts: Path | None = None) -> tuple[int, str] | None:
    """Join the MPI job of this process, or run the command in one with so many workers.

    Outside of a job, ``python`` with these words is run by mpiexec, one rank for each worker and
    one for the server, on this host or on those of a hostfile, this one first. When it has ended,
    its exit code is returned, and in words what was lost, so that the server could not report: then
    the code is not 0, as that of mpiexec may be. Inside, this returns None on rank 0, the server;
    other ranks serve and end here.

    Raises:
        BadInput: there is no mpiexec, no mpi4py or no hostfile, or its first host is not this one.
    """
    if inside():
        server()
        _leave_word()
        return None
    fits = hosts is None or hosts.is_file()
    require(fits, f"a hostfile has a line like first slots=8 for each host, got {str(hosts)!r}")
    where = [] if hosts is None else ["--hostfile", str(hosts)]
    return _ended([*command(workers + 1), *where, sys.executable, *words])


def _leave_word() -> None:
    """Have the server, at its end in order, leave word of that for the command that started it."""
    receipt = os.environ.get(_RECEIPT)
    if receipt is None:
        return
    here = os.environ.get(_PLACE) == place()
    require(here, "the first host of the hostfile must be the one on which the command is started")
    atexit.register(Path(receipt).touch)


def command(ranks: int) -> list[str]:
    """The command line of mpiexec for so many ranks on this host, if need be more than cores.

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


def _ended(words: list[str]) -> tuple[int, str]:
    """Run a command that ends with this process at the latest; its exit code, and what was lost."""
    with TemporaryDirectory(prefix="kirkman-") as folder:
        receipt = Path(folder, "ended")
        code = _exit_code(words, {_RECEIPT: str(receipt), _PLACE: place()})
        lost = "" if receipt.exists() else LOST
    return (code if code > 0 or not (lost or code) else 1), lost


def _exit_code(words: list[str], more: dict[str, str]) -> int:
    argv = [sys.executable, "-c", _BOOTSTRAP, str(os.getpid()), *words]
    environment = os.environ | dict.fromkeys(_ONE_THREAD, "1") | more
    with subprocess.Popen(argv, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise
