"""The verb certify: the exact worst case of a code, for one number of stragglers or all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from adversary.command.arguments import DecoderOption, decoder_of
from adversary.decoding.decode import Decoder
from adversary.worst_case.points import Curve
from adversary.worst_case.result import WorstCase
from adversary.worst_case.sharing import Threads
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.command.arguments import Code, Json
from designs.errors import BadInput, require

app = typer.Typer()


@app.command()
def certify(
    code: Code,
    stragglers: Annotated[
        int | None, typer.Option("--stragglers", "-s", help="number of stragglers")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="the whole curve, s = 0..n")] = False,
    decoder: DecoderOption = "optimal",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="with -s: write a certificate, .gz compresses; else the JSON"
        ),
    ] = None,
    gap: Annotated[str, typer.Option(help="good enough: prove the error within this share")] = "0",
    threads: Annotated[
        str, typer.Option(help="with -s: share the search out; auto: one a core", metavar="N|auto")
    ] = "1",
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds; then the proved interval", min=0)
    ] = None,
    json: Json = False,
) -> None:
    """The exact worst-case error of CODE over all straggler sets of a size, and the worst set.

    Exit code 1 if only an interval could be proved in the time given.
    """
    from designs.command.console import code_argument, print_json, rational
    from designs.files import as_json_text, check_target, write_file

    chosen, the_code = decoder_of(decoder), code_argument(code)
    if everything == (stragglers is not None):
        raise BadInput("give either the number of stragglers with -s S, or --all")
    share = rational(gap, "the gap")
    require(share >= 0, f"the gap must not be negative, got {gap}")
    require(not (everything and share), "--gap goes with -s S, not with --all")
    if output is not None:
        check_target(output)
    if everything:
        curve = _whole_curve(the_code, chosen, time_limit)
        results, value = curve.points, curve.to_json()
        if output is not None:
            write_file(output, as_json_text(value))
    else:
        count = _threads(threads)
        result = _one_point(the_code, stragglers or 0, chosen, share, time_limit, output, count)
        results = (result,)
        value = result.to_json() | {"identity": the_code.identity()}
    if json:
        print_json(value)
    else:
        _print_worst(results)
    if not all(w.upper <= w.lower * (1 + share) for w in results):
        raise typer.Exit(1)


def _threads(text: str) -> Threads:
    if text == "auto":
        return "auto"
    require(text.isdecimal(), f'threads must be a number from 1 on, or "auto", got {text!r}')
    return int(text)


def _one_point(
    code: GradientCode,
    s: int,
    decoder: Decoder,
    gap: Fraction,
    time_limit: float | None,
    output: Path | None,
    threads: Threads,
) -> WorstCase:
    """The result; with an output also its certificate, and a word if nobody has checked it yet."""
    from adversary.certificate import certified
    from adversary.worst_case import worst_case
    from designs.command.console import bar

    with bar(f"s = {s}", 1.0) as update:

        def progress(done: float, lower: Rational, upper: Rational) -> None:
            update(done, f"s = {s}: proved {float(lower):.6g} <= e <= {float(upper):.6g}")

        options: dict[str, Any] = {
            "decoder": decoder,
            "gap": gap,
            "time_limit": time_limit,
            "progress": progress,
            "keep_on_interrupt": True,
            "threads": threads,
        }
        if output is None:
            return worst_case(code, s, **options)
        result, certificate = certified(code, s, **options)
    if certificate is None:
        what = "certified" if result.proved else "proved"
        typer.echo(f"kirkman: not {what} in time, so {output} was not written", err=True)
    else:
        certificate.write(output)
    if certificate is not None and certificate.unchecked:
        typer.echo(f"kirkman: {output} is not yet checked: kirkman check {output}", err=True)
    return result


def _whole_curve(code: GradientCode, decoder: Decoder, time_limit: float | None) -> Curve:
    from adversary.worst_case import curve
    from designs.command.console import bar

    points = code.workers + 1
    with bar(f"attacking {points} points", points) as update:
        return curve(
            code,
            decoder=decoder,
            time_limit=time_limit,
            progress=lambda done: update(done, f"{done} of {points} points proved"),
            keep_on_interrupt=True,
        )


def _print_worst(results: tuple[WorstCase, ...]) -> None:
    from designs.files import exact_and_decimal

    first = results[0]
    typer.echo(
        f"{first.workers} workers, {first.partitions} partitions, {first.decoder} decoding; "
        f"doing nothing has error {first.partitions}"
    )
    for w in results:
        if w.proved:
            text = exact_and_decimal(w.lower)
        else:
            text = f"between {exact_and_decimal(w.lower)} and {exact_and_decimal(w.upper)}"
        worst = " ".join(map(str, w.worst_set)) or "-"
        typer.echo(f"  e({w.stragglers}) = {text}   worst set: {worst}")
    for method in dict.fromkeys(w.method for w in results):
        points = ", ".join(str(w.stragglers) for w in results if w.method == method)
        typer.echo(f"  s = {points}: {method.sentence}")
