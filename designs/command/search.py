"""The verb search: look for a design that no construction here gives."""

from __future__ import annotations

from typing import Annotated

import typer

from designs.command.arguments import Json, K, Output, V

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
    from designs.command.console import console, print_json
    from designs.files import check_target, write_file
    from designs.incidence.parameters import Parameters
    from designs.interchange.json_text import as_json, design_object
    from designs.search.timed import search as in_time

    p = Parameters(v, k, lam)
    if output is not None:
        check_target(output)
    with console(stderr=True).status("") as line:
        found = in_time(v, k, lam, time_limit=seconds, seed=seed, progress=line.update)
    if output is not None:
        write_file(output, as_json(found.recipe().build()))
    if json:
        built = design_object(found.recipe().build())
        print_json({"recipe": found.recipe().to_json(), "because": found.because()} | built, None)
    else:
        typer.echo(f"A {p} design: {found.because()}, verified.")
        typer.echo(found.line())
