"""A program: arrays and numbers, and the steps that compute some from others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designs.errors import require

_KINDS = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
DTYPES = (*_KINDS, "float16", "float32", "float64")
_SIZE = re.compile(r"[\w +*-]+")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An array of this shape and element type: an argument, or the output of a step.

    Entries of the shape are integers, or expressions of sizes that were left open.
    """

    shape: tuple[Any, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number in the program."""

    value: bool | float
    dtype: str


Atom = Value | Scalar


@dataclass(frozen=True, slots=True)
class Step:
    """One primitive of JAX: inputs, parameters, outputs, and the functions that it calls."""

    primitive: str
    inputs: tuple[Atom, ...]
    parameters: Mapping[str, Any]
    outputs: tuple[Value, ...]
    bodies: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A function: arguments, steps in order, results, and constant arrays."""

    inputs: tuple[Value, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Atom, ...]
    constants: Mapping[Value, Any] = field(default_factory=dict)


def value_of(aval: Any) -> Value:
    """The value of a JAX abstract value.

    Raises:
        BadInput: elements that are no booleans, integers or reals, or a size that is no sum.

    >>> import numpy as np
    >>> value_of(np.zeros((2, 3), np.float32)).shape
    (2, 3)
    """
    name = str(aval.dtype)
    require(
        name in DTYPES,
        f"arrays must hold booleans, integers or reals of at most 64 bits, got {name}; "
        "convert to float32 inside the function, and pass random numbers as arguments",
    )
    for size in aval.shape:
        require(
            isinstance(size, int) or bool(_SIZE.fullmatch(str(size))),
            f"sizes must be sums and products of open sizes, got {size}",
        )
    return Value(tuple(aval.shape), name)
