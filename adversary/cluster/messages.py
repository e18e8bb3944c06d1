"""The small control messages between the server and a worker: fixed size, one datagram each."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

_LAYOUT = struct.Struct("<BQQH")
MOST_BYTES = 4096
# A hello carries it in place of a checksum; change it with the layout or the shared memory.
PROTOCOL = 2


class Kind(IntEnum):
    """The kind of a message."""

    HELLO = 1
    ROUND = 2
    ANSWER = 3
    STALE = 4
    FAILED = 5
    QUIT = 6
    SETUP = 7
    NEWER = 8


_KINDS = {int(kind): kind for kind in Kind}


@dataclass(slots=True)
class Message:
    """A message: its kind, its round, the checksum and level of the vector it announces, a text.

    A round announces parameters: by their checksum too, or, where nobody but the server can write
    them, by the number of the round that stands behind them.

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
        """The message of a datagram, or None if it is not one of ours."""
        if len(data) < _LAYOUT.size:
            return None
        kind, number, checksum, level = _LAYOUT.unpack_from(data)
        known = _KINDS.get(kind)
        if known is None:
            return None
        text = data[_LAYOUT.size :].decode(errors="replace") if len(data) > _LAYOUT.size else ""
        return cls(known, number, checksum, text, level)


def hello_objection(message: Message | None) -> str:
    """Why a worker's first message is no valid hello, in words; "" if it is one.

    >>> hello_objection(Message(Kind.ANSWER))
    'sent a message before its hello'
    """
    if message is None:
        return "sent what is no message"
    if message.kind != Kind.HELLO:
        return "sent a message before its hello"
    if message.checksum != PROTOCOL:
        return f"speaks protocol {message.checksum}, not {PROTOCOL}"
    return ""
