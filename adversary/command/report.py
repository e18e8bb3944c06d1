"""The verb report: logs of runs as a table, a picture, and arrivals."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from designs.command.arguments import Json

if TYPE_CHECKING:
    from adversary.run.rounds import History

app = typer.Typer()


@app.command()
def report(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG...", help="logs of kirkman run --log")],
    plot: Annotated[Path | None, typer.Option(help="write a picture: .png, .svg, .pdf")] = None,
    arrivals: Annotated[
        Path | None, typer.Option(help="write the first log's seconds or reasons, as CSV")
    ] = None,
    json: Json = False,
) -> None:
    """Logs of runs as a table: repetitions of a run are summed, others stand beside each other.

    The picture has arrivals and errors of the first log, and the losses of all.
    """
    from adversary.run.picture import run_picture
    from adversary.run.report import summaries, table
    from adversary.run.run_log import read_log
    from designs.command.console import console, print_json
    from designs.files import write_bytes, write_file
    from designs.picture import check_picture

    form = check_picture(plot) if plot is not None else ""
    histories = [read_log(path) for path in logs]
    if plot is not None:
        write_bytes(plot, run_picture(histories[0], form, histories[1:]))
    if arrivals is not None:
        write_file(arrivals, _csv(histories[0]))
    rows = summaries(histories)
    if json:
        print_json({"format": "kirkman-report/1", "runs": [row.to_json() for row in rows]})
        return
    console().print(table(rows))


def _csv(history: History) -> str:
    """A line for each round: its number, then seconds or a reason for each worker.

    In a run with a nested scheme the last is the level at which the round was decoded.
    """
    from adversary.run.rounds import arrival_table

    text, workers = io.StringIO(), int(history.header["workers"])
    lines = csv.writer(text, lineterminator="\n")
    nested = ["level"] if history.header.get("levels") else []
    lines.writerow(["round", *(f"worker {w}" for w in range(workers)), *nested])
    for record, row in zip(history.rounds, arrival_table(history.rounds, workers), strict=True):
        level = "" if record.level is None else record.level
        lines.writerow([record.number, *row, *(level for _ in nested)])
    return text.getvalue()
