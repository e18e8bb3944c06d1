"""No group of files imports one another in a circle; imports within functions count too."""

from __future__ import annotations

import imports
import networkx as nx
import pytest
from imports import PACKAGES, graph


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
    monkeypatch.setattr(imports, "files", lambda: {name: tmp_path / name for name in pair})
    assert circles("designs") == [["designs.a", "designs.b"]]
