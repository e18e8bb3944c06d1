"""A traced function as plain steps: calls inlined, names dropped, unused steps removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adversary.portable.program import Atom, Program, Scalar, Step, Value, value_of
from adversary.portable.simplify import simplified

CALLS = frozenset({
    "jit", "pjit", "closed_call", "core_call", "remat", "remat2", "checkpoint",
    "custom_jvp_call", "custom_vjp_call", "custom_vjp_call_jaxpr", "custom_lin",
})  # fmt: skip
_SAME = frozenset({
    "stop_gradient", "copy", "copy_p", "optimization_barrier", "sharding_constraint", "device_put",
})  # fmt: skip
_SAME_IF_ALIKE = frozenset({"convert_element_type", "reshape", "broadcast_in_dim", "squeeze"})
_BODIES = ("jaxpr", "call_jaxpr", "fun_jaxpr", "cond_jaxpr", "body_jaxpr")


def read(closed: Any) -> Program:
    """The program of a ``ClosedJaxpr``, with calls inlined and unused steps removed.

    Raises:
        BadInput: see `value_of`.

    Complexity: O(size of the program with its calls inlined).

    >>> from types import SimpleNamespace as Like
    >>> program = read(Like(jaxpr=Like(invars=[], outvars=[], eqns=[], constvars=[]), consts=[]))
    >>> program.steps
    ()
    """
    reader = _Reader()
    return reader.program(closed)


@dataclass(slots=True)
class _Reader:
    """Reads one function; nested functions have readers of their own."""

    steps: list[Step] = field(default_factory=list)
    constants: dict[Value, Any] = field(default_factory=dict)

    def program(self, closed: Any) -> Program:
        inputs = tuple(value_of(variable.aval) for variable in closed.jaxpr.invars)
        results = self.inline(closed, inputs)
        short, outputs = simplified(self.steps, results)
        steps = tuple(_needed(short, outputs))
        used = {x for step in steps for x in step.inputs} | set(outputs)
        constants = {x: array for x, array in self.constants.items() if x in used}
        return Program(inputs, steps, outputs, constants)

    def inline(self, function: Any, inputs: Iterable[Atom]) -> tuple[Atom, ...]:
        """Append the steps of a function applied to these atoms; its results."""
        jaxpr = getattr(function, "jaxpr", function)
        known: dict[Any, Atom] = dict(zip(jaxpr.invars, inputs, strict=True))
        for variable, array in zip(jaxpr.constvars, getattr(function, "consts", ()), strict=True):
            known[variable] = self.constant(variable.aval, array)
        for equation in jaxpr.eqns:
            atoms = tuple(_atom(x, known) for x in equation.invars)
            known |= zip(equation.outvars, self.equation(equation, atoms), strict=True)
        return tuple(_atom(x, known) for x in jaxpr.outvars)

    def constant(self, aval: Any, array: Any) -> Value:
        value = value_of(aval)
        self.constants[value] = array
        return value

    def equation(self, equation: Any, atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
        name = str(equation.primitive.name)
        if name in CALLS:
            body = next(equation.params[x] for x in _BODIES if x in equation.params)
            return self.inline(body, atoms)
        if name in _SAME or (name in _SAME_IF_ALIKE and _alike(atoms[0], equation.outvars[0].aval)):
            return atoms
        outputs = tuple(value_of(variable.aval) for variable in equation.outvars)
        bodies = tuple(_Reader().program(x) for x in _functions(name, equation.params))
        self.steps.append(Step(name, atoms, equation.params, outputs, bodies))
        return outputs


def _functions(name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
    """The functions that a primitive of control flow calls."""
    if name == "cond":
        return tuple(parameters["branches"])
    if name == "while":
        return parameters["cond_jaxpr"], parameters["body_jaxpr"]
    return (parameters["jaxpr"],) if name == "scan" else ()


def _atom(variable: Any, known: Mapping[Any, Atom]) -> Atom:
    if not hasattr(variable, "val"):
        return known[variable]
    value = value_of(variable.aval)
    number = variable.val.item() if hasattr(variable.val, "item") else variable.val
    return Scalar(number, value.dtype)


def _alike(atom: Atom, aval: Any) -> bool:
    shape = atom.shape if isinstance(atom, Value) else ()
    return shape == tuple(aval.shape) and atom.dtype == str(aval.dtype)


def _needed(steps: Sequence[Step], outputs: Iterable[Atom]) -> list[Step]:
    """The steps on which the outputs depend, in order."""
    wanted, kept = set(outputs), []
    for step in reversed(steps):
        if wanted & set(step.outputs):
            kept.append(step)
            wanted |= set(step.inputs)
    return kept[::-1]
