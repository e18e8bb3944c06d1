"""The verb best: the best codes known of a shape, beside designs and universal bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from designs.command.arguments import Json, Output
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from rich.table import Table

    from bounds.optimal.report import BestRow

app = typer.Typer()


@app.command()
def best(
    workers: Annotated[
        int | None, typer.Option("--workers", "-n", help="workers, and partitions")
    ] = None,
    redundancy: Annotated[
        int | None, typer.Option("--redundancy", "-d", help="workers that hold each partition")
    ] = None,
    stragglers: Annotated[
        str, typer.Option("--stragglers", "-s", help="numbers of stragglers, like 1,2,5")
    ] = "",
    at: Annotated[
        int | None, typer.Option("--at", help="the code for so many stragglers alone")
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", help="seconds to search; 0: the table alone", min=0)
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="seed of the search")] = 0,
    count: Annotated[
        bool, typer.Option("--count", help="instead: how much of the table is proved optimal")
    ] = False,
    output: Output = None,
    json: Json = False,
) -> None:
    """The least worst case found of 0/1 codes with constant load and redundancy, for each s.

    Beside it that of a symmetric design, where its parameters are integers, and a bound that no
    such code is below. With --at S the code for S stragglers, which -o writes to a file.
    """
    from bounds.optimal.report import best_rows, proved_optimal
    from designs.command.console import console, numbers, print_json
    from designs.files import as_json_text, write_file

    if count:
        typer.echo(str(proved_optimal()))
        return
    if workers is None or redundancy is None:
        raise BadInput("give workers with -n and their redundancy with -d, or --count alone")
    require(at is None or not stragglers, "give --stragglers, or --at for one code; not both")
    require(output is None or at is not None, "give --at S to say which code is to be written")
    wanted = numbers(stragglers) if at is None else [at]
    rows = best_rows(workers, redundancy, wanted, time_limit=time_limit, seed=seed)
    if output is not None:
        write_file(output, as_json_text(rows[0].found.code.to_json(), None))
    if json:
        print_json({
            "format": "kirkman-best/1",
            "workers": workers,
            "redundancy": redundancy,
            "codes": [row.to_json() for row in rows],
        })  # fmt: skip
        return
    console().print(_table(rows))
    if at is not None:
        typer.echo(f"\n{rows[0].found.code}")
        typer.echo(f"  written to {output}" if output else "  (write it to a file with -o FILE)")


def _table(rows: list[BestRow]) -> Table:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for heading in ("s", "best found", "design", "no code below", "gap", "proved best", "code"):
        shown.add_column(heading, justify="left" if heading == "code" else "right")
    for row in rows:
        shown.add_row(*row.texts())
    return shown
