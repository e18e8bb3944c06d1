"""Arguments and options that several verbs of the command line take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

V = Annotated[int, typer.Argument(metavar="V", help="points")]
K = Annotated[int, typer.Argument(metavar="K", help="points in a block")]
Lambda = Annotated[int, typer.Argument(metavar="LAMBDA", help="blocks through T points")]
Strength = Annotated[
    int, typer.Option("--t", metavar="T", help="any T points lie in LAMBDA blocks")
]
Code = Annotated[str, typer.Argument(metavar="CODE", help="a code file, or - for JSON on stdin")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="write to this file", dir_okay=False)
]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
