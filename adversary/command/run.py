"""The verb run: training on real worker processes while some really straggle."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, fields, replace
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_type_hints

import typer

from adversary.run.settings import Settings
from designs.command.arguments import Json
from designs.command.console import bar
from designs.errors import printable, require

if TYPE_CHECKING:
    from adversary.run.baselines import Baseline
    from adversary.run.trial import Trial
    from adversary.tasks.task import Task

_INTERRUPTED = 130
app = typer.Typer()


def run(
    code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="a code file, a scheme file, or - for JSON on stdin"),
    ],
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
    baseline: Annotated[
        list[str] | None, typer.Option(help="run beside it: wait, ignore or exact; repeatable")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="write a log, a JSON line a round")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on where the log ends")] = False,
    plot: Annotated[Path | None, typer.Option(help="write a picture: .png, .svg, .pdf")] = None,
    hostfile: Annotated[
        Path | None, typer.Option(help="with --engine mpi: the hosts for mpiexec, this one first")
    ] = None,
    json: Json = False,
    **chosen: Any,
) -> None:
    """Train on real worker processes while chosen workers are really stopped or killed.

    Shows the certified worst-case decode error beside the one measured in every round. Exit code 1
    if a round failed, if only an interval could be certified in the time limit, or if the times are
    void: too much of the wall clock lies between the rounds. Ctrl-C ends the training and reports
    what is done.

    A scheme is written by kirkman code FAMILY ... -o FILE. Of a nested one every round ends with
    the first level that has enough workers, and tells that level; of another one all messages that
    have come are decoded together.
    """
    from adversary.run.trial import trial
    from designs.codes.files import read_levels
    from designs.files import write_bytes
    from designs.picture import check_picture

    settings = Settings(**chosen)
    require(split in ("shuffled", "sorted"), f"split must be shuffled or sorted, got {split!r}")
    require(log is not None or not resume, "--resume goes with --log")
    require(hostfile is None or settings.engine == "mpi", "--hostfile goes with --engine mpi")
    form = check_picture(plot) if plot is not None else ""
    the_code = read_levels(code)
    others = _baselines(baseline or (), the_code.workers, settings)
    if settings.engine == "mpi":
        _in_mpi(the_code.workers, hostfile, json=json)
    if (plot or others) and not settings.evaluate_every:
        settings = replace(settings, evaluate_every=settings.rounds // 20 + 1)
    with bar("training", settings.rounds) as update:
        result = trial(
            the_code,
            _task(data, the_code.partitions, split, gradient),
            settings,
            log=log,
            resume=resume,
            progress=lambda done: update(done, f"round {done}"),
            keep_on_interrupt=True,
        )
    results = {"": result}
    for other in others:
        task = _task(data, other.code.partitions, split, gradient)
        beside = other.settings(result.settings, result.silenced)
        results[other.label] = trial(other.code, task, beside, keep_on_interrupt=True)
    if plot is not None:
        write_bytes(plot, _picture(results, form))
    _tell(results, json=json)


def _with_settings(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb with an option for each field of the settings that has a help text."""
    hints = get_type_hints(verb, include_extras=True)
    own = [
        p.replace(annotation=hints[p.name], kind=Parameter.KEYWORD_ONLY)
        for p in signature(verb).parameters.values()
        if p.kind is not Parameter.VAR_KEYWORD
    ]
    code, *others = own
    made = [_option(f) for f in fields(Settings) if "help" in f.metadata]
    parameters = [code, *made, *others]
    verb.__dict__["__signature__"] = Signature(parameters)
    verb.__annotations__ = {p.name: p.annotation for p in parameters}
    return verb


def _option(field: Field[Any]) -> Parameter:
    """The option of a field: by its name, if no flag says another."""
    told, default = field.metadata, field.default
    renamed = any(flag.startswith("--") for flag in told["flags"])
    flags = told["flags"] if renamed else (f"--{field.name.replace('_', '-')}", *told["flags"])
    kind, option = told["kind"], typer.Option(*flags, help=told["help"], **told["typer"])
    return Parameter(
        field.name,
        Parameter.KEYWORD_ONLY,
        default=Parameter.empty if default is MISSING else default,
        annotation=Annotated[kind, option],
    )


app.command()(_with_settings(run))


def _baselines(names: Sequence[str], workers: int, settings: Settings) -> list[Baseline]:
    """What to compare with; only the engine on this machine runs it beside."""
    if not names:
        return []
    from adversary.run.baselines import baseline

    found = [baseline(name, workers, settings.stragglers) for name in names]
    require(settings.engine == "processes", "--baseline goes with the engine processes")
    return found


def _tell(results: dict[str, Trial], *, json: bool) -> None:
    """Print what was found, and end with the exit code that says how it went."""
    from designs.command.console import print_json

    result = results[""]
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


def _in_mpi(workers: int, hosts: Path | None, *, json: bool) -> None:
    """Go on as the server of an MPI job; outside of one, run this command in one and end."""
    from adversary.cluster.mpi.launch import enter
    from designs.command.console import print_json

    ended = enter(workers, ["-m", "kirkman", *sys.argv[1:]], hosts)
    if ended is None:
        return
    code, lost = ended
    if lost and json:
        print_json({"format": "kirkman-run/1", "engine": "mpi", "lost": lost})
    elif lost:
        typer.echo(f"kirkman: {lost}.", err=True)
    raise typer.Exit(code)


def _task(data: str, partitions: int, split: str, gradient: str) -> Task:
    from adversary.command.export import named
    from adversary.tasks import task_of

    task = task_of(data, partitions, cast("Any", split), 0)
    if gradient:
        named(gradient)
        task = replace(task, gradient=gradient)
    return task


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
    found = known is None or known.proved or result.settings.attack != "worst"
    attack = result.settings.attack if found else "worst found"
    fault = result.settings.fault
    typer.echo(
        f"{printable(result.code)}; {printable(result.task)}; attack {attack} ({fault}): {names}"
    )
    _print_certificates(result)
    if result.worst_measured is not None:
        typer.echo(f"  measured decode error   at most {result.worst_measured:.12g} in any round")
    if result.header.get("levels"):
        counts = ", ".join(f"{level}: {n} rounds" for level, n in result.history.levels.items())
        typer.echo(f"  decoded at level        {counts or 'none'}")
    if result.history.messages:
        rounds = len(result.rounds)
        kilobytes = result.history.bytes / 1000 / rounds
        mean = result.history.messages / rounds
        typer.echo(f"  received in a round     {mean:.3g} messages of {kilobytes:.4g} kB together")
    typer.echo(f"  test accuracy {result.accuracy:.1%}, training loss {result.loss:.4f}")
    done = len(result.rounds) - len(result.failures)
    typer.echo(f"  {done} rounds in {result.wall_seconds:.2f} s", nl=False)
    typer.echo(f", their sum {result.history.round_seconds:.2f} s", nl=False)
    typer.echo(f" (workers up after {result.start_seconds:.2f} s)")
    if result.history.void:
        typer.echo(f"  {result.history.void}")
    for round_ in result.failures:
        typer.echo(f"  round {round_.number} failed: {printable(round_.failure)}")


def _print_certificates(result: Trial) -> None:
    """The worst cases that the rounds are compared with."""
    from designs.files import exact_and_decimal

    known = result.certified
    if known is None:
        typer.echo(f"  no certificate for {result.settings.decoder} decoding")
    elif known.proved:
        typer.echo(f"  certified decode error  at most {exact_and_decimal(known.lower)}")
    else:
        low, high = exact_and_decimal(known.lower), exact_and_decimal(known.upper)
        typer.echo(f"  worst decode error      between {low} and {high}: not proved")
    for s, more in result.certificates.items():
        typer.echo(f"    with {s} missing       at most {exact_and_decimal(more.upper)}")
    levels = result.level_certificates
    exact = [str(s) for (s, missing), w in levels.items() if s == missing and w.proved]
    if exact:
        typer.echo(f"    level s loses nothing with any s missing: s = {', '.join(exact)}")
    for (level, s), more in levels.items():
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
        why = printable(r.failures[0].failure) if r.failures else ""
        failed = f"; {len(r.failures)} failed: {why}" if r.failures else ""
        void = f"; {r.history.void}" if r.history.void else ""
        typer.echo(line + failed + void)
