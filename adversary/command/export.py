"""The verb export: the gradient of a JAX loss as NumPy source."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from designs.errors import BadInput

app = typer.Typer()


@app.command()
def export(
    loss: Annotated[str, typer.Argument(help="the loss in JAX, as module:function")],
    examples: Annotated[
        str, typer.Option(help="module:name of a tuple of arguments like those to come")
    ],
    rows: Annotated[
        str, typer.Option(help="positions of arguments with any number of rows, like 1,2")
    ] = "",
    vector: Annotated[
        bool, typer.Option("--vector", help="parameters and gradient as one vector, as workers do")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="write to this file", dir_okay=False)
    ] = None,
) -> None:
    """Write the gradient of a JAX loss in its first argument as source that needs NumPy alone.

    Modules are looked for in the current folder too. The function is called gradient.
    """
    from adversary.portable import export_gradient
    from designs.command.console import numbers
    from designs.files import check_target, write_file

    if output is not None:
        check_target(output)
    function, arguments = named(loss), named(examples)
    if not callable(function):
        raise BadInput(f"the loss must be a function, got {loss!r:.60}")
    if not isinstance(arguments, tuple | list):
        raise BadInput(f"the examples must be a tuple of arguments, got {examples!r:.60}")
    source = export_gradient(function, arguments, rows=numbers(rows), vector=vector)
    if output is None:
        typer.echo(source, nl=False)
    else:
        write_file(output, source)
        typer.echo(f"written to {output}")


def named(path: str) -> Any:
    """What ``module:name`` names, the current folder included.

    Raises:
        BadInput: there is no such module or name.

    >>> named("math:pi")
    3.141592653589793
    """
    module, _, name = path.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadInput(f"{path!r:.60} must be module:name: {error}") from None
