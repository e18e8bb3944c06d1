"""Shorter programs that compute the same to the last bit: constants folded, ones not multiplied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import add, mul, neg, sub, truediv
from typing import Any

import numpy as np

from adversary.portable.program import Atom, Scalar, Step, Value

# IEEE arithmetic, which is the same everywhere.
_FOLDED: Mapping[str, Callable[..., Any]] = {
    "neg": neg, "add": add, "add_any": add, "sub": sub, "mul": mul, "div": truediv,
}  # fmt: skip
# NumPy repeats a number over the other operand by itself.
_SPREADING = frozenset({
    "add", "add_any", "sub", "mul", "div", "max", "min",
    "lt", "le", "gt", "ge", "eq", "ne", "select_n",
})  # fmt: skip


def simplified(
    steps: Iterable[Step], outputs: Sequence[Atom]
) -> tuple[list[Step], tuple[Atom, ...]]:
    """The steps and outputs with constants folded, without multiplications by one.

    Arithmetic of two numbers is done here; an array of equal numbers is used as a number where the
    other operand has the full shape; a product with one is its other factor. Steps that are then
    unused are still there.

    Complexity: O(number of steps).

    >>> x, one, y = Value((2,), "float32"), Scalar(1.0, "float32"), Value((2,), "float32")
    >>> simplified([Step("mul", (x, one), {}, (y,))], (y,)) == ([], (x,))
    True
    """
    known: dict[Atom, Atom] = {}
    spread: dict[Atom, Scalar] = {}
    kept = []
    for step in steps:
        inputs = tuple(known.get(atom, atom) for atom in step.inputs)
        now = replace(step, inputs=_unspread(step, inputs, spread))
        short = _folded(now) or _other_factor(now)
        if short is not None:
            known[step.outputs[0]] = short
            continue
        kept.append(now)
        if step.primitive == "broadcast_in_dim" and isinstance(inputs[0], Scalar):
            spread[step.outputs[0]] = inputs[0]
    return kept, tuple(known.get(atom, atom) for atom in outputs)


def _folded(step: Step) -> Scalar | None:
    """The result of arithmetic with numbers alone."""
    if step.primitive not in _FOLDED or not step.outputs[0].dtype.startswith("float"):
        return None
    dtype = np.dtype(step.outputs[0].dtype)
    numbers = [dtype.type(x.value) for x in step.inputs if isinstance(x, Scalar)]
    if len(numbers) < len(step.inputs):
        return None
    with np.errstate(all="ignore"):
        return Scalar(_FOLDED[step.primitive](*numbers).item(), dtype.name)


def _other_factor(step: Step) -> Atom | None:
    """The factor that is multiplied by one, if it has the shape of the product."""
    if step.primitive == "mul":
        for one, other in (step.inputs, step.inputs[::-1]):
            whole = isinstance(other, Value) and other.shape == step.outputs[0].shape
            if isinstance(one, Scalar) and one.value == 1 and whole:
                return other
    return None


def _unspread(
    step: Step, inputs: tuple[Atom, ...], spread: Mapping[Atom, Scalar]
) -> tuple[Atom, ...]:
    """Numbers instead of arrays of equal numbers, if an operand with the full shape is left."""
    if step.primitive not in _SPREADING:
        return inputs
    shorter = tuple(spread.get(atom, atom) for atom in inputs)
    shape = step.outputs[0].shape
    whole = any(isinstance(atom, Value) and atom.shape == shape for atom in shorter)
    return shorter if whole else inputs
