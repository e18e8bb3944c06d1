"""Faults of processes by signals, each verified in /proc: one that has no effect is an error."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import Protocol

from adversary.cluster.engine import ClusterError

_SEE_SECONDS = 5.0


class Process(Protocol):
    """A process on this machine that can be sent signals: a child of ours, or another."""

    @property
    def pid(self) -> int:
        """Its process identifier."""

    def send_signal(self, sig: int, /) -> None:
        """Send it a signal; if it is dead, nothing happens or `ClusterError` is raised."""


def state(pid: int) -> str:
    """The state letter of a process in /proc ("T" is stopped), or "" if there is none.

    >>> state(os.getpid())
    'R'
    """
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return ""
    try:
        text = os.read(descriptor, 4096)
    except OSError:  # it has ended since
        return ""
    finally:
        os.close(descriptor)
    return text.rpartition(b")")[2].split(None, 1)[0].decode("ascii")


def stop(process: Process) -> None:
    """SIGSTOP a process and wait until /proc says that it is stopped.

    Raises:
        ClusterError: it is dead, or does not stop.
    """
    process.send_signal(signal.SIGSTOP)
    await_state(process.pid, stopped=True)


def resume(process: Process) -> None:
    """SIGCONT a process and wait until /proc says that it is not stopped.

    Raises:
        ClusterError: it is dead.
    """
    process.send_signal(signal.SIGCONT)
    await_state(process.pid, stopped=False)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL a process and wait until it is dead."""
    process.kill()
    process.wait()


def await_state(pid: int, *, stopped: bool) -> None:
    """Wait until /proc says that a process is stopped, or that it is not.

    Raises:
        ClusterError: it is dead, or 5 seconds have passed.
    """
    end = time.monotonic() + _SEE_SECONDS
    while time.monotonic() < end:
        found = state(pid)
        if found in ("", "Z"):
            raise ClusterError(f"process {pid} is dead: the fault had no effect")
        if (found == "T") == stopped:
            return
        time.sleep(0.0005)
    raise ClusterError(f"process {pid} did not {'stop' if stopped else 'go on'}")
