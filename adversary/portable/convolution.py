"""Convolution and pooling in NumPy, for exported source, and the primitives that they stand for.

The public functions are copied into the source that needs them, like those of
`adversary.portable.runtime`. All of them go through the places of a window and treat all its
positions at once: as many steps as the window has entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from adversary.portable.runtime import padded_with
from adversary.portable.text import Line, Rule, bound_text, dtype_text, tuple_text

Ints = Sequence[int]
Pairs = Sequence[tuple[int, int]]


def window_parts(x: Any, window: Ints, strides: Ints, dilation: Ints) -> Iterator[tuple[Any, Any]]:
    """For each place of a window: the slices that it covers, and the part of x at them.

    >>> [part.tolist() for _, part in window_parts(np.arange(5), (2,), (2,), (1,))]
    [[0, 2], [1, 3]]
    """
    counts = [
        max((n - (size - 1) * apart - 1) // stride + 1, 0)
        for n, size, stride, apart in zip(x.shape, window, strides, dilation, strict=True)
    ]
    for place in np.ndindex(*window):
        cut = tuple(
            slice(i * apart, i * apart + max(count - 1, 0) * stride + (count > 0), stride)
            for i, apart, count, stride in zip(place, dilation, counts, strides, strict=True)
        )
        yield cut, x[cut]


def pooled(
    x: Any,
    start: Any,
    how: Callable[[Any, Any], Any],
    window: Ints,
    strides: Ints,
    padding: Pairs,
    dilations: tuple[Ints, Ints],
) -> Any:
    """What ``how`` makes of the entries in each window, ``start`` being put outside of x.

    >>> pooled(np.arange(4), 0, np.add, (2,), (1,), ((0, 0),), ((1,), (1,))).tolist()
    [1, 3, 5]
    """
    config = [(a, b, d - 1) for (a, b), d in zip(padding, dilations[0], strict=True)]
    wide = padded_with(x, start, config)
    total = None
    for _, part in window_parts(wide, window, strides, dilations[1]):
        total = how(np.asarray(start, x.dtype), part) if total is None else how(total, part)
    return total


def spread_to_chosen(
    x: Any, updates: Any, lowest: Any, least: bool, window: Ints, strides: Ints, padding: Pairs
) -> Any:
    """Each update added where its window of x has its largest (or least) entry, the first of them.

    >>> args = (np.array([3, 1, 2]), np.array([10, 20]), -9, False, (2,), (1,), ((0, 0),))
    >>> spread_to_chosen(*args).tolist()
    [10, 0, 20]
    """
    wide = padded_with(x, lowest, [(a, b, 0) for a, b in padding])
    ones = (1,) * x.ndim
    best, where = None, None
    for place, (_, part) in enumerate(window_parts(wide, window, strides, ones)):
        if best is None or where is None:
            best, where = part.copy(), np.zeros(part.shape, np.int64)
            continue
        better = (part < best) if least else (part > best)
        best, where = np.where(better, part, best), np.where(better, place, where)
    result = np.zeros(wide.shape, updates.dtype)
    for place, (cut, _) in enumerate(window_parts(wide, window, strides, ones)):
        result[cut] += np.where(where == place, updates, np.zeros((), updates.dtype))
    return padded_with(result, 0, [(-a, -b, 0) for a, b in padding])


def chosen_entries(
    tangents: Any, x: Any, lowest: Any, least: bool, window: Ints, strides: Ints, padding: Pairs
) -> Any:
    """For each window the entry of ``tangents`` where x has its largest (or least) entry.

    >>> args = (np.array([7, 8, 9]), np.array([3, 1, 2]), -9, False, (2,), (1,), ((0, 0),))
    >>> chosen_entries(*args).tolist()
    [7, 9]
    """
    config, ones = [(a, b, 0) for a, b in padding], (1,) * x.ndim
    parts = zip(
        window_parts(padded_with(x, lowest, config), window, strides, ones),
        window_parts(padded_with(tangents, 0, config), window, strides, ones),
        strict=True,
    )
    best, found = None, None
    for (_, part), (_, tangent) in parts:
        if best is None or found is None:
            best, found = part.copy(), tangent.copy()
            continue
        better = (part < best) if least else (part > best)
        best, found = np.where(better, part, best), np.where(better, tangent, found)
    return found


def convolved(
    x: Any,
    kernel: Any,
    strides: Ints,
    padding: Pairs,
    dilations: tuple[Ints, Ints],
    axes: tuple[Ints, Ints, Ints],
    groups: tuple[int, int],
) -> Any:
    """Convolution as neural networks have it: inner products of a kernel with windows of x.

    ``axes`` name for x its batch, feature and spatial axes, for the kernel its output, input and
    spatial axes, and for the result its batch, feature and spatial axes. ``dilations`` are those of
    x and of the kernel; ``groups`` divide the features, or the batch.

    >>> x, kernel = np.arange(4.0).reshape(1, 1, 4), np.ones((1, 1, 2))
    >>> plain = (0, 1, 2)
    >>> args = ((1,), ((0, 0),), ((1,), (1,)), (plain, plain, plain), (1, 1))
    >>> convolved(x, kernel, *args).tolist()
    [[[1.0, 3.0, 5.0]]]
    """
    x, kernel = np.transpose(x, axes[0]), np.transpose(kernel, axes[1])
    if groups[1] > 1:
        # a group of the batch meets its own outputs: groups of features do the same
        count = groups[1]
        x = x.reshape(count, x.shape[0] // count, *x.shape[1:])
        x = np.moveaxis(x, 0, 1).reshape(x.shape[1], count * x.shape[2], *x.shape[3:])
    config = [(0, 0, 0), (0, 0, 0)]
    config += [(a, b, d - 1) for (a, b), d in zip(padding, dilations[0], strict=True)]
    wide = padded_with(x, 0, config)
    count, (batch, features), outputs = max(groups), wide.shape[:2], kernel.shape[0]
    wide = wide.reshape(batch, count, features // count, *wide.shape[2:])
    kernel = kernel.reshape(count, outputs // count, *kernel.shape[1:])
    window = (1, 1, 1, *kernel.shape[3:])
    steps = window_parts(wide, window, (1, 1, 1, *strides), (1, 1, 1, *dilations[1]))
    whole: Any = 0
    for place, (cut, _) in zip(np.ndindex(*kernel.shape[3:]), steps, strict=True):
        weights = kernel[(slice(None),) * 3 + place]
        whole = whole + np.einsum("bgi...,goi->bgo...", wide[(slice(None),) * 3 + cut[3:]], weights)
    whole = whole.reshape(batch, outputs, *whole.shape[3:])
    return np.transpose(whole, np.argsort(axes[2]))


def _pairs(pairs: Sequence[Sequence[int]]) -> str:
    return tuple_text(tuple_text(int(a) for a in pair) for pair in pairs)


def _ints(numbers: Sequence[int]) -> str:
    return tuple_text(int(a) for a in numbers)


def _convolved(line: Line) -> str:
    numbers, dtype = line.get("dimension_numbers"), line.output.dtype
    axes = tuple_text(map(_ints, (numbers.lhs_spec, numbers.rhs_spec, numbers.out_spec)))
    dilations = tuple_text([_ints(line.get("lhs_dilation")), _ints(line.get("rhs_dilation"))])
    groups = _ints((line.get("feature_group_count"), line.get("batch_group_count")))
    x, kernel = (
        text if atom.dtype == dtype else f"{text}.astype({dtype_text(dtype)})"
        for text, atom in zip(line.texts, line.step.inputs, strict=True)
    )
    shape = f"{_ints(line.get('window_strides'))}, {_pairs(line.get('padding'))}"
    return f"convolved({x}, {kernel}, {shape}, {dilations}, {axes}, {groups})"


def _pooled(how: str, start: str | None = None) -> Rule:
    def rule(line: Line) -> str:
        first = start or bound_text(line.output.dtype, lowest=how == "np.maximum")
        window = _ints(line.get("window_dimensions")), _ints(line.get("window_strides"))
        dilations = tuple_text([_ints(line.get(f"{x}_dilation")) for x in ("base", "window")])
        shape = f"{', '.join(window)}, {_pairs(line.get('padding'))}, {dilations}"
        return f"pooled({line.texts[0]}, {first}, {how}, {shape})"

    return rule


def _chosen_window(line: Line) -> str:
    """Lowest value, whether the least is chosen, and the window."""
    least = str(line.get("select_prim")) in ("le", "lt")
    bound = bound_text(line.step.inputs[0].dtype, lowest=not least)
    window = _ints(line.get("window_dimensions")), _ints(line.get("window_strides"))
    return f"{bound}, {least}, {', '.join(window)}, {_pairs(line.get('padding'))}"


def _spread_to_chosen(line: Line) -> str:
    updates, x = line.texts
    return f"spread_to_chosen({x}, {updates}, {_chosen_window(line)})"


def _chosen_entries(line: Line) -> str:
    tangents, x = line.texts
    return f"chosen_entries({tangents}, {x}, {_chosen_window(line)})"


RULES: Mapping[str, Rule] = {
    "conv_general_dilated": _convolved,
    "reduce_window_sum": _pooled("np.add", "0"),
    "reduce_window_max": _pooled("np.maximum"),
    "reduce_window_min": _pooled("np.minimum"),
    "select_and_scatter_add": _spread_to_chosen,
    "select_and_gather_add": _chosen_entries,
}
