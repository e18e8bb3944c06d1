"""The verb check: certificates and bounds proved again in plain Python."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
_MOST_DIGITS = 200_000


@app.command()
def check(
    certificates: Annotated[
        list[str], typer.Argument(metavar="CERT...", help="certificates or bounds, .gz or plain")
    ],
) -> None:
    """Re-prove certificates (adversary/check.py) and bounds (bounds/check.py) in plain Python.

    Exit code 1 if one is refused, 2 if one cannot be read.
    """
    from adversary.certificate import long_numbers
    from adversary.check import main as check_certificates
    from bounds.check import main as check_bounds

    with long_numbers(_MOST_DIGITS):
        judges = [check_bounds if _is_bound(x) else check_certificates for x in certificates]
        status = max(
            (judge([name]) for judge, name in zip(judges, certificates, strict=True)),
            default=2,
        )
    if status:
        raise typer.Exit(status)


def _is_bound(name: str) -> bool:
    """Whether a file is a bound; what cannot be read is left to the judge of certificates."""
    from bounds.check import FORMAT

    try:
        content = Path(name).read_bytes()
        text = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        value = json.loads(text)
    except (OSError, EOFError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("format") == FORMAT
