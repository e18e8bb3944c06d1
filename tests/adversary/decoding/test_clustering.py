"""Dynamic clustering: storage is respected, stragglers are spread, and exactness is the code's."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.clustering import (
    is_exact,
    markov_stragglers,
    play_clusters,
    recluster,
    spread,
)
from adversary.decoding.error import error
from bounds.expectation.clustering import exact_probability
from designs import BadInput, fractional_repetition
from designs.codes.clustering import (
    at_home,
    clustered,
    dynamic_clustering,
    possible_clusters,
    require_clusters,
)


@st.composite
def schemes(draw):
    clusters, size = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    replication, choices = draw(st.integers(1, size)), draw(st.integers(1, clusters))
    return dynamic_clustering(
        clusters * size, clusters, replication, choices, draw(st.integers(0, 3))
    )


def silent_of(data, scheme):
    return sorted(data.draw(st.sets(st.integers(0, scheme.workers - 1))))


@given(schemes(), st.data())
def test_new_clusters_respect_the_storage(scheme, data):
    assignment = recluster(scheme, silent_of(data, scheme))
    require_clusters(scheme, assignment)
    for w, c in enumerate(assignment):
        assert c in possible_clusters(scheme, w)
    size = scheme["cluster"].workers
    for c in range(scheme.clusters):
        positions = [w % size for w in range(scheme.workers) if assignment[w] == c]
        assert sorted(positions) == list(range(size))


@given(schemes(), st.data())
def test_the_stragglers_are_never_spread_worse_than_at_home(scheme, data):
    silent = silent_of(data, scheme)
    home = at_home(scheme.workers, scheme.clusters)
    assert spread(recluster(scheme, silent), silent) <= spread(home, silent)


@given(st.integers(1, 5), st.integers(1, 4), st.data())
def test_who_stores_everything_is_spread_evenly(clusters, size, data):
    scheme = dynamic_clustering(clusters * size, clusters, 1)
    silent = silent_of(data, scheme)
    counts = spread(recluster(scheme, silent), silent)
    assert counts[0] == ceil(len(silent) / clusters)
    assert counts[0] - counts[-1] <= 1
    assert sum(counts) == len(silent)


def assignments(scheme):
    """All allowed clusterings of a small scheme."""
    clusters, size = scheme.clusters, scheme["cluster"].workers
    for turns in product(permutations(range(clusters)), repeat=size):
        candidate = [turns[w % size][w // size] for w in range(scheme.workers)]
        if all(c in possible_clusters(scheme, w) for w, c in enumerate(candidate)):
            yield candidate


@pytest.mark.parametrize("choices", [1, 2, 3])
def test_greedy_against_all_clusterings(choices):
    scheme = dynamic_clustering(9, 3, 2, choices)
    every = list(assignments(scheme))
    assert len(every) == {1: 1, 2: 2**3, 3: 6**3}[choices]
    worse = sets = 0
    for s in range(10):
        for silent in combinations(range(9), s):
            best = min(spread(x, silent)[0] for x in every)
            found = spread(recluster(scheme, silent), silent)[0]
            assert best <= found <= best + 1
            worse += found > best
            sets += 1
    assert worse <= {1: 0, 2: sets // 7, 3: 0}[choices]


@given(schemes(), st.data())
def test_exactness_is_that_of_the_whole_code(scheme, data):
    assignment = recluster(scheme, silent_of(data, scheme))
    silent = silent_of(data, scheme)
    exact = error(clustered(scheme, assignment), silent) == 0
    assert is_exact(scheme, assignment, silent) == exact
    tolerated = scheme["cluster"].load()[0] - 1
    if spread(assignment, silent)[0] <= tolerated:
        assert exact


def test_the_whole_component_is_the_code_at_home():
    scheme = dynamic_clustering(8, 2, 3)
    assert scheme["whole"] == clustered(scheme, at_home(8, 2))
    assert error(scheme["whole"], (0, 1, 4, 5)) == 0
    assert error(scheme["whole"], (0, 1, 2)) > 0


def test_stragglers_that_stay_are_survived_up_to_the_sum_of_all_tolerances():
    """P (r - 1) = 6 of 12 workers straggle for good: from the second round on all is exact."""
    scheme = dynamic_clustering(12, 3, 3)
    for silent in [(0, 1, 2, 3, 4, 5), (0, 4, 8, 1, 5, 9), (0, 1, 2, 3, 8, 9)]:
        assert all(play_clusters(scheme, [silent] * 4)[1:])
    assert not any(play_clusters(scheme, [(0, 1, 2, 3, 4, 5)] * 4, dynamic=False))
    assert not any(play_clusters(scheme, [(0, 1, 2, 3, 4, 5, 6)] * 4))


def test_the_first_round_knows_nothing_and_every_other_only_the_last():
    scheme = dynamic_clustering(12, 3, 2)
    pattern = markov_stragglers(12, 40, 0.1, 0.3, seed=4)
    exact = play_clusters(scheme, pattern)
    assert exact[0] == is_exact(scheme, at_home(12, 3), pattern[0])
    for t in range(1, 40):
        assert exact[t] == play_clusters(scheme, pattern[t - 1 : t + 1])[1]


@pytest.mark.parametrize("choices", [2, 5])
def test_dynamic_clusters_are_exact_more_often_when_stragglers_stay(choices):
    """Differences of paired rounds, 100 independent chains: five standard errors."""
    scheme = dynamic_clustering(20, 5, 2, choices)
    gains = []
    for seed in range(100):
        pattern = markov_stragglers(20, 40, 0.02, 0.18, seed)
        gain = sum(play_clusters(scheme, pattern)) - sum(
            play_clusters(scheme, pattern, dynamic=False)
        )
        gains.append(gain / 40)
    assert np.mean(gains) > 5 * np.std(gains, ddof=1) / 100**0.5 > 0


def test_memory_has_the_frequencies_that_were_asked_for():
    table = np.zeros((4000, 30), dtype=bool)
    for t, silent in enumerate(markov_stragglers(30, 4000, 0.1, 0.3, seed=1)):
        table[t, list(silent)] = True
    before, after = table[:-1], table[1:]
    for moves, chance in ((after[~before], 0.1), (~after[before], 0.3)):
        assert abs(moves.mean() - chance) < 5 * (chance * (1 - chance) / moves.size) ** 0.5
    assert abs(table[0].mean() - 0.25) < 5 * (0.25 * 0.75 / 30) ** 0.5


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: dynamic_clustering(7, 2, 1), "workers are 6 and 8"),
        (lambda: dynamic_clustering(1, 2, 1), "workers are 2 and 2"),
        (lambda: dynamic_clustering(4, 0, 1), "at least 1"),
        (lambda: dynamic_clustering(6, 2, 4), "replication must be 1..3"),
        (lambda: dynamic_clustering(6, 2, 1, 3), "choices must be"),
        (lambda: possible_clusters(dynamic_clustering(4, 2, 1), 4), "workers are 0..3"),
        (lambda: clustered(dynamic_clustering(4, 2, 1), (0, 0)), "needs a cluster"),
        (lambda: clustered(dynamic_clustering(4, 2, 1), (0, 0, 0, 1)), "every position"),
        (lambda: clustered(dynamic_clustering(4, 2, 1, 1), (1, 0, 0, 1)), "holds data"),
        (lambda: recluster(dynamic_clustering(4, 2, 1), [4]), "workers 0..3"),
        (lambda: markov_stragglers(2, 2, 0.0, 0.0), "not both 0"),
        (lambda: exact_probability(fractional_repetition(17, 1), 0), "at most 16"),
        (lambda: exact_probability(fractional_repetition(2, 1), 2), "between 0 and 1"),
    ],
)
def test_what_is_refused(make, text):
    with pytest.raises(BadInput, match=text):
        make()
