"""The verb search: look for a design that no construction here gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from designs.command.arguments import Json, K, Output, V
from designs.errors import Unavailable, require

if TYPE_CHECKING:
    from designs.constructions.prescribed import Entry
    from designs.incidence.parameters import Parameters

app = typer.Typer()

Seed = Annotated[int, typer.Option("--seed", help="seed of the random draw, at least 0")]


@app.command()
def search(
    v: V,
    k: K,
    lam: Annotated[int, typer.Argument(metavar="LAMBDA", help="blocks through two points")],
    seconds: Annotated[
        float, typer.Option("--time-limit", help="give up after so many seconds")
    ] = 60.0,
    seed: Seed = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Look for a 2-(V,K,LAMBDA) design with a prescribed group of automorphisms.

    Exit code 1 if none was found in time, which proves nothing.
    """
    from designs.command.console import print_json
    from designs.files import check_target, write_file
    from designs.incidence.parameters import Parameters
    from designs.interchange.json_text import as_json, design_object

    p = Parameters(v, k, lam)
    require(seconds > 0, f"the time limit must be positive, got {seconds}")
    if output is not None:
        check_target(output)
    found = _search(p, seed, seconds)
    if output is not None:
        write_file(output, as_json(found.recipe().build()))
    if json:
        built = design_object(found.recipe().build())
        print_json({"recipe": found.recipe().to_json(), "because": found.because()} | built, None)
    else:
        typer.echo(f"A {p} design: {found.because()}, verified.")
        typer.echo(found.line())


def _search(p: Parameters, seed: int, seconds: float) -> Entry:
    """The first find, with a line of progress on standard error; a sentence if there is none."""
    from time import monotonic

    from designs.command.console import console
    from designs.search.prescribed import search as attempts

    end, tried = monotonic() + seconds, 0
    with console(stderr=True).status(f"planning the search for {p}") as line:
        for found in attempts(p, seed):
            tried += 1
            if found is not None:
                return found
            if monotonic() > end:
                break
            line.update(f"{tried} attempts at {p}")
    raise Unavailable(
        f"no {p} design was found in {tried} attempts, which proves nothing; "
        "a longer --time-limit or another --seed may find one"
    )
