"""The verb compare: codes side by side, and the least redundancy that tolerates stragglers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from designs.errors import BadInput, require

if TYPE_CHECKING:
    from bounds.comparison.compare import Question, Row
    from bounds.comparison.tolerate import Tolerant

app = typer.Typer()
_FEW_WORKERS, _MOST_PROCESSES = 9, 8


@dataclass(frozen=True, slots=True)
class _Order:
    """The column by which the rows are ordered."""

    at: int | None
    level: Fraction | None
    shown: tuple[int, ...]


@app.command()
def compare(
    workers: Annotated[int, typer.Option("--workers", "-n", help="number of workers")],
    redundancy: Annotated[
        int | None, typer.Option("--redundancy", "-d", help="workers that hold each partition")
    ] = None,
    stragglers: Annotated[
        str, typer.Option("--stragglers", "-s", help="columns of the table, like 1,2,5")
    ] = "",
    at: Annotated[
        int | None, typer.Option("--at", help="order by the worst case of so many stragglers")
    ] = None,
    threshold: Annotated[
        str, typer.Option("--threshold", help="order by the threshold of a relative error, as 1/5")
    ] = "",
    random: Annotated[
        float | None, typer.Option("--random", help="workers straggle with this probability")
    ] = None,
    tolerate: Annotated[
        int | None, typer.Option("--tolerate", help="instead: so many stragglers ...")
    ] = None,
    error: Annotated[
        str, typer.Option("--error", help="... with at most this relative error: which redundancy?")
    ] = "0",
    seed: Annotated[int, typer.Option(help="seed of the random codes")] = 0,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds for each code", min=0)
    ] = 60.0,
    html: Annotated[
        Path | None, typer.Option(help="write an interactive page to this file")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="write a picture: .png, .svg, .pdf")] = None,
    csv: Annotated[Path | None, typer.Option(help="write all numbers to this file")] = None,
    json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Codes side by side at one number of workers and one redundancy, all curves certified.

    With --tolerate S --error E instead: the least redundancy at which a code here has e(S)/k <= E.
    """
    from bounds.comparison.compare import Question, ordered
    from designs.command.console import numbers, rational
    from designs.files import check_target
    from designs.picture import check_picture

    if tolerate is not None:
        require(redundancy is None, "give a redundancy, or --tolerate to ask for it; not both")
        _tolerate(workers, tolerate, rational(error, "the error"), seed, time_limit, json=json)
        return
    if redundancy is None:
        raise BadInput("give a redundancy with --redundancy, or ask for it with --tolerate S")
    shown = numbers(stragglers)
    columns = [*shown, *([] if at is None else [at])]
    if any(not 0 <= s <= workers for s in columns):
        raise BadInput(f"stragglers must be 0..{workers}, got {stragglers or at}")
    level = rational(threshold, "the threshold") if threshold else None
    form = check_picture(plot) if plot is not None else ""
    for target in (html, csv):
        if target is not None:
            check_target(target)
    kept = _kept(workers, redundancy, shown, at) if html is not None else ()
    question = Question(random, kept, time_limit, seed, at)
    rows = ordered(_rows(workers, redundancy, question), at, level and Fraction(level))
    text = _page(rows, workers, redundancy, question, at) if html is not None else ""
    _write(rows, text, (html, plot, csv), form)
    order = _Order(at, level and Fraction(level), tuple(shown))
    _print(rows, workers, redundancy, order, json=json)


def _kept(workers: int, redundancy: int, shown: list[int], at: int | None) -> tuple[int, ...]:
    """The numbers of stragglers whose certificates the page holds, ascending."""
    several = shown or _usual(workers, redundancy)
    return tuple(sorted({*several, *([] if at is None else [at])}))


def _usual(workers: int, redundancy: int) -> list[int]:
    d = redundancy
    return sorted({s for s in (1, 2, d - 1, d, d + 1, 2 * d) if 1 <= s <= workers})


@contextmanager
def _processes(workers: int, limit: float | None) -> Iterator[ProcessPoolExecutor | None]:
    """Processes to share codes out to, ended at once when interrupted; None for small codes.

    Kernels are compiled before, for all of them, as far as the time for one code allows.
    """
    from multiprocessing import active_children, get_context

    from adversary.worst_case import deadline_after
    from adversary.worst_case.first_use import TREE

    count = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    if workers <= _FEW_WORKERS or count == 1:
        yield None
        return
    TREE.wait(deadline_after(limit))
    executor = ProcessPoolExecutor(count, get_context("spawn"))
    try:
        yield executor
    except BaseException:
        for child in active_children():
            child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _rows(workers: int, redundancy: int, question: Question) -> tuple[Row, ...]:
    from bounds.comparison.compare import compare as side_by_side
    from designs.command.console import status

    with status("") as tell, _processes(workers, question.time_limit) as executor:
        return side_by_side(
            workers,
            redundancy,
            question=question,
            executor=executor,
            progress=lambda name: tell(f"certifying {name}"),
        ).codes


def _page(
    rows: tuple[Row, ...], workers: int, redundancy: int, question: Question, at: int | None
) -> str:
    from bounds.comparison.page import page

    return page(rows, workers, redundancy, question, at=at)


def _write(
    rows: tuple[Row, ...],
    text: str,
    targets: tuple[Path | None, Path | None, Path | None],
    form: str,
) -> None:
    """The page, the picture and the numbers; all made before the first is written."""
    from bounds.comparison.report import as_csv, picture
    from designs.files import write_bytes, write_file

    html, plot, csv = targets
    drawing = picture(rows, form) if plot is not None else b""
    if html is not None:
        write_file(html, text)
    if plot is not None:
        write_bytes(plot, drawing)
    if csv is not None:
        write_file(csv, as_csv(rows))


def _print(
    rows: tuple[Row, ...], workers: int, redundancy: int, order: _Order, *, json: bool
) -> None:
    from bounds.comparison.report import as_json, columns, least_table, mean_table, remarks, tables
    from designs.command.console import console, print_json

    if json:
        print_json(as_json(rows, workers, redundancy))
        return
    screen = console()
    shown = order.shown or columns(rows, redundancy)
    at = order.at if order.at is not None else min(redundancy, workers)
    for part in tables(rows, shown, screen.width, at):
        screen.print(part)
    screen.print(mean_table(rows, shown[:4]))
    screen.print(least_table(rows, at))
    screen.print(f"* not beaten at s={at} in worst case, mean error and load together.")
    screen.print(remarks(rows), markup=False)


def _tolerate(
    workers: int, stragglers: int, error: Fraction, seed: int, limit: float | None, *, json: bool
) -> None:
    from bounds.comparison.tolerate import tolerate as least_redundancy
    from designs.command.console import print_json, status

    with status("") as tell:
        found = least_redundancy(
            workers, stragglers, error, seed=seed, time_limit=limit, progress=tell
        )
    if json:
        print_json(None if found is None else found.to_json())
    elif found is None:
        typer.echo(f"no code here with {workers} workers has this error")
    else:
        _print_tolerant(found, stragglers)
    if found is None:
        raise typer.Exit(1)


def _print_tolerant(found: Tolerant, stragglers: int) -> None:
    from designs.files import exact_and_decimal

    share = Fraction(found.worst.upper) / found.code.partitions
    typer.echo(f"redundancy {found.redundancy}: {found.code}")
    typer.echo(
        f"  e({stragglers})/k = {exact_and_decimal(share)}, proved: {found.worst.method.sentence}"
    )
    if found.redundancy == found.needed:
        typer.echo("  no code of less redundancy can do it")
    else:
        typer.echo("  the least redundancy among the codes that kirkman compares")
    for name in found.undecided:
        typer.echo(f"  not decided in the time limit: {name}")
