"""Bits in NumPy, for exported source: shifts, total order, random bits from a counter.

The public functions are copied into the source that needs them, like those of
`adversary.portable.runtime`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from adversary.portable.text import Line, Rule, call, dtype_text, tuple_text


def ordered_bits(x: Any) -> Any:
    """Integers in the total order of reals: -nan, -inf, ..., -0, 0, ..., inf, nan.

    >>> ordered_bits(np.array([-1.0, -0.0, 0.0, np.nan], np.float32)).argsort().tolist()
    [0, 1, 2, 3]
    """
    array = np.asarray(x)
    bits = array.view(f"i{array.dtype.itemsize}")
    return np.where(bits < 0, bits ^ np.iinfo(bits.dtype).max, bits)


def shifted(x: Any, by: Any, way: str) -> Any:
    """Bits moved left or right; with "arithmetic" the sign comes in from the left, else zeros.

    Moved by as many bits as there are, or more, nothing of x is left but the sign.

    >>> [shifted(np.int8(-4), np.int8(1), way).item() for way in ("left", "right", "arithmetic")]
    [-8, 126, -2]
    """
    x, by = np.asarray(x), np.asarray(by)
    unsigned = np.dtype(f"u{x.dtype.itemsize}")
    size, moved = 8 * x.dtype.itemsize, by.astype(unsigned)
    inside = moved < size
    if way == "arithmetic":
        signed = x.astype(f"i{x.dtype.itemsize}")
        return (signed >> np.where(inside, moved, size - 1).astype(signed.dtype)).astype(x.dtype)
    ones = x.astype(unsigned)
    moved = np.where(inside, moved, 0).astype(unsigned)
    result = ones << moved if way == "left" else ones >> moved
    return np.where(inside, result, 0).astype(unsigned).astype(x.dtype)


def leading_zeros(x: Any) -> Any:
    """The number of zeros before the first one bit.

    >>> leading_zeros(np.array([0, 1, -1], np.int8)).tolist()
    [8, 7, 0]
    """
    x = np.asarray(x)
    bits = x.astype(f"u{x.dtype.itemsize}")
    count = np.full(x.shape, 8 * x.dtype.itemsize)
    for _ in range(8 * x.dtype.itemsize):
        count = count - (bits != 0)
        bits = bits >> np.array(1, bits.dtype)
    return count.astype(x.dtype)


def one_bits(x: Any) -> Any:
    """The number of one bits.

    >>> one_bits(np.array([0, 5, -1], np.int8)).tolist()
    [0, 2, 8]
    """
    x = np.asarray(x)
    return np.bitwise_count(x.astype(f"u{x.dtype.itemsize}")).astype(x.dtype)


def threefry(key: Any, second: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Two words from two key words and two counter words: Threefry-2x32 with 20 rounds.

    Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel random numbers: as easy as 1, 2, 3,
    SC 2011.

    >>> words = threefry(*(np.zeros(1, np.uint32),) * 4)
    >>> [hex(word.item()) for word in words]
    ['0x6b200159', '0x99ba4efe']
    """
    key, second, x, y = (np.asarray(word, np.uint32) for word in (key, second, x, y))
    keys = (key, second, key ^ second ^ np.uint32(0x1BD11BDA))
    turns = ((13, 15, 26, 6), (17, 29, 16, 24))
    x, y = x + keys[0], y + keys[1]
    for i in range(5):
        for turn in turns[i % 2]:
            x = x + y
            y = (y << np.uint32(turn)) | (y >> np.uint32(32 - turn))
            y = x ^ y
        x, y = x + keys[(i + 1) % 3], y + keys[(i + 2) % 3] + np.uint32(i + 1)
    return x, y


def counters(shape: Sequence[int]) -> tuple[Any, Any]:
    """High and low word of the places of an array, row by row.

    >>> counters((2, 2))[1].tolist()
    [[0, 1], [2, 3]]
    """
    size = int(np.prod(shape, dtype=np.int64))
    places = np.arange(size, dtype=np.uint64).reshape(shape)
    return (places >> np.uint64(32)).astype(np.uint32), places.astype(np.uint32)


def _compared(sign: str) -> Rule:
    def rule(line: Line) -> str:
        one, two = line.texts
        if line.step.inputs[0].dtype.startswith("float"):
            one, two = f"ordered_bits({one})", f"ordered_bits({two})"
        return f"{one} {sign} {two}"

    return rule


def _shift(way: str) -> Rule:
    return lambda line: f'shifted({line.texts[0]}, {line.texts[1]}, "{way}")'


def _reread(line: Line) -> str:
    """The same bits as another type; between sizes the last axis is split or joined."""
    text, wanted = line.texts[0], line.output
    given = np.dtype(line.step.inputs[0].dtype).itemsize
    size = np.dtype(wanted.dtype).itemsize
    if given == size:
        return f"np.asarray({text}).view({dtype_text(wanted.dtype)})"
    text = f"np.ascontiguousarray({text})"
    if given > size:
        return f"{text}[..., None].view({dtype_text(wanted.dtype)})"
    return f"{text}.view({dtype_text(wanted.dtype)})[..., 0]"


def _counters(line: Line) -> str:
    return f"counters({tuple_text(line.get('shape'))})"


RULES: Mapping[str, Rule] = {
    "le_to": _compared("<="),
    "lt_to": _compared("<"),
    "shift_left": _shift("left"),
    "shift_right_logical": _shift("right"),
    "shift_right_arithmetic": _shift("arithmetic"),
    "clz": call("leading_zeros"),
    "population_count": call("one_bits"),
    "bitcast_convert_type": _reread,
    "threefry2x32": call("threefry"),
    "iota_2x32_shape": _counters,
}
