"""The verbs of designs: exists, design; code is in `designs.command.code`."""

from __future__ import annotations

from textwrap import fill, indent
from typing import Annotated

import typer

from designs.answers.answers import Answer, Exists, Impossible
from designs.command.code import Json, Output, families
from designs.errors import BadInput

app = typer.Typer()
app.add_typer(families, name="code")

_MOST_SHOWN = 200
_LINE = 96

V = Annotated[int, typer.Argument(metavar="V", help="points")]
K = Annotated[int, typer.Argument(metavar="K", help="points in a block")]
Lambda = Annotated[int, typer.Argument(metavar="LAMBDA", help="blocks through T points")]
Strength = Annotated[
    int, typer.Option("--t", metavar="T", help="any T points lie in LAMBDA blocks")
]


@app.command()
def exists(
    v: V,
    k: K,
    lam: Lambda,
    t: Strength = 2,
    resolvable: Annotated[
        bool, typer.Option("--resolvable", help="blocks that split into parallel classes")
    ] = False,
    json: Json = False,
) -> None:
    """Does a T-(V,K,LAMBDA) design exist: yes with a recipe, no with a reason, or open.

    Exit code 0 if it exists, 1 if not or if that is open.
    """
    from designs.command.console import print_json
    from designs.existence.ask import ask
    from designs.incidence.parameters import Parameters

    answer = ask(Parameters(v, k, lam, t, resolvable))
    if json:
        print_json(answer.to_json())
    else:
        _print_answer(answer)
    if not isinstance(answer, Exists):
        raise typer.Exit(1)


def _print_answer(answer: Answer) -> None:
    from designs.interchange.plain import as_blocks, as_classes

    p = answer.parameters
    verdict = {"Exists": "exists", "Impossible": "does not exist", "Open": "is open here"}
    typer.echo(f"A {p} design {verdict[type(answer).__name__]}.")
    typer.echo(f"  {p.b} blocks of {p.k} points, {p.r} through each of the {p.v} points")
    _item("because", answer.because)
    if isinstance(answer, Exists | Impossible):
        _item("source", answer.source)
    if isinstance(answer, Exists):
        _item("recipe", str(answer.recipe))
        if p.b * p.k <= _MOST_SHOWN:
            text = (as_classes if p.resolvable else as_blocks)(answer.design())
            typer.echo("  blocks:  " + indent(text, " " * 11).strip())


def _item(name: str, text: str) -> None:
    """One labelled paragraph, wrapped under its first word."""
    typer.echo(fill(f"  {name + ':':9}{text}", _LINE, subsequent_indent=" " * 11))


@app.command()
def design(
    v: V,
    k: K,
    lam: Lambda,
    output: Output = None,
    form: Annotated[
        str, typer.Option("--format", "-f", help="blocks, json, gap or xml")
    ] = "blocks",
    t: Strength = 2,
    resolution: Annotated[
        bool, typer.Option("--resolution", help="with its parallel classes, an empty line between")
    ] = False,
    json: Json = False,
) -> None:
    """Build a T-(V,K,LAMBDA) design, verified, and print or write it.

    Exit code 1 if there is none or none is known here, 2 if r or b would be no integer.
    """
    from designs.command.console import check_target, print_json, write_file
    from designs.existence.ask import ask, demand
    from designs.incidence.parameters import Parameters
    from designs.interchange import WRITERS as DESIGN_FORMATS
    from designs.interchange.json_text import design_object
    from designs.interchange.plain import as_classes

    if form not in DESIGN_FORMATS:
        raise BadInput(f"the format must be one of {', '.join(DESIGN_FORMATS)}, got {form!r}")
    if output is not None:
        check_target(output)
    answer = ask(Parameters(v, k, lam, t, resolution))
    if json and not isinstance(answer, Exists):
        print_json(answer.to_json())
        raise typer.Exit(1)
    answer = demand(answer)
    built = answer.design()
    write = as_classes if resolution and form == "blocks" else DESIGN_FORMATS[form]
    text = write(built)
    if output is not None:
        write_file(output, text)
        typer.echo(f"{answer.parameters}: {len(built.blocks)} blocks written to {output}", err=True)
    if json:
        print_json(answer.to_json() | design_object(built), None)
    elif output is None:
        typer.echo(text, nl=False)
