"""The verb run: training on real worker processes while some really straggle."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from adversary.command.arguments import DecoderOption
from designs.command.arguments import Json
from designs.command.console import bar
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from adversary.run.trial import Trial
    from adversary.tasks.task import Task

_INTERRUPTED = 130
app = typer.Typer()


@app.command()
def run(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help="a code file, a nested scheme's, or - for JSON on stdin"
        ),
    ],
    stragglers: Annotated[
        int, typer.Option("--stragglers", "-s", help="workers to silence; the server waits for n-s")
    ],
    attack: Annotated[str, typer.Option(help="worst, random or none")] = "worst",
    fault: Annotated[str, typer.Option(help="what silencing is: stop or kill")] = "stop",
    engine: Annotated[str, typer.Option(help="processes or mpi")] = "processes",
    data: Annotated[
        str,
        typer.Option(
            help="digits, breast-cancer, patches or random-features; the last two with a size like "
            "patches:5"
        ),
    ] = "digits",
    split: Annotated[
        str, typer.Option(help="partitions: shuffled, or sorted by label")
    ] = "shuffled",
    gradient: Annotated[
        str, typer.Option(help="your own gradient of the same loss, as module:function")
    ] = "",
    rounds: Annotated[int, typer.Option(help="rounds of training")] = 100,
    deadline: Annotated[float, typer.Option(help="longest wait in a round, seconds")] = 10.0,
    decoder: DecoderOption = "optimal",
    probabilities: Annotated[
        str, typer.Option(help="for two-track: how often workers are silent, 1/4 or 1/4,1/3,...")
    ] = "",
    optimiser: Annotated[str, typer.Option(help="gd, nesterov or adam")] = "gd",
    rate: Annotated[float | None, typer.Option(help="step size, else that of the task")] = None,
    delays: Annotated[
        str,
        typer.Option(
            help="injected delays: exponential:mean=0.01, bursty:..., sometimes:..., fixed:..., or "
            "a .csv or .npz trace"
        ),
    ] = "",
    every_partition: Annotated[
        bool,
        typer.Option("--every-partition", help="delays come before every partition, not a round"),
    ] = False,
    policy: Annotated[
        str,
        typer.Option(
            help="late workers: newest, in-order or abandon; if not given newest, with a nested "
            "scheme abandon"
        ),
    ] = "",
    rule: Annotated[
        str,
        typer.Option(
            help="when a round ends: first (n-s answers, or the first feasible level), all, "
            "deadline, groups, decodable:ERROR"
        ),
    ] = "first",
    accept_fewer: Annotated[
        bool, typer.Option("--accept-fewer", help="decode what has come by the deadline")
    ] = False,
    baseline: Annotated[
        list[str] | None, typer.Option(help="run beside it: wait, ignore or exact; repeatable")
    ] = None,
    evaluate_every: Annotated[
        int, typer.Option("--evaluate-every", help="rounds between evaluations; 0: at the end")
    ] = 0,
    log: Annotated[Path | None, typer.Option(help="write a log, a JSON line a round")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on where the log ends")] = False,
    plot: Annotated[Path | None, typer.Option(help="write a picture: .png, .svg, .pdf")] = None,
    seed: Annotated[int, typer.Option(help="seed of a random attack and of the delays")] = 0,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds for the certificate", min=0)
    ] = 60.0,
    json: Json = False,
) -> None:
    """Train on real worker processes while chosen workers are really stopped or killed.

    Shows the certified worst-case decode error beside the one measured in every round. Exit code 1
    if a round failed, if only an interval could be certified in the time limit, or if the times are
    void: too much of the wall clock lies between the rounds. Ctrl-C ends the training and reports
    what is done.

    A nested scheme is written by kirkman code nested-cyclic ... -o FILE. Every round ends with the
    first level that has enough workers, and tells that level.
    """
    from adversary.run.baselines import baseline as baseline_of
    from adversary.run.nested import partitions_of, policy_of
    from adversary.run.rule_names import rule_of
    from adversary.run.straggler_names import stragglers_of
    from adversary.run.trial import trial
    from designs.codes.scheme_file import code_or_nested
    from designs.command.console import print_json
    from designs.files import write_bytes
    from designs.picture import check_picture

    require(split in ("shuffled", "sorted"), f"split must be shuffled or sorted, got {split!r}")
    require(log is not None or not resume, "--resume goes with --log")
    form = check_picture(plot) if plot is not None else ""
    the_code = code_or_nested(code)
    others = [baseline_of(name, the_code.workers, stragglers) for name in baseline or ()]
    require(not others or engine == "processes", "--baseline goes with the engine processes")
    if engine == "mpi":
        _in_mpi(the_code.workers)
    enough, fewer = rule_of(rule, the_code, stragglers)
    options: dict[str, Any] = {
        "attack": attack,
        "fault": fault,
        "rounds": rounds,
        "deadline": deadline,
        "seed": seed,
        "optimiser": optimiser,
        "rate": rate,
        "policy": policy_of(the_code, cast("Any", policy)),
        "every_partition": every_partition,
        "delays": stragglers_of(delays, seed) if delays else None,
        "accept_fewer": accept_fewer or fewer,
        "evaluate_every": evaluate_every or (rounds // 20 + 1 if plot or others else 0),
        "certify_seconds": time_limit,
        "keep_on_interrupt": True,
    }
    with bar("training", rounds) as update:
        result = trial(
            the_code,
            _task(data, partitions_of(the_code), split, gradient),
            stragglers,
            **options,
            decoder=decoder,
            probabilities=_probabilities(probabilities, the_code.workers),
            enough=enough,
            engine=engine,
            log=log,
            resume=resume,
            progress=lambda done: update(done, f"round {done}"),
        )
    results = {"": result}
    for other in others:
        task = _task(data, other.code.partitions, split, gradient)
        results[other.label] = trial(
            other.code, task, other.stragglers, **options, decoder=other.decoder,
            silence=result.silenced,
        )  # fmt: skip
    if plot is not None:
        write_bytes(plot, _picture(results, form))
    if json:
        told = [{"label": name, **r.to_json()} for name, r in results.items() if name]
        print_json(result.to_json() | ({"baselines": told} if told else {}))
    else:
        _print_trial(result)
        _print_baselines(results)
    if result.interrupted:
        raise typer.Exit(_INTERRUPTED)
    void = any(r.history.void for r in results.values())
    if void or result.failures or not all(w.proved for w in result.known):
        raise typer.Exit(1)


def _in_mpi(workers: int) -> None:
    """Go on as the server of an MPI job; outside of one, run this command in one and end."""
    from adversary.cluster.mpi.launch import enter

    ended = enter(workers, ["-m", "kirkman", *sys.argv[1:]])
    if ended is not None:
        raise typer.Exit(ended)


def _task(data: str, partitions: int, split: str, gradient: str) -> Task:
    from adversary.command.export import named
    from adversary.tasks import task_of

    task = task_of(data, partitions, cast("Any", split), 0)
    if gradient:
        named(gradient)
        task = replace(task, gradient=gradient)
    return task


def _probabilities(text: str, workers: int) -> list[Fraction] | None:
    """Rationals, one for all workers or one for each."""
    if not text:
        return None
    try:
        values = [Fraction(x) for x in text.split(",")]
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"probabilities are like 1/4 or 1/4,1/3, got {text!r:.40}") from None
    return values * workers if len(values) == 1 else values


def _picture(results: dict[str, Trial], form: str) -> bytes:
    from adversary.run.picture import run_picture

    first, *others = (
        replace(r.history, header=dict(r.header) | ({"label": name} if name else {}))
        for name, r in results.items()
    )
    return run_picture(first, form, others)


def _print_trial(result: Trial) -> None:
    known = result.certified
    names = " ".join(map(str, result.silenced)) or "nobody"
    found = known is None or known.proved or result.attack != "worst"
    attack = result.attack if found else "worst found"
    typer.echo(f"{result.code}; {result.task}; attack {attack} ({result.fault}): {names}")
    _print_certificates(result)
    if result.worst_measured is not None:
        typer.echo(f"  measured decode error   at most {result.worst_measured:.12g} in any round")
    if result.header.get("levels"):
        counts = ", ".join(f"{level}: {n} rounds" for level, n in result.history.levels.items())
        typer.echo(f"  decoded at level        {counts or 'none'}")
    typer.echo(f"  test accuracy {result.accuracy:.1%}, training loss {result.loss:.4f}")
    done = len(result.rounds) - len(result.failures)
    typer.echo(f"  {done} rounds in {result.wall_seconds:.2f} s", nl=False)
    typer.echo(f", their sum {result.history.round_seconds:.2f} s", nl=False)
    typer.echo(f" (workers up after {result.start_seconds:.2f} s)")
    if result.history.void:
        typer.echo(f"  {result.history.void}")
    for round_ in result.failures:
        typer.echo(f"  round {round_.number} failed: {round_.failure}")


def _print_certificates(result: Trial) -> None:
    """The worst cases that the rounds are compared with."""
    from designs.files import exact_and_decimal

    known = result.certified
    if known is None:
        typer.echo(f"  no certificate for {result.decoder} decoding")
    elif known.proved:
        typer.echo(f"  certified decode error  at most {exact_and_decimal(known.lower)}")
    else:
        low, high = exact_and_decimal(known.lower), exact_and_decimal(known.upper)
        typer.echo(f"  worst decode error      between {low} and {high}: not proved")
    for s, more in result.certificates.items():
        typer.echo(f"    with {s} missing       at most {exact_and_decimal(more.upper)}")
    exact = [str(s) for (s, missing), w in result.promises.items() if s == missing and w.proved]
    if exact:
        typer.echo(f"    level s loses nothing with any s missing: s = {', '.join(exact)}")
    for (level, s), more in result.promises.items():
        if level != s or not more.proved:
            text = exact_and_decimal(more.upper) + ("" if more.proved else ": not proved")
            typer.echo(f"    level {level} with {s} missing  at most {text}")


def _print_baselines(results: dict[str, Trial]) -> None:
    """The run and its baselines, a line each."""
    if len(results) == 1:
        return
    for name, r in results.items():
        line = f"  {name or 'this code':18} {len(r.rounds) - len(r.failures):5} rounds"
        line += f" in {r.wall_seconds:7.2f} s, loss {r.loss:.4f}, accuracy {r.accuracy:.1%}"
        failed = f"; {len(r.failures)} failed: {r.failures[0].failure}" if r.failures else ""
        void = f"; {r.history.void}" if r.history.void else ""
        typer.echo(line + failed + void)
