"""The small control messages between the server and a worker: fixed size, one datagram each."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_LAYOUT = struct.Struct("<BQI")
MOST_BYTES = 4096


class Kind(IntEnum):
    """What a message says."""

    HELLO = 1
    ROUND = 2
    ANSWER = 3
    STALE = 4
    FAILED = 5
    QUIT = 6


@dataclass(frozen=True, slots=True)
class Message:
    """A kind, the number of the round it is about, the checksum of the vector it announces, a text.

    >>> Message.unpack(Message(Kind.ANSWER, 7, 99).pack())
    Message(kind=<Kind.ANSWER: 3>, round=7, checksum=99, text='')
    """

    kind: Kind
    round: int = 0
    checksum: int = 0
    text: str = ""

    def pack(self) -> bytes:
        """The datagram of this message."""
        head = _LAYOUT.pack(self.kind, self.round, self.checksum)
        return (head + self.text.encode())[:MOST_BYTES]

    @classmethod
    def unpack(cls, data: bytes) -> Message | None:
        """The message of a datagram, or None if it is none of ours."""
        if len(data) < _LAYOUT.size:
            return None
        kind, number, checksum = _LAYOUT.unpack_from(data)
        if kind not in Kind._value2member_map_:
            return None
        text = data[_LAYOUT.size :].decode(errors="replace")
        return cls(Kind(kind), number, checksum, text)


def checksum(vector: NDArray[np.float64]) -> int:
    """CRC-32 of the bytes of a vector: tells torn and damaged copies from whole ones.

    >>> checksum(np.zeros(3)) == checksum(np.zeros(3))
    True
    """
    return zlib.crc32(vector.data)
