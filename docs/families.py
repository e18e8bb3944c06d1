"""The families as the pages show them, made from the registry when the docs are built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from designs.codes.family import registered
from designs.command.code import options


def table() -> Iterator[str]:
    """One row a family or scheme: its name, what it is, its parameters, its source."""
    yield "| family or scheme | what it is | parameters | source |"
    yield "|---|---|---|---|"
    for name, known in registered().items():
        title = f"[{name}](gallery.md#{name})"
        parts = title, known.summary, f"`{' '.join(options(known))}`", known.reference
        yield f"| {' | '.join(parts)} |"


def write(folder: Path) -> None:
    """Write what the pages include."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "families.txt").write_text("\n".join([*table(), ""]), encoding="utf-8")
