"""The verb exists: is there a design with these parameters?"""

from __future__ import annotations

from textwrap import fill, indent
from typing import Annotated

import typer

from designs.answers.answers import Answer, Exists, Impossible
from designs.command.arguments import Json, K, Lambda, Strength, V

app = typer.Typer()

_MOST_SHOWN = 200
_LINE = 96


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
