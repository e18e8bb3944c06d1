"""The small control messages between the server and a worker: fixed size, one datagram each."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_LAYOUT = struct.Struct("<BQQH")
MOST_BYTES = 4096
_COLUMNS = 1024
# A hello says it in the place of the checksum; change it with the layout or the shared memory.
PROTOCOL = 1


class Kind(IntEnum):
    """What a message says."""

    HELLO = 1
    ROUND = 2
    ANSWER = 3
    STALE = 4
    FAILED = 5
    QUIT = 6
    SETUP = 7
    NEWER = 8


@dataclass(frozen=True, slots=True)
class Message:
    """A kind, the number of its round, the checksum and level of the vector it announces, a text.

    >>> Message.unpack(Message(Kind.ANSWER, 7, 99).pack())
    Message(kind=<Kind.ANSWER: 3>, round=7, checksum=99, text='', level=0)
    """

    kind: Kind
    round: int = 0
    checksum: int = 0
    text: str = ""
    level: int = 0

    def pack(self) -> bytes:
        """The datagram of this message."""
        head = _LAYOUT.pack(self.kind, self.round, self.checksum, self.level)
        return (head + self.text.encode(errors="replace"))[:MOST_BYTES]

    @classmethod
    def unpack(cls, data: bytes) -> Message | None:
        """The message of a datagram, or None if it is none of ours."""
        if len(data) < _LAYOUT.size:
            return None
        kind, number, checksum, level = _LAYOUT.unpack_from(data)
        if kind not in Kind._value2member_map_:
            return None
        text = data[_LAYOUT.size :].decode(errors="replace")
        return cls(Kind(kind), number, checksum, text, level)


def checksum(vector: NDArray[np.float64]) -> int:
    """A 64-bit checksum of the bits of a vector: tells torn and damaged copies from whole ones.

    Its 64-bit words are laid out in rows of 1,024; the sums of the columns times 1, 3, 5, ... are
    added, modulo 2^64. Odd numbers are invertible there, so every change of a single word shows; so
    does the exchange of two in different columns, unless they agree in many bits. Sums of columns
    run at the speed of memory, twice as fast as a product with every word.

    >>> a, b = np.array([1.0, 2.0]), np.array([2.0, 1.0])
    >>> checksum(a) == checksum(a.copy()), checksum(a) == checksum(b)
    (True, False)
    """
    words = vector.view(np.uint64)
    whole = len(words) // _COLUMNS * _COLUMNS
    columns = np.add.reduce(words[:whole].reshape(-1, _COLUMNS), axis=0)
    columns[: len(words) - whole] += words[whole:]
    return int(np.dot(columns, _odd_numbers(_COLUMNS)))


@lru_cache(maxsize=1)
def _odd_numbers(count: int) -> NDArray[np.uint64]:
    return 2 * np.arange(count, dtype=np.uint64) + np.uint64(1)
