"""A traced function as plain steps: calls inlined, names dropped, unused steps removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adversary.portable.keys import SAME_WORDS, is_keyed, without_keys, words_of
from adversary.portable.program import Atom, Program, Scalar, Step, Value
from adversary.portable.simplify import simplified

CALLS = frozenset({
    "jit", "pjit", "closed_call", "core_call", "remat", "remat2", "checkpoint",
    "custom_jvp_call", "custom_vjp_call", "custom_vjp_call_jaxpr", "custom_lin",
})  # fmt: skip
_SAME = frozenset({
    "stop_gradient", "copy", "copy_p", "optimization_barrier", "sharding_constraint", "device_put",
})  # fmt: skip
_SAME_IF_ALIKE = frozenset({"convert_element_type", "reshape", "broadcast_in_dim", "squeeze"})
_LOOPS = frozenset({"cond", "while", "scan"})
_NOTHING = frozenset({"empty", "empty2"})  # arrays whose entries nobody looks at
_BODIES = ("jaxpr", "call_jaxpr", "fun_jaxpr", "cond_jaxpr", "body_jaxpr")


def read(closed: Any) -> Program:
    """The program of a ``ClosedJaxpr``, with calls inlined and unused steps removed.

    Raises:
        BadInput: see `words_of`.

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
        inputs = tuple(words_of(variable.aval) for variable in closed.jaxpr.invars)
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
        value = words_of(aval)
        self.constants[value] = array
        return value

    def equation(self, equation: Any, atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
        called = _called(equation, atoms)
        if called is not None:
            return self.inline(*called)
        if _unmoved(equation, atoms):
            return atoms
        name = str(equation.primitive.name)
        if name == "platform_index":
            return (_platform(equation.params["platforms"]),)
        outputs = tuple(words_of(variable.aval) for variable in equation.outvars)
        if name in _NOTHING and not outputs[0].shape:
            return (Scalar(0, outputs[0].dtype),)
        bodies = tuple(_Reader().program(x) for x in _functions(name, equation.params))
        self.steps.append(Step(name, atoms, equation.params, outputs, bodies))
        return outputs


def _called(equation: Any, atoms: tuple[Atom, ...]) -> tuple[Any, tuple[Atom, ...]] | None:
    """The function that an equation stands for, and its inputs; None for a step of its own."""
    name, given = str(equation.primitive.name), equation.params
    if name in CALLS:
        return next(given[x] for x in _BODIES if x in given), atoms
    if name == "custom_linear_solve":
        lengths = given["const_lengths"]
        first = lengths.matvec + lengths.vecmat
        fixed, sides = atoms[first : first + lengths.solve], atoms[sum(lengths) :]
        return given["jaxprs"].solve, (*fixed, *sides)
    if name == "cond" and isinstance(atoms[0], Scalar):
        branches = given["branches"]
        return branches[min(max(int(atoms[0].value), 0), len(branches) - 1)], atoms[1:]
    traced = without_keys(equation) if name not in _LOOPS and is_keyed(equation) else None
    return None if traced is None else (traced, atoms)


def _unmoved(equation: Any, atoms: tuple[Atom, ...]) -> bool:
    """Whether the results are the inputs, entry by entry."""
    name = str(equation.primitive.name)
    if name in _SAME or name in SAME_WORDS:
        return True
    turned = name == "reshape" and equation.params.get("dimensions") is not None
    return name in _SAME_IF_ALIKE and not turned and _alike(atoms[0], equation.outvars[0].aval)


def _platform(platforms: Sequence[Sequence[str] | None]) -> Scalar:
    """The place of the central processor among platforms; None is for all others."""
    place = next((i for i, some in enumerate(platforms) if some is None or "cpu" in some), 0)
    return Scalar(place, "int32")


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
    value = words_of(variable.aval)
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
