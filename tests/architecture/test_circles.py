"""No group of files imports one another in a circle; imports within functions count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[2]
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


def circles(package: str) -> list[list[str]]:
    groups = nx.strongly_connected_components(graph(package))
    return [sorted(group) for group in groups if len(group) > 1]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_files_import_one_another_in_a_circle(package):
    assert circles(package) == []


def test_the_arrows_are_those_that_are_written():
    found = graph("designs")
    assert ("designs.existence.ask", "designs.existence.derivation") in found.edges
    assert ("designs.command.design", "designs.existence.ask") in found.edges  # within a function
    assert ("designs.answers.recipe", "designs.answers.registry") in found.edges
    assert len(found) >= 100


def test_a_circle_is_seen(monkeypatch, tmp_path):
    pair = {"designs.a": "def f():\n    from designs import b\n", "designs.b": "import designs.a\n"}
    for name, text in pair.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setitem(globals(), "files", lambda: {name: tmp_path / name for name in pair})
    assert circles("designs") == [["designs.a", "designs.b"]]
