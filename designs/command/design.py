"""The verb design: build a design, verified, and print or write it."""

from __future__ import annotations

from typing import Annotated

import typer

from designs.answers.answers import Exists
from designs.command.arguments import Json, K, Lambda, Output, Strength, V
from designs.errors import BadInput

app = typer.Typer()


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
    from designs.command.console import print_json
    from designs.existence.ask import ask, demand
    from designs.files import check_target, write_file
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
