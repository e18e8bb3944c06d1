"""The guard: a small process that ends the MPI job when the server ends without dismissing it.

Open MPI with ULFM lets the other ranks live when one is lost, stopped ones for ever. The guard
holds the read end of a pipe from the server: end of file without "bye" means that the server is
gone, and the job with it. It also removes what a killed mpiexec leaves in shared memory, and ends
what the ranks of the workers have started on this host.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from adversary.cluster import faults
from adversary.cluster.faults import SWEEP
from adversary.cluster.mpi.environment import marks_of_others

_GUARD = f"""{SWEEP}
import glob, json, os, select, shutil, signal, sys
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_IGN)
handle, launcher, segments, session, marks = json.loads(sys.argv[1])
if sys.stdin.buffer.read() == b"bye":
    sweep(*marks, launcher)
    sys.exit()
def ended(seconds):
    return bool(select.select([handle], [], [], seconds)[0])
for number, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
    if not ended(0):
        signal.pidfd_send_signal(handle, number)
        ended(seconds)
for name in glob.glob(glob.escape(segments) + "*") if segments else []:
    os.unlink(name)
if session:
    shutil.rmtree(session, ignore_errors=True)
sweep(*marks, 0)
"""


class Guard:
    """The guard process of this server, until it is dismissed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        parent = os.getppid()
        if launcher(parent):
            with suppress(OSError):  # where that is not permitted, there is no guard
                self._process = _started_guard(os.pidfd_open(parent))

    def dismiss(self) -> None:
        """End the guard without ending the job: no process of it is left."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.communicate(b"bye")


def _started_guard(parent: int) -> subprocess.Popen[bytes]:
    """A new guard process with a descriptor of mpiexec, which it may have to end."""
    kept = _segments(), os.environ.get("PMIX_SERVER_TMPDIR", "")
    return faults.guarding(_GUARD, parent, [parent, os.getppid(), *kept, marks_of_others()])


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
    """The prefix of the names of this job's shared memory on this host, "" if there is none."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    names = [line.split()[-1] for line in maps.splitlines() if "/sm_segment." in line]
    return names[0].rpartition(".")[0] + "." if names else ""
