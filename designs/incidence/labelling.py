"""Canonical labelling in a process of its own, so that it can be stopped: JSON in, JSON out.

It is run as a file, and imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any


def label(points: int, blocks: Sequence[Sequence[int]], times: Sequence[int]) -> dict[str, Any]:
    """The canonical form of different blocks, each with its number of times, and the group order.

    Points are vertices of colour 0, blocks of the colour of their times; the canonical graph has
    its vertices ordered by colour, so that the points come first.

    Complexity: that of canonical labelling: quick as a rule, exponential at worst.
    Source: T. Junttila, P. Kaski, Engineering an efficient canonical labeling tool for large and
    sparse graphs, ALENEX 2007 (the algorithm BLISS, as igraph has it).

    >>> from importlib.util import find_spec
    >>> find_spec("igraph") is None or label(3, [(0, 1), (1, 2)], [1, 1])["automorphisms"] == 2
    True
    """
    import igraph

    edges = [(p, points + j) for j, block in enumerate(blocks) for p in block]
    colours = [0] * points + list(times)
    graph = igraph.Graph(len(colours), edges, vertex_attrs={"times": colours})
    form = graph.permute_vertices(graph.canonical_permutation(color=colours))
    vertices = zip(form.vs["times"], form.get_adjlist(), strict=True)
    return {
        "blocks": sorted(sorted(near) for many, near in vertices for _ in range(many)),
        "automorphisms": int(graph.count_automorphisms(color=colours)),
        "by": f"igraph {igraph.__version__}",
    }


if __name__ == "__main__":
    json.dump(label(*json.load(sys.stdin)), sys.stdout)
