"""Export a JAX function, or the gradient of a loss, as NumPy source for workers without JAX."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from adversary.portable.flow import read
from adversary.portable.program import Program, Value
from adversary.portable.source import Page, assemble, checks, new_page, usable, write_steps
from adversary.portable.text import dtype_text, tuple_text
from designs.errors import BadInput, require

_ROWS = "rows"


def export(
    function: Callable[..., Any],
    examples: Sequence[Any],
    *,
    name: str | None = None,
    rows: Sequence[int] = (),
) -> str:
    """NumPy source that computes what this JAX function does, for arguments like the examples.

    The source holds one function. Its arguments have the names that the function gives them; an
    argument that is a tree of arrays becomes one argument a leaf, in the order of
    ``jax.tree.flatten`` (lists in order, dictionaries by sorted key), named after the path:
    ``layers_0_bias``. It returns the leaves of the result in that order: an array, or a tuple of
    arrays if there are several. Shapes and element types are those of the examples, and are checked
    at each call; ``rows`` lists the positions of arguments whose first axis may have any length,
    the same for all of them. Element types are kept: float32 stays float32.

    Raises:
        BadInput: JAX is not installed; it cannot trace the function; a primitive that has no NumPy
            form here, by its name; or arrays held by the function with more than 1,000 entries.

    Complexity: that of tracing, and O(size of the traced program).
    Source: the idea is that of P. Pochelu, JaxDecompiler (2024); the translation is our own.

    >>> import pytest
    >>> jax = pytest.importorskip("jax")
    >>> export(lambda x: x < 1, [1.0]).splitlines()[-2].strip()
    'below = x < 1.0  # bool'
    """
    called = name or _name_of(function, "function")
    about = "What the JAX function computes; leaves in the order of jax.tree.flatten."
    return _exported(function, examples, rows, called, about)


def _exported(
    function: Callable[..., Any],
    examples: Sequence[Any],
    rows: Sequence[int],
    name: str,
    about: str,
) -> str:
    program, leaves = _traced(function, examples, rows)
    page = new_page(_ROWS)
    names = [page.names.new(leaf) for leaf in leaves]
    checks(program.inputs, page, names)
    results = [f"np.array({text})" for text in write_steps(program, page, 1)]
    page.add(f"return {results[0] if len(results) == 1 else tuple_text(results)}", 1)
    head = _head(name, names, about)
    return assemble(name, page, head, page.lines)


def export_gradient(
    loss: Callable[..., Any],
    examples: Sequence[Any],
    *,
    name: str = "gradient",
    rows: Sequence[int] = (),
    vector: bool = False,
) -> str:
    """NumPy source of the gradient of a JAX loss with respect to its first argument.

    As `export` of ``jax.grad(loss)``. With ``vector`` the function has the form of the ``gradient``
    of `adversary.tasks.task.Task`: the first argument is one vector, the leaves of the parameters
    one after another, each flattened row by row; so is the result, in float64, which workers send.
    For gradient codes the loss must be the sum over the rows of a partition, not the mean.

    Raises:
        BadInput: see `export`; or a loss that is no real number.

    Complexity: see `export`.
    Source: see `export`.

    >>> import pytest
    >>> jax = pytest.importorskip("jax")
    >>> import numpy as np
    >>> loss = lambda p, x: ((p - x) ** 2).sum() / 2
    >>> source = export_gradient(loss, [np.zeros(1), np.zeros(3)], rows=[1], vector=True)
    >>> space = {}
    >>> exec(source, space)
    >>> space["gradient"]([1.0], [0.0, 3.0]).tolist()
    [-1.0]
    """
    jax = _jax()
    if not vector:
        about = "The gradient, leaf by leaf, in the order of the first arguments."
        return _exported(jax.grad(loss), examples, rows, name, about)
    program, leaves = _traced(jax.grad(loss), examples, rows)
    count = len(jax.tree.leaves(examples[0]))
    page = new_page(_ROWS)
    whole = page.names.new(_argument_names(loss, len(examples))[0])
    names = [page.names.new(leaf) for leaf in leaves]
    _cut_up(whole, program.inputs[:count], names[:count], page)
    checks(program.inputs[count:], page, names[count:])
    results = write_steps(program, page, 1)
    flat = ", ".join(f"np.ravel({x})" for x in results)
    page.add(f"return np.concatenate([{flat}]).astype(np.float64)", 1)
    about = "The gradient as one vector, laid out like the first argument."
    head = _head(name, [whole, *names[count:]], about)
    return assemble(name, page, head, page.lines)


def _cut_up(whole: str, leaves: Sequence[Value], names: Sequence[str], page: Page) -> None:
    """Write the lines that take the leaves out of one vector."""
    total = sum(prod(leaf.shape) for leaf in leaves)
    page.add(f'{whole} = checked("{whole}", {whole}, ({total},), np.float64)', 1)
    start = 0
    for leaf, name in zip(leaves, names, strict=True):
        stop = start + prod(leaf.shape)
        shape, dtype = tuple_text(leaf.shape), dtype_text(leaf.dtype)
        page.add(f"{name} = {whole}[{start}:{stop}].reshape({shape}).astype({dtype})", 1)
        page.called[leaf] = name
        start = stop


def _head(name: str, arguments: Sequence[str], about: str) -> list[str]:
    """The first lines of the function; infinities and nan arise silently, as in JAX."""
    require(
        usable(name),
        f"the name must be one of Python that hides no built-in function, got {name!r:.40}; "
        "such as gradient",
    )
    first = f"def {name}({', '.join(arguments)}):"
    return ['@np.errstate(all="ignore")', first, f'    """{about}"""']


def _traced(
    function: Callable[..., Any], examples: Sequence[Any], rows: Sequence[int]
) -> tuple[Program, list[str]]:
    """The program of a function, and names for its flattened arguments."""
    jax = _jax()
    given = tuple(examples)
    for position in rows:
        fits = 0 <= position < len(given)
        require(fits, f"rows must be positions 0..{len(given) - 1}, got {position}")
    size = _open_size() if rows else None
    opened = [_opened(x, size) if i in rows else x for i, x in enumerate(given)]
    try:
        closed = jax.make_jaxpr(function)(*opened)
    except Exception as error:
        first = str(error).strip().partition("\n")[0]
        raise BadInput(f"JAX could not trace the function with these examples: {first}") from error
    trees = zip(_argument_names(function, len(given)), given, strict=True)
    leaves = [leaf for argument, tree in trees for leaf in _leaves(argument, tree)]
    return read(closed), leaves


def _open_size() -> Any:
    """A size that JAX leaves open."""
    try:
        from jax.export import symbolic_shape
    except ImportError as error:
        raise BadInput(f"open rows need a newer JAX, such as 0.10: {error}") from None
    (size,) = symbolic_shape(_ROWS)
    return size


def _opened(tree: Any, size: Any) -> Any:
    """The arrays of a tree with an open first axis."""
    jax = _jax()

    def opened(leaf: Any) -> Any:
        array = jax.numpy.asarray(leaf)
        require(array.ndim >= 1, "an argument with rows must have an axis, got a number")
        return jax.ShapeDtypeStruct((size, *array.shape[1:]), array.dtype)

    return jax.tree.map(opened, tree)


def _leaves(argument: str, tree: Any) -> list[str]:
    """Names of the leaves of an argument: ``params_0_w``."""
    paths, _ = _jax().tree_util.tree_flatten_with_path(tree)
    return ["_".join([argument, *(_key(key) for key in path)]) for path, _ in paths]


def _key(key: Any) -> str:
    for kind in ("key", "idx", "name"):
        if hasattr(key, kind):
            return str(getattr(key, kind))
    return str(key)


def _argument_names(function: Callable[..., Any], count: int) -> list[str]:
    names: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}_{i}" for i in range(count - len(names))]
        elif len(names) < count:
            names.append(parameter.name)
    require(len(names) == count, f"the function takes {len(names)} arguments, got {count} examples")
    return names


def _name_of(function: Callable[..., Any], otherwise: str) -> str:
    name = str(getattr(function, "__name__", otherwise))
    return name if usable(name) else otherwise


def _jax() -> Any:
    try:
        import jax
    except ImportError:
        raise BadInput("exporting needs JAX: pip install 'kirkman[jax]'") from None
    return jax
