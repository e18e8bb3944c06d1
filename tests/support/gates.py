"""Gradients for fault tests, run by the workers; files in ``KIRKMAN_GATES`` hold them in place."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import signal
import time
from pathlib import Path

import numpy as np

GATES = Path(os.environ.get("KIRKMAN_GATES", "."))


def held(p, x):
    """The gradient of ``|p - x|^2 / 2``; waits while ``PID.hold`` names this partition.

    The parameters are read before the wait, so that a late gradient is one of an old round.
    """
    seen = p.copy()
    hold = GATES / f"{os.getpid()}.hold"
    if hold.exists() and hold.read_text() == str(int(x[0])):
        (GATES / f"{os.getpid()}.here").touch()
        while hold.exists():
            time.sleep(0.0005)
    return seen - x


def spins(p, x):
    """The same, after 3 ms of work: slow-downs by signals, affinity or nice can take hold."""
    end = time.process_time() + 0.003
    while time.process_time() < end:
        pass
    return p - x


def _only_one(p, x, deed):
    if x[0] == 1:
        deed()
    return p - x


def killed(p, x):
    """Partition 1 is death by SIGKILL, as the kernel does when memory is full."""
    return _only_one(p, x, lambda: os.kill(os.getpid(), signal.SIGKILL))


def segmentation_fault(p, x):
    """Partition 1 reads where nothing is."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _only_one(p, x, lambda: ctypes.string_at(8))


def out_of_memory(p, x):
    """Partition 1 wants more than the address space that it is allowed."""

    def deed():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        np.ones(1 << 28)

    return _only_one(p, x, deed)


def out_of_bounds(p, x):
    """Partition 1 maps a file and reads behind its end: SIGBUS, as when shared memory is full."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def deed():
        descriptor = os.memfd_create("short")
        os.ftruncate(descriptor, 8192)
        memory = mmap.mmap(descriptor, 8192)
        os.ftruncate(descriptor, 0)
        memory[5000]

    return _only_one(p, x, deed)


def closes_its_channel(p, x):
    """Partition 1 closes every file and lives on."""

    def deed():
        os.closerange(3, 64)
        time.sleep(60)

    return _only_one(p, x, deed)


def single(p, x):
    """Single precision: exact for small integers."""
    return (p - x).astype(np.float32)


def integers(p, x):
    """Whole numbers."""
    return np.rint(p - x).astype(np.int64)


def imaginary(p, x):
    """Partition 1 has an imaginary part."""
    return (p - x) * 1j if x[0] == 1 else p - x


def objects(p, x):
    """Partition 1 gives objects that are no numbers."""
    return np.array([{}] * len(p)) if x[0] == 1 else p - x


def letters(p, x):
    """Partition 1 gives text."""
    return np.array(["a"] * len(p)) if x[0] == 1 else p - x


def infinite(p, x):
    """Partition 1 gives infinity in one place."""
    partial = p - x
    if x[0] == 1:
        partial[-1] = np.inf
    return partial


def not_a_number(p, x):
    """Partition 1 gives NaN in one place."""
    partial = p - x
    if x[0] == 1:
        partial[-1] = np.nan
    return partial


def fails_when_negative(p, x):
    """Raises for some parameters only."""
    if p[0] < 0:
        raise ValueError("negative")
    return p - x
