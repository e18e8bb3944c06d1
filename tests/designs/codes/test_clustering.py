"""Clusters of workers: who may join which, and the code of every allowed choice."""

from __future__ import annotations

import json
from collections import Counter
from itertools import permutations, product

import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, build_scheme
from designs.codes.clustering import (
    at_home,
    clustered,
    dynamic_clustering,
    possible_clusters,
    require_clusters,
)

sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(sizes, st.data())
def test_every_place_of_every_cluster_may_be_filled_by_as_many_workers_as_there_are_choices(
    size, data
):
    clusters, m = size
    choices = data.draw(st.integers(1, clusters))
    scheme = dynamic_clustering(clusters * m, clusters, 1, choices)
    may_join = Counter(
        (c, w % m) for w in range(scheme.workers) for c in possible_clusters(scheme, w)
    )
    assert may_join == dict.fromkeys(product(range(clusters), range(m)), choices)
    for w, home in enumerate(at_home(scheme.workers, clusters)):
        assert possible_clusters(scheme, w)[0] == home


@pytest.mark.parametrize("choices", [1, 2, 3])
def test_the_allowed_assignments_are_those_by_definition(choices):
    """Against trying all 3^6: data at hand, and one worker of each position in each cluster."""
    scheme, allowed = dynamic_clustering(6, 3, 1, choices), 0
    for assignment in product(range(3), repeat=6):
        held = all((c - w // 2) % 3 < choices for w, c in enumerate(assignment))
        whole = {*zip(assignment, (0, 1) * 3, strict=True)} == {*product(range(3), range(2))}
        if held and whole:
            require_clusters(scheme, assignment)
            allowed += 1
        else:
            with pytest.raises(BadInput):
                require_clusters(scheme, assignment)
    assert allowed == {1: 1, 2: 2**2, 3: 6**2}[choices]


@given(sizes, st.data())
def test_new_clusters_are_the_code_at_home_with_workers_renamed(size, data):
    clusters, m = size
    replication = data.draw(st.integers(1, m))
    scheme = dynamic_clustering(clusters * m, clusters, replication)
    turns = [data.draw(st.sampled_from([*permutations(range(clusters))])) for _ in range(m)]
    assignment = [turns[w % m][w // m] for w in range(scheme.workers)]
    rows = clustered(scheme, assignment).encoding
    assert rows == tuple(scheme["whole"].encoding[c * m + w % m] for w, c in enumerate(assignment))


@given(sizes, st.data())
def test_the_clusters_tolerate_one_less_than_the_replication(size, data):
    clusters, m = size[0], min(size[1], 3)
    replication = data.draw(st.integers(1, m))
    scheme = dynamic_clustering(clusters * m, clusters, replication)
    assert recovers(scheme["cluster"], replication - 1)
    assert recovers(scheme["whole"], replication - 1)
    assert not recovers(scheme["whole"], replication)


def test_the_recipe_builds_the_scheme_and_what_each_may_join():
    scheme = dynamic_clustering(6, 3, 2, choices=2, seed=4)
    again = build_scheme(json.loads(json.dumps(scheme.to_json()["recipe"])))
    assert again == scheme
    for w in range(6):
        assert possible_clusters(again, w) == possible_clusters(scheme, w)
    assert dynamic_clustering(6, 3, 2, seed=4) == scheme  # the same codes, another storage
