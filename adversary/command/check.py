"""The verb check: certificates and bounds proved again, by the standard library alone."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from designs.command.arguments import Json

app = typer.Typer()
_STATUS = {"proved": 0, "rejected": 1, "unreadable": 2}
_MOST_DIGITS = 200_000


@app.command()
def check(
    certificates: Annotated[
        list[str], typer.Argument(metavar="CERT...", help="certificates or bounds, .gz or plain")
    ],
    code: Annotated[
        str | None, typer.Option("--code", help="reject what is not about this CODE")
    ] = None,
    json: Json = False,
) -> None:
    """Prove certificates and bounds again, with adversary/check.py: plain Python alone.

    The verdict names the encoding by its identity, or the class of codes. Exit code 1 if a file is
    rejected, 2 if one cannot be read.
    """
    from adversary.check import main
    from adversary.checked import long_numbers
    from designs.command.console import code_argument, print_json

    with long_numbers(_MOST_DIGITS):
        identity = None if code is None else code_argument(code).identity()
        if json:
            files = [_answer(path, identity) for path in certificates]
            print_json({"format": "kirkman-check/1", "identity": identity, "files": files})
            status = max(_STATUS[file["status"]] for file in files)
        else:
            status = main(certificates, identity)
    if status:
        raise typer.Exit(status)


def _answer(path: str, identity: str | None) -> dict[str, Any]:
    """The verdict on one file as JSON."""
    from adversary.check import RejectedError, Universal, UnreadableError, read, verdict

    try:
        found = verdict(read(path), identity)
    except RejectedError as error:
        return {"file": path, "status": "rejected", "because": str(error)}
    except UnreadableError as error:
        return {"file": path, "status": "unreadable", "because": str(error)}
    proved = {"file": path, "status": "proved", "sentence": str(found)}
    if isinstance(found, Universal):
        return proved | {
            "class": str(found.codes),
            "workers": found.codes.n,
            "partitions": found.codes.k,
            "stragglers": found.stragglers,
            "decoder": "optimal",
            "lower": str(found.lower),
            "upper": None,
        }
    return proved | {
        "identity": found.identity,
        "name": found.name,
        "workers": found.workers,
        "partitions": found.partitions,
        "stragglers": found.stragglers,
        "decoder": found.decoder,
        "lower": None if found.lower is None else str(found.lower),
        "upper": str(found.upper),
    }
