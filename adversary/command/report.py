"""The verbs verify and report: errors measured on every family, and logs of runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adversary.command.certify import Json, bar

if TYPE_CHECKING:
    from adversary.run.rounds import History

app = typer.Typer()


@app.command()
def verify(
    families: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FAMILY]...", help="families or schemes; all if none is named"),
    ] = None,
    sets: Annotated[int, typer.Option(help="random straggler sets beside the worst", min=0)] = 20,
    seed: Annotated[int, typer.Option(help="seed of the random sets")] = 0,
    json: Json = False,
) -> None:
    """Really stop the certified worst set, and random sets, of an example of every family.

    Measured decode errors must be the exact ones of the sets, and never above the certificate. Exit
    code 1 if any is not.
    """
    from adversary.run.verification import members, verify_codes
    from designs.command.console import exact_and_decimal, print_json

    codes = list(members(families or ()))
    results = []
    with bar("starting workers", len(codes)) as update:
        for found in verify_codes(codes, sets=sets, seed=seed):
            results.append(found)
            done = len({r.family for r in results})
            update(done, f"{found.family}, s = {found.stragglers}")
            if not json:
                worst = exact_and_decimal(found.certified.lower)
                line = f"{found.family:36} n={found.workers:<2} s={found.stragglers}"
                line += f"  {found.sets:3} sets  worst certified {worst}"
                line += f", measured {found.worst_measured:.12g}"
                typer.echo(line + (f"  {found.complaint}" if found.complaint else ""))
    bad = sum(1 for r in results if not r.good)
    total = sum(r.sets for r in results)
    if json:
        print_json({"format": "kirkman-verification/1", "results": [r.to_json() for r in results]})
    else:
        gap = max((r.worst_gap for r in results), default=0.0)
        typer.echo(f"{total} sets really stopped; largest difference {gap:.1e}; {bad} complaints")
    if bad:
        raise typer.Exit(1)


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
    from designs.command.console import console, print_json, write_bytes, write_file
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
