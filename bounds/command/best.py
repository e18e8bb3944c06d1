"""The verb best: the best codes known of a shape, beside designs and universal bounds."""

from __future__ import annotations

from typing import Annotated

import typer

from designs.command.arguments import Json

app = typer.Typer()


@app.command()
def best(
    workers: Annotated[int, typer.Option("--workers", "-n", help="workers, and partitions")],
    redundancy: Annotated[
        int, typer.Option("--redundancy", "-d", help="workers that hold each partition")
    ],
    stragglers: Annotated[
        str, typer.Option("--stragglers", "-s", help="numbers of stragglers, like 1,2,5")
    ] = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="seconds to search; 0: the table alone", min=0)
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="seed of the search")] = 0,
    json: Json = False,
) -> None:
    """The least worst case found of 0/1 codes with constant load and redundancy, for each s.

    Beside it that of a symmetric design, where its parameters are integers, and a bound that no
    such code is below.
    """
    from bounds.optimal.report import best_rows
    from designs.command.console import console, numbers, print_json

    rows = best_rows(workers, redundancy, numbers(stragglers), time_limit=time_limit, seed=seed)
    if json:
        print_json({
            "format": "kirkman-best/1",
            "workers": workers,
            "redundancy": redundancy,
            "codes": [row.to_json() for row in rows],
        })  # fmt: skip
        return
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for heading in ("s", "best found", "design", "no code below", "code"):
        shown.add_column(heading, justify="left" if heading == "code" else "right")
    for row in rows:
        shown.add_row(*row.texts())
    console().print(shown)
