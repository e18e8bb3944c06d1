"""Primitives that turn, cut, sum and multiply arrays, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from adversary.portable.program import Scalar, Value
from adversary.portable.text import Line, Rule, bound_text, dtype_text, tuple_text
from designs.errors import BadInput

_CUMULATIVE = {
    "cumsum": "np.cumsum({x}, axis={axis}, dtype={dtype})",
    "cumprod": "np.cumprod({x}, axis={axis}, dtype={dtype})",
    "cummax": "np.maximum.accumulate({x}, axis={axis})",
    "cummin": "np.minimum.accumulate({x}, axis={axis})",
    "cumlogsumexp": "np.logaddexp.accumulate({x}, axis={axis})",
}
_REDUCTIONS = {
    "reduce_max": "max", "reduce_min": "min", "reduce_and": "all", "reduce_or": "any",
}  # fmt: skip
_MODES = {"CLIP": True, "PROMISE_IN_BOUNDS": True, "FILL_OR_DROP": False}
_SCATTERS = {
    "scatter": "set", "scatter-sub": "subtract", "scatter_sub": "subtract",
    "scatter-add": "add", "scatter_add": "add", "scatter-mul": "multiply",
    "scatter_mul": "multiply", "scatter-min": "minimum", "scatter_min": "minimum",
    "scatter-max": "maximum", "scatter_max": "maximum",
}  # fmt: skip


def _shape(line: Line, position: int = 0) -> tuple[Any, ...]:
    """The shape of an input."""
    atom = line.step.inputs[position]
    return atom.shape if isinstance(atom, Value) else ()


def _reshaped(line: Line) -> str:
    """Entries in the order of the axes that are given, which is the usual one as a rule."""
    text, order = line.texts[0], line.step.parameters.get("dimensions")
    if line.step.primitive == "reshape" and order is not None:
        text = f"{text}.transpose({tuple_text(int(a) for a in order)})"
    return f"{text}.reshape({tuple_text(line.output.shape)})"


def _spread(line: Line) -> str:
    """Axes of size one are put in, then everything is repeated as far as it must be."""
    shape, text, atom = line.output.shape, line.texts[0], line.step.inputs[0]
    if isinstance(atom, Scalar):
        return f"np.full({tuple_text(shape)}, {text})"
    dimensions = [int(d) for d in line.get("broadcast_dimensions")]
    between: list[Any] = [1] * len(shape)
    for d, size in zip(dimensions, atom.shape, strict=True):
        between[d] = size
    leading = dimensions == list(range(len(shape) - len(dimensions), len(shape)))
    if not leading:
        text = f"{text}.reshape({tuple_text(between)})"
        if tuple(between) == shape:
            return text
    return f"np.broadcast_to({text}, {tuple_text(shape)})"


def _turned(line: Line) -> str:
    permutation = tuple(int(a) for a in line.get("permutation"))
    if permutation == (1, 0):
        return f"{line.texts[0]}.T"
    return f"{line.texts[0]}.transpose({tuple_text(permutation)})"


def _joined(line: Line) -> str:
    return f"np.concatenate({tuple_text(line.texts)}, axis={line.get('dimension')})"


def _stacked(line: Line) -> str:
    return f"np.stack({tuple_text(line.texts)}, axis={line.get('axis')})"


def _tiled(line: Line) -> str:
    return f"np.tile({line.texts[0]}, {tuple_text(line.get('reps'))})"


def _flipped(line: Line) -> str:
    return f"np.flip({line.texts[0]}, axis={tuple_text(line.get('dimensions'))})"


def _counted(line: Line) -> str:
    shape, axis = line.output.shape, line.get("dimension")
    along: list[Any] = [1] * len(shape)
    along[axis] = shape[axis]
    text = f"np.arange({shape[axis]}, dtype={dtype_text(line.output.dtype)})"
    if len(shape) == 1:
        return text
    turned = f"{text}.reshape({tuple_text(along)})"
    same = tuple(along) == shape
    return turned if same else f"np.broadcast_to({turned}, {tuple_text(shape)})"


def _part(line: Line) -> str:
    starts, stops = line.get("start_indices"), line.get("limit_indices")
    strides = line.get("strides") or (1,) * len(starts)
    cuts = []
    for start, stop, stride, size in zip(starts, stops, strides, _shape(line), strict=True):
        whole = isinstance(start, int) and start == 0 and stop == size
        low, high = ("", "") if whole else (start, stop)
        cuts.append(f"{low}:{high}" + ("" if stride == 1 else f":{stride}"))
    return f"{line.texts[0]}[{', '.join(cuts)}]"


def _moving_part(line: Line) -> str:
    x, *starts = line.texts
    return f"part_from({x}, {tuple_text(starts)}, {tuple_text(line.get('slice_sizes'))})"


def _replaced_part(line: Line) -> str:
    x, part, *starts = line.texts
    return f"with_part({x}, {part}, {tuple_text(starts)})"


def _padded(line: Line) -> str:
    config = ", ".join(tuple_text(c) for c in line.get("padding_config"))
    return f"padded_with({', '.join(line.texts)}, [{config}])"


def _pieces(line: Line) -> str:
    stops = list(accumulate(line.get("sizes")))[:-1]
    return f"np.split({line.texts[0]}, {stops}, axis={line.get('axis')})"


def _rows(line: Line) -> str:
    return f"np.moveaxis({line.texts[0]}, {line.get('axis')}, 0)"


def _total(name: str) -> Rule:
    """Sums and products, which NumPy would widen."""

    def rule(line: Line) -> str:
        dtype = dtype_text(line.output.dtype)
        return f"np.{name}({line.texts[0]}, axis={_axes(line)}, dtype={dtype})"

    return rule


def _reduced(name: str) -> Rule:
    """The largest or least of no entries at all is the bound of the type."""

    def rule(line: Line) -> str:
        sizes = [_shape(line)[int(a)] for a in line.get("axes")]
        start = ""
        if name in ("max", "min") and not all(isinstance(n, int) and n > 0 for n in sizes):
            start = f", initial={bound_text(line.output.dtype, lowest=name == 'max')}"
        return f"np.{name}({line.texts[0]}, axis={_axes(line)}{start})"

    return rule


def _axes(line: Line) -> str:
    axes = [int(a) for a in line.get("axes")]
    return str(axes[0]) if len(axes) == 1 else tuple_text(axes)


def _largest(line: Line) -> str:
    """The entries of largest value and their places: the first ones, and nan before all."""
    return f"largest_entries({line.texts[0]}, {line.get('k')}, {line.get('axis')})"


def _place(name: str) -> Rule:
    def rule(line: Line) -> str:
        (axis,) = line.get("axes")
        dtype = dtype_text(line.output.dtype)
        return f"np.{name}({line.texts[0]}, axis={axis}).astype({dtype})"

    return rule


def _cumulative(pattern: str) -> Rule:
    def rule(line: Line) -> str:
        x, axis, dtype = line.texts[0], line.get("axis"), dtype_text(line.output.dtype)
        if not line.get("reverse"):
            return pattern.format(x=x, axis=axis, dtype=dtype)
        turned = pattern.format(x=f"np.flip({x}, {axis})", axis=axis, dtype=dtype)
        return f"np.flip({turned}, {axis})"

    return rule


def _sorted(line: Line) -> str:
    axis, keys = line.get("dimension"), line.get("num_keys")
    if len(line.texts) == 1:
        return f"np.sort({line.texts[0]}, axis={axis})"
    return f"sorted_together({tuple_text(line.texts)}, {axis}, {keys})"


def _product(line: Line) -> str:
    """Matrix products where they are ones; in general the contraction of any axes."""
    contract, batch = line.get("dimension_numbers")
    given = [atom.dtype for atom in line.step.inputs]
    dtype = line.output.dtype
    x, y = (
        text if have == dtype else f"{text}.astype({dtype_text(dtype)})"
        for text, have in zip(line.texts, given, strict=True)
    )
    axes = tuple(tuple(int(a) for a in side) for side in contract)
    if any(batch):
        together = tuple(tuple(int(a) for a in side) for side in batch)
        return f"batched_product({x}, {y}, {axes}, {together})"
    if [len(_shape(line, 0)), len(_shape(line, 1))] == [2, 2] and len(axes[0]) == 1:
        return f"{x}{'' if axes[0] == (1,) else '.T'} @ {y}{'' if axes[1] == (0,) else '.T'}"
    if axes == ((len(_shape(line, 0)) - 1,), (0,)) and len(_shape(line, 1)) <= 2:
        return f"{x} @ {y}"
    return f"np.tensordot({x}, {y}, {axes})"


def _clip(line: Line) -> bool:
    mode = str(getattr(line.get("mode"), "name", line.get("mode")))
    if mode not in _MODES:
        known = ", ".join(_MODES)
        raise BadInput(f"{line.step.primitive} must have one of the modes {known}, got {mode}")
    return _MODES[mode]


def _axis_groups(*groups: Sequence[int]) -> str:
    return tuple_text(tuple_text(int(a) for a in group) for group in groups)


def _gathered(line: Line) -> str:
    d, dtype = line.get("dimension_numbers"), line.output.dtype
    fill = line.get("fill_value")
    if fill is None:
        bound = "max" if dtype.startswith("uint") else "min"
        whole = f"np.iinfo({dtype_text(dtype)}).{bound}"
        fill = "np.nan" if dtype.startswith("float") else "True" if dtype == "bool" else whole
    axes = _axis_groups(
        d.start_index_map,
        d.collapsed_slice_dims,
        getattr(d, "operand_batching_dims", ()),
        getattr(d, "start_indices_batching_dims", ()),
    )
    sizes, offset = tuple_text(line.get("slice_sizes")), tuple_text(d.offset_dims)
    fill = "np.nan" if str(fill) == "nan" else fill
    return f"gather({', '.join(line.texts)}, {sizes}, {axes}, {offset}, {_clip(line)}, {fill})"


def _scattered(how: str) -> Rule:
    def rule(line: Line) -> str:
        d = line.get("dimension_numbers")
        axes = _axis_groups(
            d.scatter_dims_to_operand_dims,
            d.inserted_window_dims,
            getattr(d, "operand_batching_dims", ()),
            getattr(d, "scatter_indices_batching_dims", ()),
        )
        window = tuple_text(d.update_window_dims)
        return f'scatter({", ".join(line.texts)}, {axes}, {window}, {_clip(line)}, "{how}")'

    return rule


RULES: Mapping[str, Rule] = {
    "reshape": _reshaped,
    "squeeze": _reshaped,
    "expand_dims": _reshaped,
    "broadcast_in_dim": _spread,
    "transpose": _turned,
    "concatenate": _joined,
    "stack": _stacked,
    "tile": _tiled,
    "rev": _flipped,
    "iota": _counted,
    "slice": _part,
    "dynamic_slice": _moving_part,
    "dynamic_update_slice": _replaced_part,
    "pad": _padded,
    "split": _pieces,
    "unstack": _rows,
    "reduce_sum": _total("sum"),
    "reduce_prod": _total("prod"),
    **{primitive: _reduced(name) for primitive, name in _REDUCTIONS.items()},
    "argmax": _place("argmax"),
    "argmin": _place("argmin"),
    **{primitive: _cumulative(pattern) for primitive, pattern in _CUMULATIVE.items()},
    "sort": _sorted,
    "top_k": _largest,
    "dot_general": _product,
    "gather": _gathered,
    **{primitive: _scattered(how) for primitive, how in _SCATTERS.items()},
}
