"""The verb identify: what is this design?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Annotated

import typer

from designs.errors import BadInput
from designs.existence.identify import Portrait
from designs.incidence.design import Design

app = typer.Typer()

_LINE = 96
_MARGIN = 17


@app.command()
def identify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="designs in any format, or - for standard input")
    ],
    json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """What is this design: parameters, balance, resolvability, symmetry, nearest known design."""
    from designs.command.console import print_json
    from designs.existence.identify import identify as portrait

    found = [portrait(design) for design in _designs(file)]
    if json:
        print_json(
            {"format": "kirkman-identities/1", "designs": [each.to_json() for each in found]}
        )
        return
    typer.echo("\n\n".join("\n".join(_lines(each)) for each in found))


def _designs(file: str) -> list[Design]:
    """The designs of a file or of standard input."""
    from designs.interchange import parse_designs, read_designs
    from designs.interchange.limits import MOST_CHARACTERS

    if file != "-":
        return read_designs(file)
    try:
        return parse_designs(sys.stdin.read(MOST_CHARACTERS + 1))
    except UnicodeDecodeError:
        raise BadInput("standard input is not UTF-8 text") from None


def _lines(found: Portrait) -> Iterator[str]:
    """The portrait for people."""
    yield _title(found)
    yield _item("block sizes", _table(found.sizes))
    yield _item("replication", _table(found.replication))
    if found.concurrence is not None:
        yield _item("pairs in blocks", _table(found.concurrence))
    if found.unusual:
        some = ", ".join(f"{{{p},{q}}} in {count}" for p, q, count in found.unusual)
        yield _item("unusual pairs", f"among others {some}")
    yield _item("kind", ", ".join(_kinds(found)))
    if found.intersections is not None:
        yield _item("blocks meet in", _table(found.intersections))
    if found.ranks:
        yield _item("rank", ", ".join(f"{n} over GF({p})" for p, n in found.ranks.items()))
    if found.symmetry is not None:
        yield _item("automorphisms", f"{found.symmetry.automorphisms} ({found.symmetry.by})")
        yield _item("canonical id", found.symmetry.identity)
    if found.nearest:
        yield _item("nearest", found.nearest)
    for reason in found.omitted:
        yield _item("not known", reason)


def _title(found: Portrait) -> str:
    size = f"{found.points} points, {found.blocks} blocks"
    if (s := found.strength) is not None and s.t >= 2:
        (k,) = found.sizes
        more = "" if s.largest else ", perhaps more"
        return f"A {s.t}-({found.points},{k},{s.index}) design{more}: {size}"
    return f"A {found.parameters} design: {size}" if found.parameters else f"No 2-design: {size}"


def _kinds(found: Portrait) -> Iterator[str]:
    """The properties that are decided."""
    yield "simple" if found.simple else "with repeated blocks"
    if found.parameters is not None:
        yield "symmetric" if found.symmetric else "not symmetric"
    if found.quasi_residual:
        yield "quasi-residual"
    if found.affine:
        yield "affine resolvable"
    elif found.resolvable is not None:
        yield "resolvable" if found.resolvable else "not resolvable"


def _table(counts: Mapping[int, int]) -> str:
    """Values with how often they occur."""
    return ", ".join(f"{value} ({n} times)" for value, n in counts.items()) or "none"


def _item(name: str, text: str) -> str:
    """One labelled paragraph, wrapped under its first word."""
    head = f"  {name + ':':{_MARGIN}}"
    return fill(head + text, _LINE, subsequent_indent=" " * len(head), break_long_words=False)
