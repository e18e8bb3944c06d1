"""The verb threshold: the fewest stragglers that force an error."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from designs.command.arguments import Code, Json

app = typer.Typer()


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
    from bounds.threshold import threshold as fewest
    from designs.command.console import code_argument, print_json, rational, status
    from designs.errors import show

    the_code = code_argument(code)
    level = rational(error, "the error") * (1 if absolute else the_code.partitions)
    with status("") as tell:
        found = fewest(
            the_code,
            level,
            time_limit=time_limit,
            progress=lambda t: tell(f"{t.at_least} <= T <= {t.at_most}"),
        )
    if json:
        print_json(
            {
                "format": "kirkman-threshold/1",
                "error": show(level),
                "relative_error": show(Fraction(level) / the_code.partitions),
            }
            | found.to_json()
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
