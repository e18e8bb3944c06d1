"""Rooms and floors: few files and folders at the top of each package, in few layers.

A room is a file or folder in the folder of the package, its face and data aside; it stands one
floor above the highest room that it imports.
"""

from __future__ import annotations

import networkx as nx
import pytest
from imports import files, graph

MOST = {"designs": (12, 8), "adversary": (10, 5), "bounds": (10, 5), "kirkman": (2, 2)}


def rooms(package: str) -> nx.DiGraph:
    """Who imports whom among the rooms of a package."""
    own = [name.split(".") for name in files() if name.startswith(f"{package}.")]
    found = nx.DiGraph()
    found.add_nodes_from(parts[1] for parts in own)
    for a, b in graph(package).edges:
        if a.count(".") and b.count(".") and a.split(".")[1] != b.split(".")[1]:
            found.add_edge(a.split(".")[1], b.split(".")[1])
    return found


@pytest.mark.parametrize("package", MOST)
def test_few_rooms_on_few_floors(package):
    found = rooms(package)
    most_rooms, most_floors = MOST[package]
    assert len(found) <= most_rooms, sorted(found)
    assert not [group for group in nx.strongly_connected_components(found) if len(group) > 1]
    assert nx.dag_longest_path_length(found) + 1 <= most_floors
