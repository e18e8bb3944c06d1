"""Python source of a program, which needs NumPy and nothing else."""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from adversary.portable import (
    arrays,
    bits,
    convolution,
    elementwise,
    factors,
    runtime,
    special,
    windows,
)
from adversary.portable.names import Names
from adversary.portable.program import Program, Step, Value
from adversary.portable.text import Line, Rule, array_text, dtype_text, tuple_text, typed
from designs.errors import BadInput, require

_WITH_RULES = (elementwise, arrays, special, bits, convolution, factors)
_CARRIED = (runtime, windows, special, bits, convolution, factors)
RULES: Mapping[str, Rule] = {name: rule for m in _WITH_RULES for name, rule in m.RULES.items()}
_CONTROL = ("cond", "scan", "while")
_TUPLES = (*_CONTROL, "split", "unstack", "svd")  # their rules write a tuple, even of one
_ADVICE = {
    "rng": "use keys of Threefry, the default, or draw outside and pass them as arguments",
    "psum": "export what one worker does; sums over workers are the server's part",
    "random_gamma": "draw gamma variates outside and pass them as arguments",
    "custom_root": "export the gradient of an explicit formula",
    "callback": "remove printing and callbacks from the function",
}
_MOST_CONSTANTS = 1000
_INDENT, _CONSTANT = "    ", "CONSTANT"


def supported() -> tuple[str, ...]:
    """The primitives of JAX that can be written in NumPy here, calls that are inlined apart.

    >>> "dot_general" in supported(), "scan" in supported()
    (True, True)
    """
    return tuple(sorted([*RULES, *_CONTROL]))


@dataclass(slots=True)
class Page:
    """The source being written: the names of values, and the lines so far."""

    names: Names
    called: dict[Value, str] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def add(self, text: str, depth: int, comment: str = "") -> None:
        """A line at this depth."""
        self.lines.append(_INDENT * depth + text + (f"  # {comment}" if comment else ""))


def new_page(*reserved: str) -> Page:
    """An empty page; no variable will hide NumPy or a function of the run-time files.

    >>> new_page().lines
    []
    """
    return Page(Names(["np", *reserved, *_carried()]))


def write_steps(program: Program, page: Page, depth: int) -> tuple[str, ...]:
    """Write the steps of a program whose inputs have names; the names of its results.

    Raises:
        BadInput: a primitive that cannot be written, by its name; or constants that are too large.

    Complexity: O(size of the program).

    >>> x = Value((2,), "float32")
    >>> program = Program((x,), (Step("tanh", (x,), {}, (y := Value((2,), "float32"),)),), (y,))
    >>> page = new_page()
    >>> page.called[x] = "x"
    >>> write_steps(program, page, 0), page.lines
    (('tanh',), ['tanh = np.tanh(x)  # float32 (2,)'])
    """
    for value, array in program.constants.items():
        page.called[value] = page.names.new(_CONSTANT)
        page.constants[page.called[value]] = array
        held = sum(constant.size for constant in page.constants.values())
        require(
            held <= _MOST_CONSTANTS,
            f"arrays that the function holds on to may have {_MOST_CONSTANTS} entries in all, "
            f"got {held} or more; pass them as arguments",
        )
    for step in program.steps:
        _write(step, page, depth)
    return tuple(typed(atom, page.called) for atom in program.outputs)


def _write(step: Step, page: Page, depth: int) -> None:
    texts = tuple(typed(atom, page.called) for atom in step.inputs)
    text = _control(step, texts, page, depth) or _rule(step)(Line(step, texts))
    for value in step.outputs:
        page.called[value] = page.names.for_primitive(step.primitive)
    names = [page.called[value] for value in step.outputs]
    many = len(names) > 1 or step.primitive in _TUPLES
    comment = "" if many else _described(step.outputs[0])
    left = tuple_text(names)[1:-1] if many else names[0]
    page.add(f"{left} = {text}", depth, comment)


def _rule(step: Step) -> Rule:
    if step.primitive in RULES:
        return RULES[step.primitive]
    close = next((text for word, text in _ADVICE.items() if word in step.primitive), None)
    advice = close or "compute this part outside and pass it as an argument"
    raise BadInput(f"the primitive {step.primitive} cannot be written in NumPy here: {advice}")


def _control(step: Step, texts: Sequence[str], page: Page, depth: int) -> str | None:
    """A call with local functions for the bodies; None for other primitives."""
    if step.primitive not in _CONTROL:
        return None
    bodies = [_local(body, page, depth) for body in step.bodies]
    given = step.parameters
    if step.primitive == "cond":
        which, arguments = texts[0], ", ".join(texts[1:])
        place = f"min(max(int({which}), 0), {len(bodies) - 1})"
        return f"{tuple_text(bodies)}[{place}]({arguments})"
    if step.primitive == "while":
        cut = given["cond_nconsts"], given["cond_nconsts"] + given["body_nconsts"]
        fixed = tuple_text([tuple_text(texts[: cut[0]]), tuple_text(texts[cut[0] : cut[1]])])
        return f"repeat_while({', '.join(bodies)}, {fixed}, {tuple_text(texts[cut[1] :])})"
    require(given["length"] != 0, "scan must have at least one row, got length 0")
    fixed, end = given["num_consts"], given["num_consts"] + given["num_carry"]
    groups = texts[:fixed], texts[fixed:end], texts[end:]
    written = ", ".join(tuple_text(group) for group in groups)
    return f"scan({bodies[0]}, {written}, {given['length']}, {bool(given['reverse'])})"


def _local(body: Program, page: Page, depth: int) -> str:
    """A function inside the function; it returns a tuple."""
    name = page.names.new("body")
    for value in body.inputs:
        page.called[value] = page.names.new("given")
    page.add(f"def {name}({', '.join(page.called[value] for value in body.inputs)}):", depth)
    page.add(f"return {tuple_text(write_steps(body, page, depth + 1))}", depth + 1)
    return name


def _described(value: Value) -> str:
    return f"{value.dtype} {tuple_text(value.shape)}" if value.shape else value.dtype


def checks(values: Sequence[Value], page: Page, names: Sequence[str]) -> None:
    """Write the lines that turn each argument into an array of the traced type and shape.

    >>> page = new_page()
    >>> checks([Value((2,), "float32")], page, ["x"])
    >>> page.lines
    ['    x = checked("x", x, (2,), np.float32)']
    """
    known: set[str] = set()
    for value, name in zip(values, names, strict=True):
        page.called[value] = name
        shape = tuple_text(_size(size, known) for size in value.shape)
        page.add(f'{name} = checked("{name}", {name}, {shape}, {dtype_text(value.dtype)})', 1)
        for axis, size in enumerate(value.shape):
            if not isinstance(size, int) and str(size) not in known:
                require(
                    str(size).isidentifier(),
                    f"an open size of an argument must be a name of its own, got {size}",
                )
                page.add(f"{size} = {name}.shape[{axis}]", 1)
                known.add(str(size))


def _size(size: Any, known: set[str]) -> str:
    return str(size) if isinstance(size, int) or str(size) in known else "None"


def usable(name: str) -> bool:
    """Whether a function may have this name: it hides nothing that the source needs.

    >>> usable("gradient"), usable("lambda"), usable("np"), usable("max")
    (True, False, False, False)
    """
    hidden = name in (*keyword.kwlist, *dir(builtins), "np") or name.startswith(_CONSTANT)
    return name.isidentifier() and not hidden


def assemble(name: str, page: Page, head: Sequence[str], main: Iterable[str]) -> str:
    """The whole file: what it is, NumPy, the functions it takes along, constants, and the function.

    A function that it takes along and that has the name of the function itself gets another.

    >>> assemble("f", new_page(), ["def f():"], ["    return 1"]).splitlines()[-2:]
    ['def f():', '    return 1']
    """
    main = list(main)
    constants = [f"{name} = {array_text(array)}" for name, array in page.constants.items()]
    title = f'"""{name}, exported from JAX to NumPy."""'
    parts = ["\n".join([title, "", "import numpy as np", *([""] if constants else [])])]
    parts[0] += "".join(f"\n{line}" for line in constants)
    others = [_stripped(function) for function in _needed("\n".join(main))]
    call = re.compile(rf"(?<![.\w]){name}(?=\()")
    parts += [call.sub(f"{name}_in_numpy", text) for text in others]
    parts.append("\n".join([*head, *(call.sub(f"{name}_in_numpy", line) for line in main)]))
    return "\n\n\n".join(parts) + "\n"


def _carried() -> dict[str, Callable[..., Any]]:
    """The functions that source can take along, by name."""
    return {
        name: thing
        for module in _CARRIED
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__
        if not name.startswith("_")
    }


def _needed(text: str) -> Iterator[Callable[..., Any]]:
    """The functions that this text calls, and those that they call."""
    carried, wanted, queue = _carried(), set[str](), [text]
    while queue:
        page = queue.pop()
        new = {x for x in carried if re.search(rf"(?<![.\w]){x}\(", page)} - wanted
        wanted |= new
        queue += [_stripped(carried[name]) for name in new]
    yield from (function for name, function in carried.items() if name in wanted)


def _stripped(function: Callable[..., Any]) -> str:
    """A function without annotations, and of its documentation the first line."""
    (tree,) = ast.parse(inspect.getsource(function)).body
    require(isinstance(tree, ast.FunctionDef), "only plain functions are carried")
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
            if told := ast.get_docstring(node):
                node.body[0] = ast.Expr(ast.Constant(told.partition("\n")[0]))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            node.simple = 1
    return ast.unparse(_Plain().visit(tree))


class _Plain(ast.NodeTransformer):
    """Assignments without annotations."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], node.value), node)
