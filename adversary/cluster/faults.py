"""Processes and signals: groups, what ends them, and faults that are verified in /proc.

A worker leads a group of its own, which its signals reach. What leaves the group is known by the
mark in its environment, and ended by a guard that outlives the server. A fault that has no effect
is an error.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from adversary.cluster.engine import ClusterError

_SEE_SECONDS = 5.0
MARK = "KIRKMAN_ENGINE"
# Ends every process whose environment has one text and not the other, until none is left; but no
# child of one process.
SWEEP = """
import os, signal
def sweep(mark, spared, parent):
    ours = (os.getpid(), parent)
    def is_marked(name):
        with open(f"/proc/{name}/environ", "rb") as file:
            words = file.read()
        with open(f"/proc/{name}/stat", "rb") as file:
            above = int(file.read().rpartition(b")")[2].split()[1])
        rest = not spared or spared.encode() not in words
        return mark.encode() in words and rest and int(name) not in ours and above != parent
    found = bool(mark)
    while found:
        found = False
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                handle = os.pidfd_open(int(name))
            except OSError:
                continue
            try:
                if is_marked(name):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                    found = True
            except (OSError, IndexError):
                pass
            finally:
                os.close(handle)
"""
_GUARD = f"""{SWEEP}
import json, select, sys
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_IGN)
server, mark = json.loads(sys.argv[1])
select.select([0, server], [], [])
sweep(mark, "", 0)
"""


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


def end_our_group() -> None:
    r"""SIGKILL every other process of the group that this process leads, if it leads one.

    >>> told = "import subprocess as s; from adversary.cluster.faults import end_our_group as end;"
    >>> told += "child = s.Popen(['sleep', '60']); end(); print(child.wait())"
    >>> subprocess.run([sys.executable, "-c", told], start_new_session=True,
    ...                capture_output=True).stdout
    b'-9\n'
    """
    us = os.getpid()
    if os.getpgrp() != us:
        return
    for pid in [int(path.name) for path in Path("/proc").glob("[0-9]*")]:
        with suppress(OSError):
            if pid != us and os.getpgid(pid) == us:
                os.kill(pid, signal.SIGKILL)


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


class Leader(subprocess.Popen[bytes]):
    """A process that leads a group: signals reach the group, which ends when its leader does.

    It must be started with ``start_new_session``. The group is ended as soon as its leader is seen
    to be dead: while it has members no other group can have its number.

    >>> told = "import subprocess as s; print(s.Popen(['sleep', '60']).pid, flush=True); input()"
    >>> with Leader([sys.executable, "-c", told], stdin=-1, stdout=-1,
    ...             start_new_session=True) as leader:
    ...     child = int(leader.stdout.readline())
    ...     leader.kill()
    >>> while state(child) not in ("", "Z"):
    ...     time.sleep(0.01)
    """

    _over = False

    def send_signal(self, sig: int) -> None:
        """Send a signal to the group, unless its leader is dead."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, sig)

    def poll(self) -> int | None:
        """The exit status of the leader, or None while it lives."""
        return self._seen(super().poll())

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the leader has ended; its exit status."""
        status = super().wait(timeout)
        self._seen(status)
        return status

    def _seen(self, status: int | None) -> int | None:
        if status is not None and not self._over:
            self._over = True
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return status


class Guard:
    """A process that ends what workers have started, when it is dismissed or the server has ended.

    The kernel kills workers whose server is dead, but not their children; the guard ends every
    process that has the ``mark`` of this engine in its environment.

    >>> guard = Guard()
    >>> child = subprocess.Popen(["sleep", "60"], env=guard.marked({}), start_new_session=True)
    >>> guard.dismiss()
    >>> child.wait()
    -9
    """

    def __init__(self) -> None:
        self.mark = secrets.token_hex(12)
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # where a process cannot be held, there is no guard
            server = os.pidfd_open(os.getpid())
            self._process = guarding(_GUARD, server, [server, self.mark])

    def marked(self, environment: dict[str, str]) -> dict[str, str]:
        """An environment with the mark, behind those of engines around this one."""
        return environment | {MARK: f"{os.environ.get(MARK, '')} {self.mark}".strip()}

    def dismiss(self) -> None:
        """Have everything that is left ended, and the guard too."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate()


def guarding(script: str, held: int, setup: list[Any]) -> subprocess.Popen[bytes]:
    """A process of its own session that runs a script and takes over the descriptor of another.

    The script has the setup as JSON in its first argument, and on standard input what it is told.

    >>> script = "import json, sys; sys.exit(json.loads(sys.argv[1])[0])"
    >>> with guarding(script, os.pidfd_open(os.getpid()), [3]) as process:
    ...     process.wait()
    3
    """
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", script, json.dumps(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(held,),
            start_new_session=True,
            cwd="/",
        )
    finally:
        os.close(held)
