"""The kirkman command: the verbs of the three rooms, and one way to report what went wrong."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

import adversary.cli
import adversary.cli_export
import adversary.cli_run
import adversary.cli_verify
import bounds.cli_average
import bounds.cli_best
import bounds.cli_bound
import bounds.cli_compare
import bounds.cli_latency
import designs.cli
import designs.cli_identify
import designs.cli_search
import designs.cli_table
from adversary.cli import Code, Json
from designs.errors import BadInput, KirkmanError

_INTERRUPTED = 130
app = typer.Typer()
kirkman = typer.Typer(
    help="Combinatorial designs, gradient codes, and their exact worst case.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def threshold(
    code: Code,
    error: Annotated[str, typer.Option("--error", help="relative error, like 1/5 or 0.2")],
    absolute: Annotated[bool, typer.Option(help="the error is not divided by k")] = False,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", help="seconds; then the proved interval", min=0)
    ] = None,
    json: Json = False,
) -> None:
    """The adversarial threshold of CODE: the fewest stragglers that force at least this error.

    Exit code 1 if only an interval could be proved in the time given.
    """
    from bounds.threshold import find_threshold
    from designs.console import code_argument, console, print_json, rational
    from designs.errors import show

    the_code = code_argument(code)
    level = rational(error, "the error") * (1 if absolute else the_code.partitions)
    with console(stderr=True).status("") as status:
        found = find_threshold(
            the_code,
            level,
            time_limit=time_limit,
            progress=lambda t: status.update(f"{t.at_least} <= T <= {t.at_most}"),
        )
    if json:
        print_json(
            {
                "format": "kirkman-threshold/1",
                "error": show(level),
                "relative_error": show(Fraction(level) / the_code.partitions),
                "at_least": found.at_least,
                "at_most": found.at_most,
                "proved": found.proved,
            }
        )
    elif found.proved:
        typer.echo(f"{found.at_least} stragglers can force an error of {show(level)}; no fewer can")
    else:
        typer.echo(
            f"at least {found.at_least} stragglers are needed for an error of {show(level)}; "
            f"{found.at_most} are enough"
        )
    if not found.proved:
        raise typer.Exit(1)


@app.command()
def tour(
    output: Annotated[Path, typer.Option("-o", "--output", help="where the picture goes")] = Path(
        "kirkman-tour.png"
    ),
    rounds: Annotated[int, typer.Option(help="rounds of training in each run")] = 150,
    json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """The whole chain in under a minute: design, code, certificate, comparison, real attack."""
    from bounds.tour import tour as whole
    from designs.console import print_json

    found = whole(output, rounds=rounds, quiet=json)
    if json:
        print_json(found.to_json())


for room in (
    designs.cli.app,
    designs.cli_table.app,
    designs.cli_identify.app,
    designs.cli_search.app,
    adversary.cli.app,
    adversary.cli_run.app,
    adversary.cli_verify.app,
    adversary.cli_export.app,
    bounds.cli_average.app,
    bounds.cli_best.app,
    bounds.cli_bound.app,
    bounds.cli_compare.app,
    bounds.cli_latency.app,
    app,
):
    kirkman.add_typer(room)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; exit code 0 done, 1 negative answer, 2 bad input, 130 interrupted.

    >>> main(["exists", "7", "8", "1"])
    2
    """
    _prepare_streams()
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = _run(words or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except (OSError, MemoryError, OverflowError, RecursionError, UnicodeError) as error:
        return _complain(f"{type(error).__name__} {error}", 1)
    return _complain("interrupted", code) if code == _INTERRUPTED else code


def _run(words: list[str]) -> int:
    """The exit code of a command; deliberate errors become their sentence."""
    try:
        return int(kirkman(words, prog_name="kirkman", standalone_mode=False) or 0)
    except BadInput as error:
        return _complain(error, 2)
    except KirkmanError as error:
        return _complain(error, 1)
    except typer.TyperException as error:
        return _complain(error.format_message() + _given(error), error.exit_code)
    except SystemExit:  # so Typer reports a closed pipe
        return _nobody_reads()


def _prepare_streams() -> None:
    """Make closed streams writable, and let no character of an answer be an error."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere("w"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:
        sys.stdin = _nowhere("r")


def _nobody_reads() -> int:
    """The reader has closed the pipe: that is no error, and nothing more is written."""
    sys.stdout = _nowhere("w")
    return 0


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")


def _given(error: typer.TyperException) -> str:
    """What was given where Typer's own message leaves it out."""
    details: list[dict[str, object]] = getattr(error.__cause__, "errors", list)()
    return f", got {details[0]['input']!r:.40}" if details else ""


def _complain(text: object, code: int) -> int:
    """One sentence on standard error."""
    if sentence := " ".join(str(text).split()).rstrip("."):
        sys.stderr.write(f"kirkman: {sentence}.\n")
    return code
