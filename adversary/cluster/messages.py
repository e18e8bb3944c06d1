"""The small control messages between the server and a worker: fixed size, one datagram each."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_LAYOUT = struct.Struct("<BQQ")
_ODD = 0x9E3779B97F4A7C15
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
    """A 64-bit checksum of the bits of a vector: tells torn and damaged copies from whole ones.

    The sum of its 64-bit words mixed with their exclusive or, both modulo 2^64: every change of a
    single word shows, at the speed of memory.

    >>> a, b = np.array([1.0, 2.0]), np.array([1.0, 2.0 + 2**-51])
    >>> checksum(a) == checksum(a.copy()), checksum(a) == checksum(b)
    (True, False)
    """
    words = vector.view(np.uint64)
    total, mixed = int(np.add.reduce(words)), int(np.bitwise_xor.reduce(words))
    return (total + _ODD * mixed) % 2**64
