"""The verb bound: every bound on the worst case of a code beside the exact value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from designs.command.arguments import Code, Json
from designs.errors import BadInput, show

if TYPE_CHECKING:
    from rich.table import Table

    from bounds.relaxation.every_bound import Report
    from bounds.universal.shape import LowerBound
    from designs.codes import GradientCode

app = typer.Typer()


@app.command()
def bound(
    code: Code,
    stragglers: Annotated[
        str, typer.Option("--stragglers", "-s", help="numbers of stragglers, like 1,2,5")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", help="write the proofs into this folder")
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds for each exact value", min=0)
    ] = 60.0,
    json: Json = False,
) -> None:
    """Every bound on the worst case of CODE, each proved, next to the exact value.

    Exit code 1 if an exact value could not be proved in time; the interval is shown.
    """
    from bounds.relaxation.every_bound import every_bound
    from designs.command.console import code_argument, console, numbers, print_json

    the_code = code_argument(code)
    reports = []
    with console(stderr=True).status("") as status:
        for s in numbers(stragglers) or _usual(the_code):
            tell = partial(_tell, status, s)
            reports.append(every_bound(the_code, s, time_limit=time_limit, progress=tell))
    if folder is not None:
        _write(folder, the_code, reports)
    if json:
        rows = [report.to_json() for report in reports]
        print_json({"format": "kirkman-bounds/1", "code": the_code.name, "bounds": rows})
    else:
        screen = console()
        for report in reports:
            screen.print(_table(the_code, report))
            screen.print(_of_any_code(the_code, report, folder), markup=False)
            for name, why in report.refused.items():
                screen.print(f"{name}: {why}.", markup=False)
    if not all(report.exact.proved for report in reports):
        raise typer.Exit(1)


def _of_any_code(code: GradientCode, report: Report, folder: Path | None) -> str:
    """The sentence of the best universal lower bound, and another if its file proves less."""
    from bounds.universal.derive import best_proved
    from bounds.universal.shape import shape_of

    best, shape, s = report.any_code, shape_of(code), report.stragglers
    words, proved = shape.words(), best_proved(shape, s).value
    text = f"{words[0].upper()}{words[1:]} has e({s}) >= {show(best.value)}: {best.why}."
    if folder is None or proved == best.value:
        return text
    return f"{text} It has no certificate: {_name_of_any_code(s)} proves e({s}) >= {show(proved)}."


def _name_of_any_code(s: int) -> str:
    return f"e{s}-any-code.json"


def _usual(code: GradientCode) -> list[int]:
    """The numbers of stragglers unless one is given: 1, and around the least redundancy."""
    least = min(code.replication())
    wanted = {1, least - 1, least, 2 * least}
    return sorted(s for s in wanted if 0 < s < code.workers)


def _tell(status: Any, s: int, text: str) -> None:
    status.update(f"s = {s}: {text}")


def _write(folder: Path, code: GradientCode, reports: Sequence[Report]) -> None:
    """One file for each proof, and one for what is proved of every code of the shape."""
    from bounds.universal.certificate import universal_certificate
    from bounds.universal.shape import shape_of
    from designs.files import as_json_text, write_file

    if folder.exists() and not folder.is_dir():
        raise BadInput(f"the proofs go into a folder, but {str(folder)!r} is a file")
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        for item in report.upper:
            name = f"e{report.stragglers}-{item.method.replace(' ', '-')}.json"
            write_file(folder / name, as_json_text(item.to_json(), None))
        value = universal_certificate(shape_of(code), report.stragglers)
        write_file(folder / _name_of_any_code(report.stragglers), as_json_text(value, None))


def _table(code: GradientCode, report: Report) -> Table:
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    from bounds.relaxation.every_bound import per_set

    s, exact = report.stragglers, report.exact
    table = Table(title=f"Bounds on e({s}) of {escape(code.name)}", box=SIMPLE)
    table.add_column("", no_wrap=True)
    table.add_column("method", no_wrap=True)
    for name in ("error", "e/k", "above exact"):
        table.add_column(name, justify="right", no_wrap=True)
    special = (report.biregular,) if report.biregular else ()
    for below in {bound.name: bound for bound in (*special, report.any_code)}.values():
        _row(table, code, "any code", _with_source(below), float(below.value), "")
    for attack in sorted(report.lower, key=lambda a: a.error):
        _row(table, code, "at least", attack.method, float(attack.error), "")
    value = "exact" if exact.proved else "proved"
    for end in sorted({exact.lower, exact.upper}):
        _row(table, code, value, exact.method.sentence, float(end), "")
    one_weight = float(per_set(report, code))
    _row(table, code, "its set", "one weight", one_weight, "")
    for item in sorted(report.upper, key=lambda b: b.value):
        gap = report.gap(item)
        text = "" if gap is None else f"{100 * float(gap):.1f} %"
        _row(table, code, "at most", item.method, float(item.value), text)
    return table


def _with_source(bound: LowerBound) -> str:
    """The name of a universal bound; of one of docs/optimal-codes.md with its theorem."""
    theorem = bound.proof.get("theorem")
    return f"{bound.name}: {theorem}" if theorem else bound.name


def _row(table: Table, code: GradientCode, side: str, method: str, value: float, gap: str) -> None:
    table.add_row(side, method, f"{value:.6g}", f"{value / code.partitions:.4f}", gap)
