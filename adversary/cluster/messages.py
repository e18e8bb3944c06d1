"""The messages between the server and a worker: fixed-size control messages, forms of vectors."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Numbers = Sequence[float] | NDArray[np.float64]

_LAYOUT = struct.Struct("<BQQH")
MOST_BYTES = 4096
# A hello carries it in place of a checksum; change it with the layout or the shared memory.
PROTOCOL = 3


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


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the vectors of a round, see `designs.codes.scheme.Messages`.

    ``parts`` are for every code the slices of the gradient that it combines, as (begin, end). What
    is broadcast are the parameters of all ``models``, and for each worker the ``chosen`` messages:
    ``model codes + code``, or -1 for an empty message, which is computed from nothing.

    >>> form = Form(workers=2, dimension=5, partitions=3, parts=[[(0, 2), (2, 5)]])
    >>> form.length(0), form.width(0), form.broadcast
    (3, 9, 5)
    """

    workers: int
    dimension: int
    partitions: int
    parts: Sequence[Sequence[tuple[int, int]]]
    chosen: int = 0
    models: int = 1

    @property
    def most(self) -> int:
        """The largest number of messages of a worker in a round."""
        return self.chosen or len(self.parts)

    @property
    def broadcast(self) -> int:
        """The length of what is broadcast: parameters, then the messages that are chosen."""
        return self.models * self.dimension + self.workers * self.chosen

    def length(self, code: int) -> int:
        """The length of the coded gradient in a message of a code."""
        return max(end - begin for begin, end in self.parts[code])

    def width(self, code: int) -> int:
        """The length of a message: coded gradient and probe."""
        return self.length(code) + len(self.parts[code]) * self.partitions

    def widths(self) -> list[int]:
        """The lengths of the messages of a round in their order, whichever are chosen."""
        return [self.width(0 if self.chosen else i) for i in range(self.most)]

    def lengths(self) -> list[int]:
        """The lengths of the coded gradients in the messages of a round in their order."""
        return [self.length(0 if self.chosen else i) for i in range(self.most)]

    def sizes(self, block: Numbers, worker: int) -> list[int]:
        """The bytes of the coded gradients of a worker in a round; -1 for an empty message."""
        plan = self.plan(block, worker)
        return [8 * self.length(code) if code >= 0 else -1 for _, code in plan]

    def plan(self, block: Numbers, worker: int) -> tuple[tuple[int, int], ...]:
        """The (model, code) of each message of a worker in a round; the code -1 is an empty one.

        >>> form = Form(2, 1, 1, [[(0, 1)]] * 3, chosen=2, models=2)
        >>> form.plan([0.5, 0.25, 4, 1, 2, -1], 0), form.plan([0.5, 0.25, 4, 1, 2, -1], 1)
        (((1, 1), (0, 1)), ((0, 2), (0, -1)))
        """
        if not self.chosen:
            return tuple((0, i) for i in range(len(self.parts)))
        begin = self.models * self.dimension + worker * self.chosen
        told: Iterable[float] = block[begin : begin + self.chosen]
        return tuple(divmod(int(x), len(self.parts)) if x >= 0 else (0, -1) for x in told)
