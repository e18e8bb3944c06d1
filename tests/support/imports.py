"""Which of our files import which, imports within functions included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
from paths import ROOT

PACKAGES = ("adversary", "bounds", "designs", "kirkman")


def module(file: Path) -> str:
    """The name under which a file is imported."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def files() -> dict[str, Path]:
    return {module(f): f for package in PACKAGES for f in (ROOT / package).rglob("*.py")}


def imported(source: str) -> Iterator[str]:
    """The modules of ours that a text imports: what stands in a module, not in its package."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in files() else node.module or ""


def graph(package: str) -> nx.DiGraph:
    """Who imports whom among the files of a package."""
    own = {name: file for name, file in files().items() if name.split(".")[0] == package}
    arrows = [(name, other) for name, file in own.items() for other in imported(file.read_text())]
    return nx.DiGraph([(a, b) for a, b in arrows if b in own and a != b])
