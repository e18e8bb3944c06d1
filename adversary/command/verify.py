"""The verb verify: stop workers for real, on an example of every family, and measure."""

from __future__ import annotations

from typing import Annotated

import typer

from designs.command.arguments import Json

app = typer.Typer()


@app.command()
def verify(
    families: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FAMILY]...", help="families or schemes; all if none is named"),
    ] = None,
    sets: Annotated[int, typer.Option(help="random straggler sets beside the worst", min=0)] = 20,
    seed: Annotated[int, typer.Option(help="seed of the random sets")] = 0,
    json: Json = False,
) -> None:
    """Really stop the certified worst set, and random sets, of an example of every family.

    Measured decode errors must be the exact ones of the sets, and never above the certificate. Exit
    code 1 if any is not.
    """
    from adversary.run.verification import members, verify_codes
    from designs.command.console import bar, print_json
    from designs.files import exact_and_decimal

    codes = list(members(families or ()))
    results = []
    with bar("starting workers", len(codes)) as update:
        for found in verify_codes(codes, sets=sets, seed=seed):
            results.append(found)
            done = len({r.family for r in results})
            update(done, f"{found.family}, s = {found.stragglers}")
            if not json:
                worst = exact_and_decimal(found.certified.lower)
                line = f"{found.family:36} n={found.workers:<2} s={found.stragglers}"
                line += f"  {found.sets:3} sets  worst certified {worst}"
                line += f", measured {found.worst_measured:.12g}"
                typer.echo(line + (f"  {found.complaint}" if found.complaint else ""))
    bad = sum(1 for r in results if not r.good)
    total = sum(r.sets for r in results)
    if json:
        print_json({"format": "kirkman-verification/1", "results": [r.to_json() for r in results]})
    else:
        gap = max((r.worst_gap for r in results), default=0.0)
        typer.echo(f"{total} sets really stopped; largest difference {gap:.1e}; {bad} complaints")
    if bad:
        raise typer.Exit(1)
