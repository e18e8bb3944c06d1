"""Shared vectors: anonymous memory that no file name leads to and that dies with its last user."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from designs.errors import BadInput


def allocate(doubles: int) -> int:
    """A new file descriptor of anonymous memory for so many doubles (at least one).

    >>> descriptor = allocate(3)
    >>> map_vector(descriptor, 3).tolist()
    [0.0, 0.0, 0.0]
    >>> os.close(descriptor)
    """
    descriptor = os.memfd_create("kirkman", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, max(doubles, 1) * 8)
    return descriptor


def map_vector(descriptor: int, doubles: int) -> NDArray[np.float64]:
    """The vector behind a descriptor; the mapping lives as long as the array."""
    memory = mmap.mmap(descriptor, max(doubles, 1) * 8)
    return np.frombuffer(memory, dtype=np.float64, count=doubles)


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
