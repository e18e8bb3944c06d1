"""The verb error: what one set of silent workers costs, and the decoding weights."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from adversary.command.arguments import DecoderOption, decoder_of
from designs.command.arguments import Code, Json

app = typer.Typer()


@app.command()
def error(
    code: Code,
    stragglers: Annotated[str, typer.Option("--stragglers", help="silent workers, like 0,3,5")],
    decoder: DecoderOption = "optimal",
    json: Json = False,
) -> None:
    """The exact error of CODE when these workers are silent, and the decoding weights.

    Of a scheme file: of the whole without any message of theirs, and of every component.
    """
    from adversary.decoding.decode import decode
    from adversary.decoding.error import error as exact_error
    from adversary.decoding.error import survivors_of
    from designs.codes.files import read_levels
    from designs.codes.scheme import Scheme
    from designs.command.console import numbers, print_json
    from designs.errors import require, show
    from designs.files import exact_and_decimal

    chosen, given, silent = decoder_of(decoder), read_levels(code), numbers(stragglers)
    if isinstance(given, Scheme):
        from adversary.command.schemes import tell_error

        require(chosen == "optimal", f"schemes have optimal decoding, got {chosen}")
        tell_error(given, silent, json=json)
        return
    (the_code,) = given.codes
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
