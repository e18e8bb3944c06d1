"""Slow-downs of a process, each verified to have an effect; none needs privileges.

A slow-down takes processor time away: it does nothing to a process that sleeps.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from adversary.cluster import faults
from adversary.cluster.engine import ClusterError
from adversary.cluster.faults import Process
from adversary.cluster.usage import rate, usage
from designs.errors import require

_SEE_SECONDS = 5.0
_SHORTEST = 0.005  # the scheduler and a thread that sleeps are not more exact
_LONGEST = 3600.0
_PHASE = 0.01
_TICKS = 0.04  # processor time is counted in ticks of 10 ms
_BURN = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
signal.signal(signal.SIGINT, signal.SIG_IGN)
if os.getppid() != int(sys.argv[1]):
    os._exit(0)
os.sched_setaffinity(0, {int(sys.argv[2])})
while True:
    pass
"""


class SlowDown(Protocol):
    """A slow-down that is in effect."""

    @property
    def share(self) -> float:
        """The share of a core that is left to the process."""

    def measure(self, seconds: float = 1.0) -> float:
        """The share of a core that the process uses, measured over so many seconds."""

    def end(self) -> None:
        """Undo the slow-down; the process runs afterwards, if it is alive."""


class DutyCycle:
    """A slow-down by stopping: ``off`` seconds stopped, ``on`` seconds running, again and again.

    The first stop is verified in /proc before the constructor returns; a thread makes and verifies
    the others. Signals and sleeping threads are exact to some milliseconds.

    Raises:
        BadInput: off or on is not between 5 ms and an hour.
        ClusterError: the process is dead, is stopped already, or does not stop: the fault had no
            effect.

    Complexity: two signals a cycle.
    Source: docs/harness.md.

    >>> sleeper = subprocess.Popen(["sleep", "60"])
    >>> cycle = DutyCycle(sleeper, off=0.02, on=0.01)
    >>> cycle.end()
    >>> faults.state(sleeper.pid) == "T", cycle.stops >= 1, round(cycle.share, 2)
    (False, True, 0.33)
    >>> faults.kill(sleeper)
    """

    def __init__(self, process: Process, off: float, on: float) -> None:
        for name, value in (("off", off), ("on", on)):
            good = _SHORTEST <= value <= _LONGEST
            require(good, f"{name} must be {_SHORTEST} to {_LONGEST:.0f} seconds, got {value}")
        if faults.state(process.pid) == "T":
            raise ClusterError(f"process {process.pid} is stopped: resume it first")
        self._process, self._off, self._on = process, off, on
        self._over = threading.Event()
        self.stops, self.stopped_seconds, self._begin = 0, 0.0, time.monotonic()
        self._stop_and_resume()
        self._thread = threading.Thread(target=self._run, name="duty cycle", daemon=True)
        self._thread.start()

    @property
    def share(self) -> float:
        """The share of the time in which the process is to run."""
        return self._on / (self._on + self._off)

    @property
    def running_share(self) -> float:
        """The share of the time so far in which it was not stopped, by our clock."""
        return 1 - self.stopped_seconds / (time.monotonic() - self._begin)

    def measure(self, seconds: float = 1.0) -> float:
        """The share of a core used, measured; it must be below twice ``share``.

        Raises:
            ClusterError: it is not, or the process has not been stopped meanwhile.
        """
        before = self.stops
        found = _checked_rate(self._process, self.share, seconds)
        if seconds > 2 * (self._off + self._on) and self.stops == before:
            raise ClusterError(f"process {self._process.pid} was not stopped: no effect")
        return found

    def end(self) -> None:
        """End the stops; the process runs, if it is alive."""
        self._over.set()
        self._thread.join()
        with suppress(ClusterError):
            faults.resume(self._process)

    def _run(self) -> None:
        with suppress(ClusterError):  # the process has died: nothing to slow down
            while not self._over.wait(self._on):
                self._stop_and_resume()

    def _stop_and_resume(self) -> None:
        faults.stop(self._process)
        begin = time.monotonic()
        self._over.wait(self._off)
        faults.resume(self._process)
        self.stopped_seconds += time.monotonic() - begin
        self.stops += 1


def cycle_of(share: float) -> tuple[float, float]:
    """Seconds off and on of a duty cycle with this share; the shorter of the two is 10 ms.

    Raises:
        BadInput: the share is not 1/1000..1.

    >>> cycle_of(0.25)
    (0.03, 0.01)
    """
    require(0.001 <= share <= 1, f"a share must be 1/1000..1, got {share}")
    if share <= 0.5:
        return _PHASE * (1 - share) / share, _PHASE
    return _PHASE, _PHASE * share / (1 - share) if share < 1 else _LONGEST


class Crowd:
    """A slow-down by sharing one core with burners, processes that compute for ever.

    ``nice`` 1..19 lowers its priority, ``idle`` puts it into SCHED_IDLE: it runs when no other
    process wants the core. Its share is about ``1 / (burners + 1)``; with one burner 1/69 at nice
    19, and 1/340 when idle. Affinity, niceness and policy are set for all its threads and read
    back, and the burners are seen to compute. Ending restores all but niceness, which only root may
    lower.

    Where the kernel groups processes by session (autogroup), niceness and policy count inside a
    session alone, so the burners of a process of our session belong to it too; of a process that
    leads a session of its own, such as a worker, the group is made nice, as nice as can be if idle.

    Raises:
        BadInput: burners are not 1..100, nice is not 0..19, or this is not the main thread.
        ClusterError: the process is dead, or something had no effect.

    Complexity: starts one interpreter a burner.
    Source: docs/harness.md; the weights are those of the Linux scheduler.

    >>> sleeper = subprocess.Popen(["sleep", "60"])
    >>> crowd = Crowd(sleeper, burners=1, nice=5)
    >>> os.sched_getaffinity(sleeper.pid) == {crowd.core}, os.getpriority(os.PRIO_PROCESS,
    ...     sleeper.pid)
    (True, 5)
    >>> crowd.end()
    >>> os.sched_getaffinity(sleeper.pid) == os.sched_getaffinity(0)
    True
    >>> faults.kill(sleeper)
    """

    def __init__(
        self,
        process: Process,
        burners: int = 3,
        *,
        nice: int = 0,
        idle: bool = False,
        core: int | None = None,
    ) -> None:
        require(1 <= burners <= 100, f"burners must be 1..100, got {burners}")
        require(0 <= nice <= 19, f"nice must be 0..19, got {nice}")
        main = threading.current_thread() is threading.main_thread()
        require(main, "start burners from the main thread: they end with the thread")
        self._process, self._weight = process, 1.0
        self._burners: list[subprocess.Popen[bytes]] = []
        self._undo: list[Callable[[], object]] = []
        try:
            self.core = max(os.sched_getaffinity(process.pid)) if core is None else core
            self._begin(burners, nice, idle)
        except OSError as error:
            self.end()
            raise ClusterError(f"cannot crowd {process.pid}: {error.strerror}") from None
        except BaseException:
            self.end()
            raise

    @property
    def share(self) -> float:
        """The share of the core that the scheduler's weights leave to the process."""
        return self._weight / (self._weight + len(self._burners))

    def measure(self, seconds: float = 1.0) -> float:
        """The share of a core used, measured; it must be below twice ``share``.

        Raises:
            ClusterError: it is not.
        """
        return _checked_rate(self._process, self.share, seconds)

    def end(self) -> None:
        """End the burners and restore the cores and the policy of the process."""
        for burner in self._burners:
            burner.kill()
            burner.wait()
        while self._undo:
            with suppress(OSError):  # dead, or not allowed: niceness
                self._undo.pop()()

    def _begin(self, burners: int, nice: int, idle: bool) -> None:
        pid = self._process.pid
        self._change(
            os.sched_setaffinity, os.sched_getaffinity, {self.core}, "it is not on its core"
        )
        if nice:
            self._weight = 1.25**-nice
            self._change(_set_nice, _get_nice, nice, "it is not nice")
        if idle:
            self._weight = 3 / 1024
            policy = os.SCHED_IDLE
            self._change(_set_policy, os.sched_getscheduler, policy, "it is not idle")
        ours = os.getsid(pid) == os.getsid(0)
        if (nice or idle) and not ours and _is_grouped(pid):
            self._make_group_nice(19 if idle else nice)
        command = [sys.executable, "-S", "-E", "-c", _BURN, str(os.getpid()), str(self.core)]
        for _ in range(burners):
            burner = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=not ours)
            self._burners.append(burner)
        for burner in self._burners:
            self._see_burning(burner)

    def _make_group_nice(self, nice: int) -> None:
        pid = self._process.pid
        if os.getsid(pid) != pid:
            raise ClusterError(
                f"process {pid} is in the session of another: niceness has no effect"
            )
        self._undo.append(partial(_set_group_nice, pid, _get_group_nice(pid)))
        _set_group_nice(pid, nice)
        if _get_group_nice(pid) != nice:
            raise ClusterError(f"the fault had no effect on process {pid}: its group is not nice")
        self._weight = 1.25**-nice

    def _change(
        self, write: Callable[..., object], read: Callable[[int], object], value: object, no: str
    ) -> None:
        """Set a property of every thread, remember the old values, and verify the new ones."""
        for thread in _threads(self._process.pid):
            old = read(thread)
            self._undo.append(partial(write, thread, old))
            write(thread, value)
        found = [read(thread) for thread in _threads(self._process.pid)]
        if not found or any(x != value for x in found):
            raise ClusterError(f"the fault had no effect on process {self._process.pid}: {no}")

    def _see_burning(self, burner: subprocess.Popen[bytes]) -> None:
        end, first = time.monotonic() + _SEE_SECONDS, None
        while time.monotonic() < end and burner.poll() is None:
            there = os.sched_getaffinity(burner.pid) == {self.core}
            spent = usage(burner.pid)
            if there and spent is not None:
                first = first or spent
                if (spent - first).user > 0:
                    return
            time.sleep(0.005)
        raise ClusterError(f"a burner does not burn on core {self.core}: the fault had no effect")


def _checked_rate(process: Process, share: float, seconds: float) -> float:
    found = rate(process.pid, seconds)
    most = 2 * share + _TICKS / seconds
    if found > most:
        raise ClusterError(
            f"the fault had no effect: process {process.pid} used {found:.2f} of a core, "
            f"it was to get {share:.2f}"
        )
    return found


def _threads(pid: int) -> list[int]:
    return [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]


def _set_nice(thread: int, value: int) -> None:
    os.setpriority(os.PRIO_PROCESS, thread, value)


def _get_nice(thread: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, thread)


def _set_policy(thread: int, policy: int) -> None:
    os.sched_setscheduler(thread, policy, os.sched_param(0))


def _is_grouped(pid: int) -> bool:
    """Whether the scheduler groups processes by session (autogroup), for this process.

    The file of a process that belongs to no group is empty.
    """
    try:
        switch = Path("/proc/sys/kernel/sched_autogroup_enabled").read_text(encoding="ascii")
        group = Path(f"/proc/{pid}/autogroup").read_text(encoding="ascii")
    except OSError:
        return False
    return switch.strip() == "1" and bool(group.strip())


def _get_group_nice(pid: int) -> int:
    return int(Path(f"/proc/{pid}/autogroup").read_text(encoding="ascii").split()[-1])


def _set_group_nice(pid: int, nice: int) -> None:
    """Without privileges the kernel takes one such call in 100 ms."""
    end = time.monotonic() + _SEE_SECONDS
    while True:
        try:
            Path(f"/proc/{pid}/autogroup").write_text(str(nice), encoding="ascii")
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def possible() -> dict[str, str]:
    """The slow-downs by name, each with why it is not possible here, or ""; tried on a process.

    Complexity: starts a process that sleeps.

    >>> sorted(possible())
    ['affinity', 'duty cycle', 'idle', 'nice']
    """
    names = ("duty cycle", "affinity", "nice", "idle")
    if sys.platform != "linux":
        return dict.fromkeys(names, f"slow-downs need Linux, this is {sys.platform}")
    if not Path("/proc/self/stat").exists():
        return dict.fromkeys(names, "slow-downs are seen in /proc, which is not mounted")
    sleeper = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    pid = sleeper.pid
    tries: dict[str, Callable[[], object]] = {
        "duty cycle": lambda: DutyCycle(sleeper, _SHORTEST, _SHORTEST).end(),
        "affinity": lambda: os.sched_setaffinity(pid, {max(os.sched_getaffinity(pid))}),
        "nice": lambda: _set_nice(pid, min(19, _get_nice(pid) + 1)),
        "idle": lambda: _set_policy(pid, os.SCHED_IDLE),
    }
    try:
        return {name: _why_not(attempt) for name, attempt in tries.items()}
    finally:
        faults.kill(sleeper)


def _why_not(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return f"not allowed: {error.strerror}"
    except ClusterError as error:
        return str(error)
    return ""
