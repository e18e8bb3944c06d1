"""The text of numbers, shapes and operands in exported source."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from adversary.portable.program import Atom, Scalar, Step, Value


@dataclass(frozen=True, slots=True)
class Line:
    """A step to be written, and the texts of its inputs."""

    step: Step
    texts: tuple[str, ...]

    @property
    def output(self) -> Value:
        """The first output of the step."""
        return self.step.outputs[0]

    def get(self, parameter: str) -> Any:
        """A parameter of the primitive."""
        return self.step.parameters[parameter]


Rule = Callable[[Line], str]


def call(name: str) -> Rule:
    """The rule of a primitive that is a call of a function with all its inputs.

    >>> call("np.maximum")(Line(Step("max", (), {}, ()), ("x", "y")))
    'np.maximum(x, y)'
    """
    return lambda line: f"{name}({', '.join(line.texts)})"


def number(value: bool | float, dtype: str) -> str:
    """The text of a number, short and exact for its element type.

    >>> number(0.044714998453855515, "float32"), number(float("-inf"), "float32")
    ('0.044715', '-np.inf')
    """
    if dtype == "bool" or not dtype.startswith("float"):
        return str(bool(value) if dtype == "bool" else int(value))
    if math.isnan(value) or math.isinf(value):
        return "np.nan" if math.isnan(value) else f"{'-' if value < 0 else ''}np.inf"
    return str(np.dtype(dtype).type(value))


def typed(atom: Atom, names: Mapping[Value, str]) -> str:
    """An operand with its element type: the name of a value, or ``np.float32(2.0)``.

    >>> typed(Scalar(2.0, "float32"), {})
    'np.float32(2.0)'
    """
    if isinstance(atom, Value):
        return names[atom]
    return f"{dtype_text(atom.dtype)}({number(atom.value, atom.dtype)})"


def dtype_text(dtype: str) -> str:
    """NumPy's name of an element type.

    >>> dtype_text("bool"), dtype_text("float32")
    ('np.bool_', 'np.float32')
    """
    return "np.bool_" if dtype == "bool" else f"np.{dtype}"


def bound_text(dtype: str, *, lowest: bool) -> str:
    """The lowest or highest value of an element type.

    >>> bound_text("float32", lowest=True), bound_text("int8", lowest=False)
    ('-np.inf', 'np.iinfo(np.int8).max')
    """
    if dtype.startswith("float"):
        return "-np.inf" if lowest else "np.inf"
    if dtype == "bool":
        return str(not lowest)
    return f"np.iinfo({dtype_text(dtype)}).{'min' if lowest else 'max'}"


def tuple_text(entries: Iterable[Any]) -> str:
    """A tuple of integers, or of expressions of open sizes.

    >>> tuple_text([2, 3]), tuple_text([1]), tuple_text([])
    ('(2, 3)', '(1,)', '()')
    """
    written = [str(entry) for entry in entries]
    return f"({written[0]},)" if len(written) == 1 else f"({', '.join(written)})"


def pair(line: Line) -> tuple[str, str]:
    """Two operands of arithmetic: a plain number takes the element type of the other one.

    >>> x = Value((2,), "float32")
    >>> pair(Line(Step("mul", (Scalar(2.0, "float32"), x), {}, (x,)), ("np.float32(2.0)", "x")))
    ('2.0', 'x')
    """
    left, right = line.step.inputs
    one, two = line.texts
    if isinstance(left, Scalar) and isinstance(right, Value):
        one = number(left.value, left.dtype)
    if isinstance(right, Scalar) and isinstance(left, Value):
        two = number(right.value, right.dtype)
    return one, two


def array_text(array: Any) -> str:
    """An array as nested lists with its element type.

    >>> array_text(np.array([[1, 2]], np.float32))
    'np.array([[1.0, 2.0]], np.float32)'
    """
    values = np.asarray(array)
    dtype = str(values.dtype)
    return f"np.array({_nested(values, dtype)}, {dtype_text(dtype)}){_shape_if_empty(values)}"


def _nested(values: Any, dtype: str) -> str:
    if values.ndim == 0:
        return number(values.item(), dtype)
    return f"[{', '.join(_nested(part, dtype) for part in values)}]"


def _shape_if_empty(values: Any) -> str:
    return "" if values.size else f".reshape({tuple_text(values.shape)})"
