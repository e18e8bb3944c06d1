"""The verbs of adversary: error, certify, run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from adversary.decode import DECODERS, Decoder, require_decoder
from adversary.trial import Trial
from adversary.worst_case.result import WorstCase
from designs.codes import GradientCode
from designs.errors import BadInput, require
from designs.linear import Rational

app = typer.Typer()

_MOST_DIGITS = 200_000

Code = Annotated[str, typer.Argument(metavar="CODE", help="a code file, or - for JSON on stdin")]
DecoderOption = Annotated[str, typer.Option("--decoder", help=" or ".join(DECODERS))]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def _decoder(name: str) -> Decoder:
    require_decoder(name)
    return cast("Decoder", name)


@app.command()
def error(
    code: Code,
    stragglers: Annotated[str, typer.Option("--stragglers", help="silent workers, like 0,3,5")],
    decoder: DecoderOption = "optimal",
    json: Json = False,
) -> None:
    """The exact error of CODE when these workers are silent, and the decoding weights."""
    from adversary.decode import decode
    from adversary.error import error as exact_error
    from adversary.error import survivors_of
    from designs.console import code_argument, exact_and_decimal, numbers, print_json
    from designs.errors import show

    chosen, the_code, silent = _decoder(decoder), code_argument(code), numbers(stragglers)
    value = exact_error(the_code, silent, chosen)
    survivors = survivors_of(the_code, silent)
    weights = decode(the_code, survivors, chosen)
    if json:
        print_json(
            {
                "format": "kirkman-error/1",
                "workers": the_code.workers,
                "partitions": the_code.partitions,
                "stragglers": sorted(silent),
                "decoder": chosen,
                "error": show(value),
                "relative_error": show(Fraction(value) / the_code.partitions),
                "weights": {str(w): show(a) for w, a in zip(survivors, weights, strict=True)},
            }
        )
        return
    typer.echo(f"error {exact_and_decimal(value)} (doing nothing has error {the_code.partitions})")
    for w, a in zip(survivors, weights, strict=True):
        typer.echo(f"  worker {w}: weight {exact_and_decimal(a)}")


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
    threads: Annotated[int, typer.Option(help="with -s: share the search out", min=1)] = 1,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds; then the proved interval", min=0)
    ] = None,
    json: Json = False,
) -> None:
    """The exact worst-case error of CODE over all straggler sets of a size, and the worst set.

    Exit code 1 if only an interval could be proved in the time given.
    """
    from designs.console import (
        as_json_text,
        check_target,
        code_argument,
        print_json,
        rational,
        write_file,
    )

    chosen, the_code = _decoder(decoder), code_argument(code)
    if everything == (stragglers is not None):
        raise BadInput("give either the number of stragglers with -s S, or --all")
    share = rational(gap, "the gap")
    require(share >= 0, f"the gap must not be negative, got {gap}")
    require(not (everything and share), "--gap goes with -s S, not with --all")
    if output is not None:
        check_target(output)
    if everything:
        results = _whole_curve(the_code, chosen, time_limit)
        value: dict[str, Any] = {
            "format": "kirkman-curve/1",
            "code": the_code.name,
            "identity": the_code.identity(),
            "decoder": chosen,
            "curve": [w.to_json() for w in results],
        }
        if output is not None:
            write_file(output, as_json_text(value))
    else:
        result = _one_point(the_code, stragglers or 0, chosen, share, time_limit, output, threads)
        results = (result,)
        value = result.to_json() | {"identity": the_code.identity()}
    if json:
        print_json(value)
    else:
        _print_worst(results)
    if not all(w.upper <= w.lower * (1 + share) for w in results):
        raise typer.Exit(1)


@contextmanager
def _bar(text: str, total: float) -> Iterator[Any]:
    """A progress bar on standard error that disappears when done; yields its update function."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from designs.console import console

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(text, total=total)
        yield lambda done, note=text: bar.update(task, completed=done, description=note)


def _one_point(
    code: GradientCode,
    s: int,
    decoder: Decoder,
    gap: Fraction,
    time_limit: float | None,
    output: Path | None,
    threads: int,
) -> WorstCase:
    """The result; with an output also its certificate, written once the judge has accepted it."""
    from concurrent.futures import ThreadPoolExecutor

    from adversary.certify import certified
    from adversary.worst_case import worst_case

    with _bar(f"s = {s}", 1.0) as update, ThreadPoolExecutor(threads) as executor:

        def progress(done: float, lower: Rational, upper: Rational) -> None:
            update(done, f"s = {s}: proved {float(lower):.6g} <= e <= {float(upper):.6g}")

        options: dict[str, Any] = {
            "decoder": decoder,
            "gap": gap,
            "time_limit": time_limit,
            "progress": progress,
            "keep_on_interrupt": True,
            "executor": executor if threads > 1 else None,
            "workers": threads,
        }
        if output is None:
            return worst_case(code, s, **options)
        result, certificate = certified(code, s, **options)
    if certificate is None:
        typer.echo(f"kirkman: not proved in time, so {output} was not written", err=True)
    else:
        certificate.write(output)
    return result


def _whole_curve(
    code: GradientCode, decoder: Decoder, time_limit: float | None
) -> tuple[WorstCase, ...]:
    from adversary.worst_case import curve

    points = code.workers + 1
    with _bar(f"attacking {points} points", points) as update:
        return curve(
            code,
            decoder=decoder,
            time_limit=time_limit,
            progress=lambda done: update(done, f"{done} of {points} points proved"),
            keep_on_interrupt=True,
        )


def _print_worst(results: tuple[WorstCase, ...]) -> None:
    from designs.console import exact_and_decimal

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
        typer.echo(f"  s = {points}: {method}")


@app.command()
def run(
    code: Code,
    stragglers: Annotated[
        int, typer.Option("--stragglers", "-s", help="workers to silence; the server waits for n-s")
    ],
    attack: Annotated[str, typer.Option(help="worst, random or none")] = "worst",
    fault: Annotated[str, typer.Option(help="what silencing is: stop or kill")] = "stop",
    engine: Annotated[str, typer.Option(help="processes")] = "processes",
    data: Annotated[str, typer.Option(help="digits")] = "digits",
    split: Annotated[
        str, typer.Option(help="partitions: shuffled, or sorted by label")
    ] = "shuffled",
    gradient: Annotated[
        str, typer.Option(help="your own gradient of the same loss, as module:function")
    ] = "",
    rounds: Annotated[int, typer.Option(help="rounds of gradient descent")] = 100,
    deadline: Annotated[float, typer.Option(help="longest wait in a round, seconds")] = 10.0,
    decoder: DecoderOption = "optimal",
    seed: Annotated[int, typer.Option(help="seed of a random attack")] = 0,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds for the certificate", min=0)
    ] = 60.0,
    json: Json = False,
) -> None:
    """Train on real worker processes while chosen workers are really stopped or killed.

    Shows the certified worst-case decode error beside the one measured in every round. Exit code 1
    if a round failed, or if only an interval could be certified in the time limit.
    """
    from adversary.cli_export import named
    from adversary.tasks import TASKS
    from adversary.trial import ATTACKS, FAULTS, trial
    from designs.console import code_argument, print_json

    require(engine == "processes", f"the engine must be processes, got {engine!r}")
    require(data in TASKS, f"the data must be one of {', '.join(TASKS)}, got {data!r}")
    require(split in ("shuffled", "sorted"), f"split must be shuffled or sorted, got {split!r}")
    require(attack in ATTACKS, f"the attack must be one of {', '.join(ATTACKS)}, got {attack!r}")
    require(fault in FAULTS, f"the fault must be one of {', '.join(FAULTS)}, got {fault!r}")
    chosen, the_code = _decoder(decoder), code_argument(code)
    task = TASKS[data](the_code.partitions, cast("Any", split), 0)
    if gradient:
        named(gradient)
        task = replace(task, gradient=gradient)
    with _bar("training", rounds) as update:
        result = trial(
            the_code,
            task,
            stragglers,
            attack=cast("Any", attack),
            fault=cast("Any", fault),
            decoder=chosen,
            rounds=rounds,
            deadline=deadline,
            seed=seed,
            certify_seconds=time_limit,
            progress=lambda done: update(done, f"round {done}"),
        )
    if json:
        print_json(result.to_json())
    else:
        _print_trial(result)
    if result.failures or not result.certified.proved:
        raise typer.Exit(1)


def _print_trial(result: Trial) -> None:
    from designs.console import exact_and_decimal

    known = result.certified
    names = " ".join(map(str, result.silenced)) or "nobody"
    attack = result.attack if known.proved or result.attack != "worst" else "worst found"
    typer.echo(f"{result.code}; {result.task}; attack {attack} ({result.fault}): {names}")
    if known.proved:
        typer.echo(f"  certified decode error  at most {exact_and_decimal(known.lower)}")
    else:
        low, high = exact_and_decimal(known.lower), exact_and_decimal(known.upper)
        typer.echo(f"  worst decode error      between {low} and {high}: not proved")
    if result.worst_measured is not None:
        typer.echo(f"  measured decode error   at most {result.worst_measured:.12g} in any round")
    typer.echo(f"  test accuracy {result.accuracy:.1%}, training loss {result.loss:.4f}")
    done = len(result.rounds) - len(result.failures)
    typer.echo(f"  {done} rounds in {result.wall_seconds:.2f} s", nl=False)
    typer.echo(f" (workers up after {result.start_seconds:.2f} s)")
    for round_ in result.failures:
        typer.echo(f"  round {round_.number} failed: {round_.failure}")
