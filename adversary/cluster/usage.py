"""The processor time and context switches of a process, as the kernel counts them.

With fewer cores than workers contention alone makes stragglers: take the usage before and after a
round, and do not attribute to an injected fault what these figures explain.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time and context switches of a process since its start; differences of two.

    ``user`` and ``system`` are seconds, counted in clock ticks (10 ms mostly); ``waited`` are the
    seconds that its main thread was ready to run and had no core, to the nanosecond, or 0 where the
    kernel does not count it. ``involuntary`` switches are preemptions of the main thread,
    ``voluntary`` ones are waits.

    >>> Usage(2.0, 0.5, 0.25, 7, 3) - Usage(1.0, 0.5, 0.0, 5, 3)
    Usage(user=1.0, system=0.0, waited=0.25, voluntary=2, involuntary=0)
    """

    user: float
    system: float
    waited: float
    voluntary: int
    involuntary: int

    @property
    def seconds(self) -> float:
        """Processor time."""
        return self.user + self.system

    def __sub__(self, before: Usage) -> Usage:
        return Usage(
            self.user - before.user,
            self.system - before.system,
            self.waited - before.waited,
            self.voluntary - before.voluntary,
            self.involuntary - before.involuntary,
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON object of these figures.

        >>> Usage(2.0, 0.5, 0.0, 7, 3).to_json()["user_seconds"]
        2.0
        """
        return {
            "user_seconds": self.user,
            "system_seconds": self.system,
            "waited_seconds": self.waited,
            "voluntary_switches": self.voluntary,
            "involuntary_switches": self.involuntary,
        }


def usage(pid: int) -> Usage | None:
    """The usage of a process so far, or None if there is no such process.

    Complexity: three small files of /proc.

    >>> import os
    >>> usage(os.getpid()).seconds > 0
    True
    """
    folder = Path(f"/proc/{pid}")
    try:
        fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
        status = (folder / "status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    counts = dict(line.split(":", 1) for line in status.splitlines() if "switches" in line)
    tick = os.sysconf("SC_CLK_TCK")
    return Usage(
        int(fields[11]) / tick,
        int(fields[12]) / tick,
        _waited(folder),
        int(counts.get("voluntary_ctxt_switches", 0)),
        int(counts.get("nonvoluntary_ctxt_switches", 0)),
    )


def _waited(folder: Path) -> float:
    """The seconds on a run queue; 0 for a kernel that does not count them."""
    try:
        return int((folder / "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def rate(pid: int, seconds: float = 0.5) -> float:
    """The share of one core that a process uses, measured over so many seconds; 0 if it is dead.

    The kernel counts ticks, so the rate is known to about ``0.02 / seconds``.

    >>> import os
    >>> 0 <= rate(os.getpid(), 0.01) <= 4
    True
    """
    before, begin = usage(pid), time.monotonic()
    time.sleep(seconds)
    after = usage(pid)
    if before is None or after is None:
        return 0.0
    return (after - before).seconds / (time.monotonic() - begin)
