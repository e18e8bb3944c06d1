"""The verb tour: the whole chain, from a design to a real attack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def tour(
    output: Annotated[Path, typer.Option("-o", "--output", help="where the picture goes")] = Path(
        "kirkman-tour.png"
    ),
    rounds: Annotated[int, typer.Option(help="rounds of training in each run")] = 150,
    json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """The whole chain in under a minute: design, code, certificate, comparison, real attack."""
    from bounds.comparison.tour import tour as whole
    from designs.command.console import print_json

    found = whole(output, rounds=rounds, quiet=json)
    if json:
        print_json(found.to_json())
