"""The verb average: mean errors under random, heterogeneous and bursty stragglers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from designs.command.arguments import Code, Json
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from bounds.expectation.mean import Mean
    from designs.codes import GradientCode
    from designs.codes.scheme import Scheme

app = typer.Typer()
_BURSTY, _LONG = 2, 30


@app.command()
def average(
    code: Code,
    stragglers: Annotated[
        str, typer.Option("--stragglers", "-s", help="so many workers at random, like 1,2,5")
    ] = "",
    random: Annotated[
        str, typer.Option("--random", help="each worker straggles with this probability")
    ] = "",
    probabilities: Annotated[
        str, typer.Option(help="a probability for each worker, like 0.1,0.1,1/3")
    ] = "",
    bursty: Annotated[
        str, typer.Option(help="START,END: probabilities to become slow, and fast again")
    ] = "",
    samples: Annotated[int, typer.Option(help="straggler sets drawn, if not all")] = 20_000,
    seed: Annotated[int, typer.Option(help="seed of the draws")] = 0,
    json: Json = False,
) -> None:
    """The mean error of CODE over random straggler sets, with optimal decoding.

    By formula, over all sets, or sampled with an interval that holds with probability 99 %. Of a
    scheme file, with --stragglers: of the whole without any message of theirs, exactly.
    """
    from bounds.expectation.mean import mean_error, random_error, stationary
    from designs.codes.files import read_levels
    from designs.codes.scheme import Scheme
    from designs.command.console import numbers, print_json

    read = read_levels(code)
    if isinstance(read, Scheme):
        require(bool(stragglers), "the mean of a scheme is over its sets of --stragglers S")
        _of_scheme(read, numbers(stragglers), json=json)
        return
    (the_code,) = read.codes
    given = [x for x in (stragglers, random, probabilities, bursty) if x]
    require(len(given) == 1, "give one of --stragglers, --random, --probabilities, --bursty")
    options: dict[str, Any] = {"samples": samples, "seed": seed}
    if stragglers:
        found = [(f"s = {s}", mean_error(the_code, s, **options)) for s in numbers(stragglers)]
    elif bursty:
        starts, ends = _rationals(bursty, _BURSTY)
        share = stationary(starts, ends)
        label = f"slow {share:.4g} of the time"
        found = [(label, random_error(the_code, share, **options))]
    else:
        chances = _rationals(random or probabilities, 1 if random else the_code.workers)
        chance: Any = chances[0] if random else chances
        label = f"p = {random}" if random else "probabilities given"
        found = [(label, random_error(the_code, chance, **options))]
    if json:
        rows = [{"stragglers": name, **mean.to_json()} for name, mean in found]
        print_json({"format": "kirkman-average/1", "code": the_code.name, "means": rows})
    else:
        for name, mean in found:
            typer.echo(_line(the_code, name, mean))


def _of_scheme(scheme: Scheme, sizes: list[int], *, json: bool) -> None:
    """Print the mean errors of a whole scheme."""
    from bounds.expectation.schemes import scheme_average
    from designs.command.console import print_json
    from designs.errors import show
    from designs.files import exact_and_decimal

    found = {s: scheme_average(scheme, s) for s in sizes}
    if json:
        rows = [{"stragglers": f"s = {s}", "kind": "exact", "exact": show(x), "estimate": float(x)}
                for s, x in found.items()]  # fmt: skip
        print_json({"format": "kirkman-average/1", "code": scheme.name, "means": rows})
        return
    for s, x in found.items():
        typer.echo(f"s = {s}: mean error {exact_and_decimal(x)} of the whole (exact)")


def _rationals(text: str, count: int) -> list[float]:
    from designs.command.console import rational

    parts = text.split(",")
    if len(parts) != count:
        raise BadInput(f"{count} numbers are needed, got {len(parts)} in {text!r:.40}")
    return [float(Fraction(rational(part, "a probability"))) for part in parts]


def _line(code: GradientCode, name: str, mean: Mean) -> str:
    """A mean as text, with a margin if it was sampled."""
    from designs.errors import show

    margin = f" +- {mean.margin:.2g}" if mean.kind == "sampled" else ""
    share = mean.value / code.partitions
    text = "" if mean.exact is None else show(mean.exact)
    kind = f"{mean.kind}: {text} exactly" if 0 < len(text) < _LONG else mean.kind
    return f"{name}: mean error {mean.value:.6g}{margin}, {share:.4f} of k ({kind})"
