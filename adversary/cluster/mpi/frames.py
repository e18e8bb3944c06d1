"""Frames, the messages between ranks: a control message, then its vector or its text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from adversary.cluster.messages import Kind, Message

Bytes = NDArray[np.uint8]
Vector = NDArray[np.float64]

# The message without its text has 19 bytes; the vector behind it begins at a multiple of 8.
HEAD = 24


def blank(rows: int, doubles: int) -> tuple[Bytes, Vector]:
    """New frames for vectors of so many doubles, and the vectors inside them.

    >>> frames, vectors = blank(2, 3)
    >>> frames.shape, vectors.shape, np.shares_memory(frames, vectors)
    ((2, 48), (2, 3), True)
    """
    frames = np.zeros((rows, HEAD + 8 * doubles), np.uint8)
    return frames, frames[:, HEAD:].view(np.float64)


def head(frame: Bytes, message: Message) -> None:
    """Write a message in front of the vector of a frame.

    >>> frames, vectors = blank(1, 1)
    >>> head(frames[0], Message(Kind.ANSWER, 3))
    >>> opened(frames[0]).round
    3
    """
    packed = replace(message, text="").pack()
    frame[: len(packed)] = np.frombuffer(packed, np.uint8)


def framed(message: Message, payload: bytes = b"") -> Bytes:
    """A frame of a message and its text, or other bytes in place of the text.

    >>> opened(framed(Message(Kind.FAILED, 3, text="why"))).text
    'why'
    """
    body = payload or message.text.encode(errors="replace")
    frame = np.zeros(HEAD + len(body), np.uint8)
    head(frame, message)
    frame[HEAD:] = np.frombuffer(body, np.uint8)
    return frame


def opened(frame: Bytes) -> Message | None:
    """The message of a frame with its text, or None if it is not one of ours.

    >>> opened(np.zeros(5, np.uint8)) is None
    True
    """
    message = Message.unpack(frame[:HEAD].tobytes()) if len(frame) >= HEAD else None
    if message is None:
        return None
    has_text = message.kind in (Kind.FAILED, Kind.HELLO)
    text = frame[HEAD:].tobytes().decode(errors="replace") if has_text else ""
    return replace(message, text=text)


def vector_in(frame: Bytes, doubles: int) -> Vector | None:
    """The vector of a frame, or None if the frame has another length.

    >>> frames, vectors = blank(1, 2)
    >>> vectors[0] = [1.0, 2.0]
    >>> vector_in(frames[0], 2).tolist(), vector_in(frames[0], 3)
    ([1.0, 2.0], None)
    """
    if len(frame) != HEAD + 8 * doubles:
        return None
    return frame[HEAD:].view(np.float64)
