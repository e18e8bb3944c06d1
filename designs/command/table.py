"""The verb table: what is known of all parameter sets, counted, written, drawn, explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from designs.answers.answers import Answer, Exists

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer()


@app.command()
def table(
    max_r: Annotated[int, typer.Option("--max-r", help="greatest replication")] = 41,
    csv: Annotated[Path | None, typer.Option(help="write all rows to this file")] = None,
    plot: Annotated[Path | None, typer.Option(help="draw the map: .png, .svg, .pdf")] = None,
    lambdas: Annotated[
        str, typer.Option("--lambda", help="lambdas of the map, like 1,2,3; default: all")
    ] = "",
    why: Annotated[
        tuple[int, int, int] | None,
        typer.Option(metavar="V K LAMBDA", help="explain one answer down to its roots"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Every admissible 2-design up to a replication: exists, impossible or open, and why."""
    from designs.command.console import console, numbers, print_json
    from designs.existence.picture import existence_map
    from designs.existence.table import as_csv, to_json
    from designs.files import check_target, write_bytes, write_file
    from designs.picture import check_picture, drawn

    if why is not None:
        _explain(why, json=json)
        return
    shown = numbers(lambdas)
    form = check_picture(plot) if plot is not None else ""
    if csv is not None:
        check_target(csv)
    answers = _answers(max_r)
    drawing = drawn(existence_map(answers, shown), form) if plot else b""
    if csv is not None:
        write_file(csv, as_csv(answers))
    if plot is not None:
        write_bytes(plot, drawing)
    if json:
        print_json(to_json(answers, max_r))
        return
    screen = console()
    for part in _tables(answers, max_r):
        screen.print(part)


def _answers(max_r: int) -> list[Answer]:
    """All answers, with a line of progress on standard error."""
    from designs.command.console import console
    from designs.existence.table import admissible
    from designs.existence.table import table as answers_of

    found: list[Answer] = []
    many = len(admissible(max_r))
    with console(stderr=True).status("") as line:
        for answer in answers_of(max_r):
            found.append(answer)
            line.update(f"{len(found)} of {many}: {answer.parameters}")
    return found


def _tables(answers: list[Answer], max_r: int) -> list[Table]:
    from designs.existence.table import counts, rule

    return [
        _table(f"All with r <= {max_r}", "", counts(answers, lambda _: "all")),
        _table("By block size", "k", counts(answers, lambda answer: answer.parameters.k)),
        _table("By lambda", "lambda", counts(answers, lambda answer: answer.parameters.lam)),
        _table("By rule", "rule", counts(answers, rule)),
    ]


def _table(title: str, key: str, rows: Mapping[Any, Mapping[str, int]]) -> Table:
    """One line for each key with the number of answers of each status."""
    from rich.box import SIMPLE
    from rich.table import Table

    from designs.existence.table import STATUSES

    result = Table(title=title, box=SIMPLE)
    result.add_column(key, no_wrap=True)
    for name in (*STATUSES, "together"):
        result.add_column(name, justify="right", no_wrap=True)
    for name, found in rows.items():
        numbers = [found[status] for status in STATUSES]
        result.add_row(str(name), *map(str, numbers), str(sum(numbers)))
    return result


def _explain(parameters: tuple[int, int, int], *, json: bool) -> None:
    """Print the chain behind one answer; exit code 1 unless the design exists."""
    from designs.command.console import print_json
    from designs.existence.ask import exists
    from designs.existence.chain import why

    answer = exists(*parameters)
    step = why(answer)
    if json:
        print_json(answer.to_json() | {"why": step.to_json()})
    else:
        typer.echo("\n".join(step.lines()))
    if not isinstance(answer, Exists):
        raise typer.Exit(1)
