"""Gather and scatter in NumPy, for exported source: windows of an array at computed places.

Like `adversary.portable.runtime`, these functions are copied into the source that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Ints = Sequence[int]


def places(
    shape: Ints, starts: Any, sizes: Ints, axes: tuple[Ints, Ints, Ints, Ints], clip: bool
) -> tuple[list[Any], Any]:
    """An index array for each axis of an array of this shape, and which windows lie inside.

    The index arrays broadcast to the batch axes of ``starts`` followed by the axes of a window.
    ``axes`` are the axes that starts speak of, those that a window does not have, and those that
    run along with axes of starts, which come last.

    >>> index, inside = places((5,), np.array([[3], [9]]), (2,), ((0,), (), (), ()), False)
    >>> index[0].tolist(), inside.tolist()
    ([[3, 4], [0, 1]], [True, False])
    """
    mapped, collapsed, batching, starts_batching = axes
    batch = starts.shape[:-1]
    window = [a for a in range(len(shape)) if a not in (*collapsed, *batching)]
    index: list[Any] = [np.zeros((), np.int64)] * len(shape)
    inside = np.ones(batch, np.bool_)
    for i, a in enumerate(mapped):
        start = starts[..., i].astype(np.int64)
        fits = (start >= 0) & (start <= shape[a] - sizes[a])
        inside = inside & (fits | clip)
        moved = np.clip(start, 0, shape[a] - sizes[a]) if clip else np.where(fits, start, 0)
        index[a] = index[a] + moved.reshape(batch + (1,) * len(window))
    for a, b in zip(batching, starts_batching, strict=True):
        along = [-1 if c == b else 1 for c in range(len(batch))]
        index[a] = np.arange(shape[a]).reshape([*along, *(1 for _ in window)])
    for i, a in enumerate(window):
        along = [-1 if c == i else 1 for c in range(len(window))]
        index[a] = index[a] + np.arange(sizes[a]).reshape([*(1 for _ in batch), *along])
    full = batch + tuple(sizes[a] for a in window)
    return [np.broadcast_to(x, full) for x in index], inside


def gather(
    x: Any,
    starts: Any,
    sizes: Ints,
    axes: tuple[Ints, Ints, Ints, Ints],
    offset: Ints,
    clip: bool,
    fill: Any,
) -> Any:
    """Windows of x at these starts; ``offset`` says where their axes stand in the result.

    A window that does not fit is moved (clip) or filled.

    >>> x = np.arange(5)
    >>> gather(x, np.array([[3], [9]]), (1,), ((0,), (0,), (), ()), (), False, -1).tolist()
    [3, -1]
    """
    index, inside = places(x.shape, starts, sizes, axes, clip)
    found = x[tuple(index)]
    missing = ~inside.reshape(inside.shape + (1,) * (found.ndim - inside.ndim))
    found = np.where(missing, np.asarray(fill, x.dtype), found)
    return np.moveaxis(found, range(inside.ndim, found.ndim), offset)


def scatter(
    x: Any,
    starts: Any,
    updates: Any,
    axes: tuple[Ints, Ints, Ints, Ints],
    window: Ints,
    clip: bool,
    how: str,
) -> Any:
    """A copy of x with windows of updates added, or whatever ``how`` says, at these starts.

    ``window`` are the axes of updates that make a window. One that does not fit is moved (clip) or
    left out. ``how`` is "set" or the name of a ufunc of NumPy.

    >>> axes = ((0,), (0,), (), ())
    >>> scatter(np.zeros(3), np.array([[1], [1]]), np.ones(2), axes, (), False, "add").tolist()
    [0.0, 2.0, 0.0]
    """
    result = np.array(x)
    batch = updates.ndim - len(window)
    turned = np.moveaxis(updates, window, range(batch, updates.ndim))
    sizes, rest = [1] * x.ndim, iter(turned.shape[batch:])
    for a in range(x.ndim):
        if a not in (*axes[1], *axes[2]):
            sizes[a] = next(rest)
    index, inside = places(x.shape, starts, sizes, axes, clip)
    chosen = tuple(part[inside] for part in index)
    if how == "set":
        result[chosen] = turned[inside]
    else:
        getattr(np, how).at(result, chosen, turned[inside])
    return result
