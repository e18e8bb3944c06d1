"""The guard: a small process that ends the MPI job when the server ends without a goodbye.

Open MPI with ULFM lets the other ranks live when one is lost, stopped ones for ever. The guard
holds the read end of a pipe from the server: end of file without "bye" means that the server is
gone, and the job with it. It also removes what a killed mpiexec leaves in shared memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from adversary.cluster import faults

_GUARD = """
import glob, json, os, select, shutil, signal, sys
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_IGN)
handle, segments, session = json.loads(sys.argv[1])
if sys.stdin.buffer.read() == b"bye":
    sys.exit()
def ended(seconds):
    return bool(select.select([handle], [], [], seconds)[0])
for blow, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
    if not ended(0):
        signal.pidfd_send_signal(handle, blow)
        ended(seconds)
for name in glob.glob(glob.escape(segments) + "*") if segments else []:
    os.unlink(name)
if session:
    shutil.rmtree(session, ignore_errors=True)
"""


class Guard:
    """Watches over this process until told goodbye."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        parent = os.getppid()
        if launcher(parent):
            with suppress(OSError):  # where that is not permitted, nobody guards
                self._process = _watching(os.pidfd_open(parent))

    def goodbye(self) -> None:
        """Nothing is left to be ended: the guard goes."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.communicate(b"bye")


def _watching(parent: int) -> subprocess.Popen[bytes]:
    """A guard that holds a descriptor of mpiexec, which it may have to end."""
    told = json.dumps([parent, _segments(), os.environ.get("PMIX_SERVER_TMPDIR", "")])
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _GUARD, told],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(parent,),
            start_new_session=True,
            cwd="/",
        )
    finally:
        os.close(parent)


def launcher(pid: int) -> bool:
    """Whether this is a process of mpiexec, which starts and ends ranks.

    >>> launcher(os.getpid())
    False
    """
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return name in ("prterun", "prted", "mpiexec", "mpirun") and faults.state(pid) not in ("", "Z")


def _segments() -> str:
    """What the names of the shared memory of this job's ranks on this host begin with."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    names = [line.split()[-1] for line in maps.splitlines() if "/sm_segment." in line]
    return names[0].rpartition(".")[0] + "." if names else ""
