"""Write the table of constructions, `constructions.md`, from what their decorators enter.

Run it after a construction has been added or changed: ``python docs/constructions.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from designs import Design, Recipe
from designs.answers.registry import Construction, constructions

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# Constructions

The rules that recipes name, and a design that each of them builds. A recipe is JSON,
`{"rule": name, argument: value, ...}`; where an argument is a design, it is a recipe again. Every
builder has its design counted before it is returned.

| rule | arguments | what it builds | for example | source |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page: one row a construction, by name."""
    return HEAD + "".join(map(row, sorted(constructions().values(), key=lambda c: c.name)))


def row(entry: Construction) -> str:
    """One construction, with the parameters of its example as they are counted."""
    design = Recipe.of(entry.name, **entry.example).build()
    cells = (
        f"`{entry.name}`",
        ", ".join(f"`{name}`" for name in entry.arguments),
        " ".join(entry.summary.replace("``", "`").split()),
        ", ".join(described(design)),
        entry.reference.replace("``", "`"),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def described(design: Design) -> Iterator[str]:
    """The parameters, and whether the design comes with a resolution."""
    yield str(design.parameters())
    if design.resolution:
        yield "resolved"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
