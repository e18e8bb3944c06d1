"""What the verbs certify and error tell of a whole scheme: the whole, then its components."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer

from adversary.decoding.error import error
from adversary.decoding.messages import silent_error
from adversary.worst_case import worst_case
from adversary.worst_case.result import WorstCase
from adversary.worst_case.schemes import scheme_worst_case
from designs.codes.scheme import Scheme
from designs.errors import require, show

_ONE_CODE = "write a component, with kirkman code FAMILY ... --component NAME -o CODE.json"


def certify_scheme(
    scheme: Scheme,
    sizes: Sequence[int],
    *,
    seconds: float | None,
    output: Path | None,
    json: bool,
    ordinary: bool,
) -> bool:
    """Print the worst cases of a scheme and of its components; whether all are proved.

    Raises:
        BadInput: a certificate is asked for, or another decoder, a gap or threads.
    """
    from designs.command.console import print_json

    require(output is None, f"a certificate is about one code: {_ONE_CODE}, and certify that")
    require(ordinary, "a scheme is certified with optimal decoding, without gap and threads")
    whole = [scheme_worst_case(scheme, s, seconds) for s in sizes]
    parts = {
        name: [worst_case(code, s, time_limit=seconds) for s in sizes]
        for name, code in scheme.components.items()
        if code.workers == scheme.workers
    }
    if json:
        print_json(_certified(scheme, whole, parts))
    else:
        typer.echo(f"{scheme.name}: {scheme.workers} workers, {scheme.partitions} partitions")
        _print("all messages", whole)
        for name, found in parts.items():
            _print(name, found)
    return all(w.proved for w in whole)


def _certified(
    scheme: Scheme, whole: Sequence[WorstCase], parts: dict[str, list[WorstCase]]
) -> dict[str, Any]:
    return {
        "format": "kirkman-scheme-worst-case/1",
        "scheme": scheme.name,
        "identity": scheme.identity(),
        "whole": [w.to_json() for w in whole],
        "components": {name: [w.to_json() for w in found] for name, found in parts.items()},
    }


def _print(name: str, results: Sequence[WorstCase]) -> None:
    from designs.files import exact_and_decimal

    for w in results:
        low, high = exact_and_decimal(w.lower), exact_and_decimal(w.upper)
        text = low if w.proved else f"between {low} and {high}"
        worst = " ".join(map(str, w.worst_set)) or "-"
        typer.echo(f"  {name}: e({w.stragglers}) = {text}   worst set: {worst}")


def tell_error(scheme: Scheme, silent: Sequence[int], *, json: bool) -> None:
    """Print the error of a scheme without these workers, and of its components."""
    from designs.command.console import print_json
    from designs.files import exact_and_decimal

    pieces = 1 if scheme.sending is None else len(scheme.sending.shares)
    nothing, value = pieces * scheme.partitions, silent_error(scheme, silent)
    parts = {
        name: error(code, silent)
        for name, code in scheme.components.items()
        if code.workers == scheme.workers
    }
    if json:
        print_json(
            {
                "format": "kirkman-scheme-error/1",
                "scheme": scheme.name,
                "workers": scheme.workers,
                "partitions": scheme.partitions,
                "stragglers": sorted(silent),
                "error": show(value),
                "relative_error": show(Fraction(value) / nothing),
                "components": {name: show(x) for name, x in parts.items()},
            }
        )
        return
    typer.echo(f"error {exact_and_decimal(value)} (doing nothing has error {nothing})")
    for name, x in parts.items():
        typer.echo(f"  component {name}: error {exact_and_decimal(x)}")
