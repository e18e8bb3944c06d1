"""Messages to and from one rank: nothing blocks, nothing sent is cancelled or overwritten."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from adversary.cluster.messages import Kind
from adversary.cluster.mpi.frames import Bytes, opened

_TAG = 11
_SPINS = 20
_SHORTEST, _LONGEST = 20e-6, 500e-6


class Backoff:
    """Exponential backoff between two looks: sleeps grow from 20 to 500 us while nothing happens.

    A rank that waits in MPI itself would spin, and take its core from the others.
    """

    def __init__(self) -> None:
        self._idle = 0

    def wait(self, *, heard: bool) -> None:
        """Sleep, unless something has just been heard."""
        self._idle = 0 if heard else self._idle + 1
        if self._idle > _SPINS:
            time.sleep(min(_SHORTEST * 2 ** min(self._idle - _SPINS - 1, 9), _LONGEST))
        elif self._idle:
            time.sleep(0)


@dataclass(slots=True)
class Link:
    """The line to one rank. ``lost`` says why it is dead, once MPI has reported it.

    Buffers are kept until their request is done. A received frame is valid until the next call of
    `receive`.
    """

    mpi: Any = field(repr=False)
    rank: int
    lost: str = ""
    _buffer: Bytes = field(default_factory=lambda: np.empty(0, np.uint8), repr=False)
    _receiving: Any = field(default=None, repr=False)
    _due: int = 0
    _sending: list[tuple[Any, Bytes]] = field(default_factory=list, repr=False)

    def send(self, frame: Bytes) -> bool:
        """Begin to send a frame, not to be changed while it is `busy`; False if lost."""
        self.flush()
        if not self.lost:
            try:
                comm = self.mpi.COMM_WORLD
                request = comm.Isend([frame, self.mpi.BYTE], dest=self.rank, tag=_TAG)
                self._sending.append((request, frame))
            except self.mpi.Exception as error:
                self._lose(error)
        return not self.lost

    def flush(self) -> bool:
        """Whether all that was sent has left; lets MPI work on it."""
        try:
            self._sending = [pair for pair in self._sending if not pair[0].Test()]
        except self.mpi.Exception as error:
            self._lose(error)
        return not self._sending

    def busy(self, frame: Bytes) -> bool:
        """Whether a send of this frame, or of a part of it, is still under way."""
        return any(np.may_share_memory(sent, frame) for _, sent in self._sending)

    def receive(self) -> Bytes | None:
        """The next frame that has arrived whole, or None."""
        if self.lost:
            return None
        try:
            if self._receiving is None:
                self._begin()
            if self._receiving is None or not self._receiving.Test():
                return None
        except self.mpi.Exception as error:
            self._lose(error)
            return None
        self._receiving = None
        return self._buffer[: self._due]

    def ended(self) -> bool:
        """Whether the rank has said goodbye, or is lost; other messages are dropped."""
        frame = self.receive()
        message = None if frame is None else opened(frame)
        return bool(self.lost) or (message is not None and message.kind == Kind.QUIT)

    def _begin(self) -> None:
        """Post a receive for a message that has been announced, if one has."""
        status = self.mpi.Status()
        comm = self.mpi.COMM_WORLD
        if not comm.Iprobe(source=self.rank, tag=_TAG, status=status):
            return
        self._due = status.Get_count(self.mpi.BYTE)
        if len(self._buffer) < self._due:
            self._buffer = np.empty(self._due, np.uint8)
        into = [self._buffer[: self._due], self.mpi.BYTE]
        self._receiving = comm.Irecv(into, source=self.rank, tag=_TAG)

    def _lose(self, error: Any) -> None:
        failed = getattr(self.mpi, "ERR_PROC_FAILED", None)
        known = error.Get_error_class() == failed
        self.lost = "MPI_ERR_PROC_FAILED" if known else error.Get_error_string()
