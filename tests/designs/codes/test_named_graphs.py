"""Graphs by name: each takes the parameters that it needs, and its recipe builds it again."""

from __future__ import annotations

import networkx as nx
import pytest

from designs import BadInput
from designs.codes.expander_graphs import lps, margulis
from designs.codes.named_graphs import graph_recipe, named_graph
from designs.codes.random_graphs import random_bipartite, random_regular
from designs.codes.symmetric_graphs import circulant, complete, cycle, paley, petersen

GRAPHS = [
    ({"graph": "petersen"}, petersen()),
    ({"graph": "complete", "vertices": 5}, complete(5)),
    ({"graph": "cycle", "vertices": 6}, cycle(6)),
    ({"graph": "circulant", "vertices": 8, "steps": [1, 4]}, circulant(8, [1, 4])),
    ({"graph": "paley", "vertices": 9}, paley(9)),
    ({"graph": "margulis", "vertices": 9}, margulis(9)),
    ({"graph": "lps", "degree": 6, "modulus": 13}, lps(5, 13)),
    ({"graph": "random-regular", "vertices": 8, "degree": 3, "seed": 4}, random_regular(8, 3, 4)),
    (
        {"graph": "random-bipartite", "vertices": 8, "degree": 3, "seed": 4},
        random_bipartite(8, 3, 4),
    ),
    ({"graph": "edges", "vertices": 3, "edges": [0, 1, 1, 0, 2, 2]},
     nx.MultiGraph([(0, 1), (1, 0), (2, 2)])),
]  # fmt: skip


@pytest.mark.parametrize(("recipe", "graph"), GRAPHS, ids=lambda x: str(x)[:30])
def test_a_name_and_its_parameters_are_the_graph(recipe, graph):
    found = named_graph(**recipe)
    assert sorted(map(sorted, found.edges())) == sorted(map(sorted, graph.edges()))
    assert len(found) == len(graph)
    assert found.name == graph.name


@pytest.mark.parametrize("recipe", [recipe for recipe, _ in GRAPHS], ids=lambda r: r["graph"])
def test_a_recipe_holds_what_was_given_and_a_seed_only_where_one_is_drawn(recipe):
    order = ("vertices", "degree", "seed", "steps", "edges", "modulus")
    given = {name: recipe.get(name) for name in order} | {"seed": recipe.get("seed", 7)}
    assert graph_recipe(recipe["graph"], **given) == recipe


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: named_graph("edges", 0, edges=[]), "vertex"),
        (lambda: named_graph("edges", 2, edges=[0, 2]), "joins vertices"),
        (lambda: named_graph("edges", 2, edges=[-1, 1]), "joins vertices"),
        (lambda: named_graph("edges", 3, edges=[0, 1, 2]), "pairs"),
        (lambda: named_graph("cycle"), "needs the parameter vertices"),
        (lambda: named_graph("random-regular", 6), "needs the parameter degree"),
        (lambda: named_graph("lps", degree=6), "needs the parameter modulus"),
        (lambda: named_graph("cube", 8), "must be one of"),
    ],
)
def test_named_graphs_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
