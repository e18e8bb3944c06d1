"""The verb latency: how long one iteration takes with a fixed tolerance, and nested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from designs.command.arguments import Json

if TYPE_CHECKING:
    from rich.table import Table

    from bounds.expectation.latency.report import LatencyRow

app = typer.Typer()


@app.command()
def latency(
    workers: Annotated[int, typer.Option("--workers", "-n", help="number of workers")],
    levels: Annotated[
        str, typer.Option(help="straggler tolerances, like 0,1,3; default: all possible ones")
    ] = "",
    rate: Annotated[str, typer.Option(help="a partition takes SHIFT + Exp(RATE)")] = "1",
    shift: Annotated[str, typer.Option(help="least time of a partition")] = "0",
    per_task: Annotated[
        bool, typer.Option("--per-task", help="a time drawn for each partition of a worker")
    ] = False,
    dead: Annotated[str, typer.Option(help="probability that a worker never answers")] = "0",
    samples: Annotated[int, typer.Option(help="samples of the simulation")] = 10_000,
    seed: Annotated[int, typer.Option(help="seed of the simulation")] = 0,
    groups: Annotated[
        bool, typer.Option("--groups", help="fractional codes: one of each group is awaited")
    ] = False,
    json: Json = False,
) -> None:
    """Mean time of an iteration: gradient codes of fixed tolerance, and the nested code of all.

    Worker times are SHIFT + Exp(RATE) for one partition; exact means beside simulated ones.
    """
    from bounds.expectation.latency.order_statistics import TimeModel
    from bounds.expectation.latency.report import latency_report
    from designs.command.console import console, numbers, print_json, rational

    model = TimeModel(rational(rate, "the rate"), rational(shift, "the shift"), per_task)
    chosen = numbers(levels) or (_chain(workers) if groups else list(range(workers)))
    part = rational(dead, "the probability")
    rows = latency_report(model, workers, chosen, part, samples, seed, groups=groups)
    if json:
        print_json({
            "format": "kirkman-latency/1",
            "workers": workers,
            "samples": samples,
            "seed": seed,
            "codes": [row.to_json() for row in rows],
        })  # fmt: skip
    else:
        console().print(_table(rows))


def _chain(workers: int) -> list[int]:
    """Tolerances of blocks in blocks: each size the least multiple of the one before."""
    sizes = [1]
    for d in range(2, workers + 1):
        if workers % d == 0 and d % sizes[-1] == 0:
            sizes.append(d)
    return [d - 1 for d in sizes]


def _table(rows: list[LatencyRow]) -> Table:
    """A table with a line for each code, exact means apart from simulated ones."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for heading in ("code", "mean time", "never ends", "simulated", "+-"):
        shown.add_column(heading, justify="left" if heading == "code" else "right")
    for row in rows:
        exact = "" if row.mean is None else f"{float(row.mean):.4f}"
        ends = row.estimate.failed < 1
        shown.add_row(
            escape(row.name),
            exact,
            f"{float(row.failure):.3g}",
            f"{row.estimate.mean:.4f}" if ends else "never",
            f"{row.estimate.standard_error:.4f}" if ends else "",
        )
    return shown
