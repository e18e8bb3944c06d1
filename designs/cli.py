"""The verbs of designs: exists, design, code."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill, indent
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from designs.answers import Answer, Exists, Impossible
from designs.codes import GradientCode
from designs.errors import BadInput


class Families(TyperGroup):
    """The families as sub-commands; an unknown one is answered with the list."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer does it, but for names that are none."""
        if args and self.get_command(ctx, args[0]) is None:
            raise BadInput(
                f"unknown family {args[0]!r}; the families are {', '.join(self.commands)}"
            )
        return super().resolve_command(ctx, args)


app = typer.Typer()
families = typer.Typer(cls=Families, help="Build a gradient code: kirkman code FAMILY ...")
app.add_typer(families, name="code")

_MOST_SHOWN = 200
_LINE = 96

V = Annotated[int, typer.Argument(metavar="V", help="points")]
K = Annotated[int, typer.Argument(metavar="K", help="points in a block")]
Lambda = Annotated[int, typer.Argument(metavar="LAMBDA", help="blocks through T points")]
Strength = Annotated[
    int, typer.Option("--t", metavar="T", help="any T points lie in LAMBDA blocks")
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="write to this file", dir_okay=False)
]
Workers = Annotated[int, typer.Option("--workers", "-n", help="number of workers")]
Replication = Annotated[
    int, typer.Option("--replication", "-d", help="workers that hold each partition")
]
Seed = Annotated[int, typer.Option("--seed", help="seed of the random draw, at least 0")]


@app.command()
def exists(
    v: V,
    k: K,
    lam: Lambda,
    t: Strength = 2,
    resolvable: Annotated[
        bool, typer.Option("--resolvable", help="blocks that split into parallel classes")
    ] = False,
    json: Json = False,
) -> None:
    """Does a T-(V,K,LAMBDA) design exist: yes with a recipe, no with a reason, or open.

    Exit code 0 if it exists, 1 if not or if that is open.
    """
    from designs.console import print_json
    from designs.existence import ask
    from designs.questions import question

    answer = ask(question(v, k, lam, t=t, resolvable=resolvable))
    if json:
        print_json(answer.to_json())
    else:
        _print_answer(answer)
    if not isinstance(answer, Exists):
        raise typer.Exit(1)


def _print_answer(answer: Answer) -> None:
    from designs.interchange.plain import as_blocks, as_classes
    from designs.questions import ResolvableParameters

    p = answer.parameters
    verdict = {"Exists": "exists", "Impossible": "does not exist", "Open": "is open here"}
    typer.echo(f"A {p} design {verdict[type(answer).__name__]}.")
    typer.echo(f"  {p.b} blocks of {p.k} points, {p.r} through each of the {p.v} points")
    _item("because", answer.because)
    if isinstance(answer, Exists | Impossible):
        _item("source", answer.source)
    if isinstance(answer, Exists):
        _item("recipe", str(answer.recipe))
        if p.b * p.k <= _MOST_SHOWN:
            resolvable = isinstance(p, ResolvableParameters)
            text = (as_classes if resolvable else as_blocks)(answer.design())
            typer.echo("  blocks:  " + indent(text, " " * 11).strip())


def _item(name: str, text: str) -> None:
    """One labelled paragraph, wrapped under its first word."""
    typer.echo(fill(f"  {name + ':':9}{text}", _LINE, subsequent_indent=" " * 11))


@app.command()
def design(
    v: V,
    k: K,
    lam: Lambda,
    output: Output = None,
    form: Annotated[
        str, typer.Option("--format", "-f", help="blocks, json, gap or xml")
    ] = "blocks",
    t: Strength = 2,
    resolution: Annotated[
        bool, typer.Option("--resolution", help="with its parallel classes, an empty line between")
    ] = False,
    json: Json = False,
) -> None:
    """Build a T-(V,K,LAMBDA) design, verified, and print or write it.

    Exit code 1 if there is none or none is known here, 2 if r or b would be no integer.
    """
    from designs.console import check_target, print_json, write_file
    from designs.existence import ask, demand
    from designs.interchange import WRITERS as DESIGN_FORMATS
    from designs.interchange.json_text import design_object
    from designs.interchange.plain import as_classes
    from designs.questions import question

    if form not in DESIGN_FORMATS:
        raise BadInput(f"the format must be one of {', '.join(DESIGN_FORMATS)}, got {form!r}")
    if output is not None:
        check_target(output)
    answer = ask(question(v, k, lam, t=t, resolvable=resolution))
    if json and not isinstance(answer, Exists):
        print_json(answer.to_json())
        raise typer.Exit(1)
    answer = demand(answer)
    built = answer.design()
    write = as_classes if resolution and form == "blocks" else DESIGN_FORMATS[form]
    text = write(built)
    if output is not None:
        write_file(output, text)
        typer.echo(f"{answer.parameters}: {len(built.blocks)} blocks written to {output}", err=True)
    if json:
        print_json(answer.to_json() | design_object(built), None)
    elif output is None:
        typer.echo(text, nl=False)


def _finish(code: GradientCode, output: Path | None, json: bool) -> None:
    """Print or write a new code."""
    from designs.console import as_json_text, print_json, write_file

    if output is not None:
        write_file(output, as_json_text(code.to_json(), None))
    if json:
        print_json(code.to_json(), None)
        return
    low, high = min(code.load()), max(code.load())
    typer.echo(f"{code}")
    typer.echo(f"  each worker holds {low if low == high else f'{low} to {high}'} partitions")
    typer.echo(f"  written to {output}" if output else "  (write it to a file with -o CODE.json)")


@families.callback(invoke_without_command=True)
def code(
    context: typer.Context,
    listing: Annotated[bool, typer.Option("--list", help="list the families")] = False,
    json: Json = False,
) -> None:
    """Build a gradient code: kirkman code FAMILY [its parameters] [-o CODE.json]."""
    from designs.codes import FAMILIES
    from designs.console import print_json

    if context.invoked_subcommand is not None:
        return
    if not listing:
        raise BadInput(f"name a family: {', '.join(FAMILIES)}; or --list to describe them")
    known = {name: (build.__doc__ or "").partition("\n")[0] for name, build in FAMILIES.items()}
    if json:
        print_json({"format": "kirkman-families/1", "families": known})
    else:
        typer.echo("\n".join(f"{name:24}{text}" for name, text in known.items()))


@families.command("block-design")
def block_design(
    v: V,
    k: K,
    lam: Lambda,
    workers: Annotated[str, typer.Option(help="what the workers are: points or blocks")] = "points",
    output: Output = None,
    json: Json = False,
) -> None:
    """The code of a 2-(V,K,LAMBDA) design; its workers are the points or the blocks."""
    from designs.codes import block_design as build

    if workers not in ("points", "blocks"):
        raise BadInput(f"workers must be points or blocks, got {workers!r}")
    _finish(build(v, k, lam, "points" if workers == "points" else "blocks"), output, json)


@families.command("fractional-repetition")
def fractional_repetition(
    workers: Workers, replication: Replication, output: Output = None, json: Json = False
) -> None:
    """Disjoint groups of workers, all of a group doing the same work."""
    from designs.codes import fractional_repetition as build

    _finish(build(workers, replication), output, json)


@families.command("cyclic-repetition")
def cyclic_repetition(
    workers: Workers,
    replication: Replication,
    seed: Seed = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """Cyclic windows with random rational coefficients: exact for replication - 1 stragglers."""
    from designs.codes import cyclic_repetition as build

    _finish(build(workers, replication, seed), output, json)


@families.command("random-biregular")
def random_biregular(
    workers: Workers,
    replication: Replication,
    partitions: Annotated[
        int | None, typer.Option("--partitions", "-k", help="data partitions; default: workers")
    ] = None,
    seed: Seed = 0,
    output: Output = None,
    json: Json = False,
) -> None:
    """A random 0/1 matrix with constant load and constant replication."""
    from designs.codes import random_biregular as build

    parts = workers if partitions is None else partitions
    _finish(build(workers, parts, replication, seed), output, json)


@families.command("uncoded")
def uncoded(workers: Workers, output: Output = None, json: Json = False) -> None:
    """One partition a worker and no redundancy: what straggles is lost."""
    from designs.codes import uncoded as build

    _finish(build(workers), output, json)
