"""Shared vectors in anonymous memory: it has no file name, and is freed with its last user."""

from __future__ import annotations

import fcntl
import mmap
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from designs.errors import BadInput

_F_SEAL_FUTURE_WRITE = 0x10  # since Linux 5.1; Python 3.13 knows its name


def allocate(doubles: int) -> int:
    """A new file descriptor of anonymous memory for so many doubles (at least one).

    >>> descriptor = allocate(3)
    >>> map_vector(descriptor, 3).tolist()
    [0.0, 0.0, 0.0]
    >>> os.close(descriptor)
    """
    descriptor = os.memfd_create("kirkman", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, max(doubles, 1) * 8)
    return descriptor


def map_vector(descriptor: int, doubles: int, *, writable: bool = True) -> NDArray[np.float64]:
    """The vector behind a descriptor; the mapping lives as long as the array."""
    access = mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0)
    memory = mmap.mmap(descriptor, max(doubles, 1) * 8, prot=access)
    return np.frombuffer(memory, dtype=np.float64, count=doubles)


def seal(descriptor: int) -> None:
    """Forbid new writable mappings of this memory; those that exist stay writable.

    >>> descriptor = allocate(3)
    >>> ours = map_vector(descriptor, 3)
    >>> seal(descriptor)
    >>> theirs = map_vector(descriptor, 3, writable=False)
    >>> ours[0] = 5.0
    >>> theirs.tolist(), theirs.flags.writeable
    ([5.0, 0.0, 0.0], False)
    >>> map_vector(descriptor, 3)
    Traceback (most recent call last):
        ...
    PermissionError: [Errno 1] Operation not permitted
    >>> os.close(descriptor)
    """
    size_stays = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _F_SEAL_FUTURE_WRITE | size_stays)


def store(arrays: dict[str, NDArray[np.float64]]) -> int:
    """A descriptor of anonymous memory with named arrays in numpy's .npz form.

    Raises:
        BadInput: an array holds something else than numbers.

    >>> descriptor = store({"x": np.arange(2.0)})
    >>> with reopen(descriptor) as file:
    ...     np.load(file)["x"].tolist()
    [0.0, 1.0]
    >>> os.close(descriptor)
    """
    descriptor = os.memfd_create("kirkman-data", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
    except ValueError:
        os.close(descriptor)
        raise BadInput("the arrays of a task must hold numbers") from None
    return descriptor


def reopen(descriptor: int) -> BinaryIO:
    """The memory behind a descriptor as a file with a read position of its own."""
    return Path(f"/proc/self/fd/{descriptor}").open("rb")
