"""NumPy functions that exported source takes along when it needs them.

Each is copied into the source on its own, so each stands alone: it may use NumPy, what it imports
itself, and the other functions of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Ints = Sequence[int]


def checked(name: str, value: Any, shape: Sequence[Any], dtype: Any) -> Any:
    """The argument as an array of the traced element type; None in the shape leaves a size open.

    >>> checked("x", [1, 2], (None,), np.float32).dtype.name
    'float32'
    >>> checked("x", [1, 2], (3,), np.float32)
    Traceback (most recent call last):
    ValueError: x must have shape (3,), got (2,)
    """
    array = np.asarray(value, dtype)
    agrees = all(want in (None, got) for want, got in zip(shape, array.shape, strict=False))
    if len(array.shape) != len(shape) or not agrees:
        raise ValueError(f"{name} must have shape {tuple(shape)}, got {array.shape}")
    return array


def quotient(x: Any, y: Any) -> Any:
    """Integer division, rounded towards zero; all bits are one where y is zero.

    >>> quotient(np.int32(-7), np.int32(2)).item(), quotient(np.int32(7), np.int32(0)).item()
    (-3, -1)
    """
    zero = np.asarray(y) == 0
    divisor = np.where(zero, np.ones_like(y), y)
    floor = np.floor_divide(x, divisor)
    whole = floor + ((np.remainder(x, divisor) != 0) & ((x < 0) != (y < 0))).astype(floor.dtype)
    return np.where(zero, ~np.zeros_like(floor), whole)


def remainder(x: Any, y: Any) -> Any:
    """What integer division towards zero leaves: x itself where y is zero.

    >>> remainder(np.int32(-7), np.int32(2)).item(), remainder(np.int32(7), np.int32(0)).item()
    (-1, 7)
    """
    zero = np.asarray(y) == 0
    return np.where(zero, x, np.fmod(x, np.where(zero, np.ones_like(y), y)))


def to_integers(x: Any, dtype: Any) -> Any:
    """Reals cut to integers: towards zero, into the range of the type, and 0 for nan.

    >>> to_integers(np.array([-1.9, 300.0, np.nan]), np.int8).tolist()
    [-1, 127, 0]
    """
    info = np.iinfo(dtype)
    whole = np.trunc(np.nan_to_num(x, nan=0.0, posinf=np.inf, neginf=-np.inf)).astype(np.float64)
    low, high = whole <= info.min, whole >= info.max
    inside = np.where(low | high, 0, whole).astype(dtype)
    return np.where(low, info.min, np.where(high, info.max, inside)).astype(dtype)


def half_away(x: Any) -> Any:
    """Rounded to the nearest integer, halves away from zero.

    >>> half_away(np.array([0.5, -2.5])).tolist()
    [1.0, -3.0]
    """
    whole = np.trunc(x)
    return whole + np.copysign((np.abs(x - whole) >= 0.5).astype(x.dtype), x)


def sign(x: Any) -> Any:
    """The sign, of a zero the zero itself.

    >>> sign(np.array([-2.0, -0.0])).tolist()
    [-1.0, -0.0]
    """
    return np.where(x == 0, x, np.sign(x))


def power(x: Any, y: Any) -> Any:
    """Powers as the C library has them: NumPy takes a root where the exponent is a half.

    >>> power(np.array([-0.0, 4.0]), np.float64(0.5)).tolist()
    [0.0, 2.0]
    """
    raised = np.power(x, y)
    odd = (np.asarray(y) == 0.5) & (np.isinf(x) | (np.asarray(x) == 0))
    return np.where(odd, np.abs(x), raised).astype(raised.dtype)


def batched_product(x: Any, y: Any, contract: tuple[Ints, Ints], batch: tuple[Ints, Ints]) -> Any:
    """Sum of products over the contracted axes, for each place of the batch axes.

    The axes of the result are the batch axes, then what is left of x, then what is left of y.

    >>> x = np.arange(6.0).reshape(3, 2)
    >>> batched_product(x, x, ((1,), (1,)), ((0,), (0,))).tolist()
    [1.0, 13.0, 41.0]
    """
    free = [
        [a for a in range(array.ndim) if a not in (*contracted, *batched)]
        for array, contracted, batched in zip((x, y), contract, batch, strict=True)
    ]
    together = [x.shape[a] for a in batch[0]]
    depth = int(np.prod([x.shape[a] for a in contract[0]], dtype=np.int64))
    rest = [[x.shape[a] for a in free[0]], [y.shape[a] for a in free[1]]]
    sizes = [int(np.prod(part, dtype=np.int64)) for part in rest]
    left = x.transpose([*batch[0], *free[0], *contract[0]]).reshape([*together, sizes[0], depth])
    right = y.transpose([*batch[1], *contract[1], *free[1]]).reshape([*together, depth, sizes[1]])
    return (left @ right).reshape([*together, *rest[0], *rest[1]])


def padded_with(x: Any, value: Any, config: Sequence[tuple[int, int, int]]) -> Any:
    """Padding before, after and between the entries of each axis; negative amounts cut off.

    >>> padded_with(np.array([1, 2]), 0, [(1, -1, 1)]).tolist()
    [0, 1, 0]
    """
    between = [max(n + max(n - 1, 0) * c[2], 0) for n, c in zip(x.shape, config, strict=True)]
    wide = np.full(between, value, x.dtype)
    wide[tuple(slice(None, None, c[2] + 1) for c in config)] = x
    wide = np.pad(wide, [(max(c[0], 0), max(c[1], 0)) for c in config], constant_values=value)
    ends = [(max(-c[0], 0), n - max(-c[1], 0)) for n, c in zip(wide.shape, config, strict=True)]
    return wide[tuple(slice(start, max(start, stop)) for start, stop in ends)]


def part_from(x: Any, starts: Sequence[Any], sizes: Ints) -> Any:
    """A part of these sizes; the starts are moved so that it fits.

    >>> part_from(np.arange(5), (4,), (2,)).tolist()
    [3, 4]
    """
    places = [
        min(max(int(start), 0), n - size)
        for start, n, size in zip(starts, x.shape, sizes, strict=True)
    ]
    return x[tuple(slice(a, a + size) for a, size in zip(places, sizes, strict=True))]


def with_part(x: Any, part: Any, starts: Sequence[Any]) -> Any:
    """A copy with a part replaced; the starts are moved so that it fits.

    >>> with_part(np.arange(4), np.array([9, 9]), (5,)).tolist()
    [0, 1, 9, 9]
    """
    result = np.array(x)
    part_from(result, starts, part.shape)[...] = part
    return result


def sorted_together(arrays: Sequence[Any], axis: int, keys: int) -> tuple[Any, ...]:
    """Arrays sorted along an axis by the first ``keys`` of them, ties left in their order.

    >>> [x.tolist() for x in sorted_together((np.array([2, 1]), np.array([5, 6])), 0, 1)]
    [[1, 2], [6, 5]]
    """
    order = np.lexsort(tuple(arrays[:keys])[::-1], axis=axis)
    return tuple(np.take_along_axis(x, order, axis) for x in arrays)


def largest_entries(x: Any, count: int, axis: int) -> tuple[Any, Any]:
    """The largest entries along an axis in falling order, and their places; nan is largest.

    >>> [part.tolist() for part in largest_entries(np.array([1, 3, 3]), 2, 0)]
    [[3, 3], [1, 2]]
    """
    turned = np.flip(x, axis)
    order = np.flip(np.argsort(turned, axis=axis, kind="stable"), axis)
    places = np.take(x.shape[axis] - 1 - order, np.arange(count), axis=axis)
    return np.take_along_axis(x, places, axis), places.astype(np.int32)


def scan(
    body: Callable[..., tuple[Any, ...]],
    constants: tuple[Any, ...],
    carry: tuple[Any, ...],
    rows: Sequence[Any],
    length: int,
    backwards: bool,
) -> tuple[Any, ...]:
    """Apply the body once for each row, carrying state along; the rest of its results is stacked.

    >>> scan(lambda total, x: (total + x, total), (), (0,), (np.arange(4),), 4, False)
    (np.int64(6), array([0, 0, 1, 3]))
    """
    kept: list[tuple[Any, ...]] = []
    state = tuple(carry)
    for i in reversed(range(length)) if backwards else range(length):
        results = body(*constants, *state, *(x[i] for x in rows))
        state = results[: len(carry)]
        kept.append(results[len(carry) :])
    in_order = kept[::-1] if backwards else kept
    return (*state, *(np.stack(column) for column in zip(*in_order, strict=True)))


def repeat_while(
    test: Callable[..., tuple[Any, ...]],
    body: Callable[..., tuple[Any, ...]],
    constants: tuple[tuple[Any, ...], tuple[Any, ...]],
    state: tuple[Any, ...],
) -> tuple[Any, ...]:
    """Apply the body to the state as long as the test holds.

    >>> repeat_while(lambda x: (x < 10,), lambda x: (x * 2,), ((), ()), (1,))
    (16,)
    """
    while test(*constants[0], *state)[0]:
        state = body(*constants[1], *state)
    return state
