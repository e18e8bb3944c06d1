"""Codes that are drawn: Bernoulli, regularised, regular graphs, stochastic blocks."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction as F
from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx import number_of_selfloops

from designs import BadInput, GradientCode
from designs.codes import (
    bernoulli,
    fractional_repetition,
    hidden_blocks,
    random_regular,
    regular_graph,
    regularised_bernoulli,
    stochastic_block,
)
from designs.codes.base import generator
from designs.codes.bernoulli import coin_flips
from designs.codes.random_graphs import _circulant, switch

seeds = st.integers(0, 99)


def within(count: int, trials: int, probability: F, sigmas: int = 5) -> bool:
    """Whether a binomial count is within this many standard deviations of its mean."""
    spread = sqrt(trials * probability * (1 - probability))
    return abs(count - trials * probability) <= sigmas * spread


@pytest.mark.parametrize("p", [F(1, 3), F(7, 100), F(1, 2**61 + 1), F(0), F(1)])
def test_coins_fall_as_often_as_they_should(p):
    flips = coin_flips(generator(5), p, (200, 200))
    assert within(int(flips.sum()), 40_000, p)


@pytest.mark.parametrize("p", [F(-1, 2), F(3, 2), F(1, 2**70 + 1)])
def test_coins_that_are_none(p):
    with pytest.raises(BadInput, match="probability"):
        coin_flips(generator(5), p, (1, 1))


def test_bernoulli_has_its_mean_replication_whatever_the_shape():
    for d in (1, 3, F(5, 2)):
        code = bernoulli(60, 200, d, seed=3)
        assert (code.workers, code.partitions) == (60, 200)
        assert within(sum(code.load()), 60 * 200, F(d) / 60)
    assert bernoulli(5, 4, 5) == GradientCode([[1] * 4] * 5)


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_regularised_is_the_bernoulli_code_without_heavy_workers(n, k, data):
    d = data.draw(st.fractions(F(1, 9), n, max_denominator=9))
    threshold = data.draw(st.sampled_from([1, F(3, 2), 2]))
    seed = data.draw(seeds)
    whole, cut = bernoulli(n, k, d, seed), regularised_bernoulli(n, k, d, threshold, seed)
    load = d * k / n
    for before, after in zip(whole.encoding, cut.encoding, strict=True):
        if sum(before) <= threshold * load:
            assert after == before
        else:
            assert sum(after) == -(-load.numerator // load.denominator)
            assert all(x <= y for x, y in zip(after, before, strict=True))


def test_each_partition_of_a_heavy_worker_is_dropped_equally_often():
    kept: Counter[int] = Counter()
    for seed in range(400):
        (row,) = regularised_bernoulli(1, 10, F(9, 10), 1, seed).encoding
        kept.update(j for j, x in enumerate(row) if x)
    assert all(within(kept[j], 400, F(sum(kept.values()), 4000)) for j in range(10))


@given(st.integers(2, 14), st.data())
def test_regular_graphs_are_regular_and_simple(n, data):
    d = data.draw(st.integers(1, n - 1))
    seed = data.draw(seeds)
    if n * d % 2:
        with pytest.raises(BadInput, match=f"{n - 1} and {n + 1}"):
            regular_graph(n, d, seed)
        assert regular_graph(n - 1, d, seed)
        return
    graph = random_regular(n, d, seed, connected=False)
    assert list(graph) == list(range(n))
    assert dict(graph.degree) == dict.fromkeys(range(n), d)
    assert number_of_selfloops(graph) == 0
    code = regular_graph(n, d, seed)
    assert set(code.load()) == set(code.replication()) == {d}
    assert code.encoding == tuple(zip(*code.encoding, strict=True))
    assert not any(code.encoding[w][w] for w in range(n))


def switched(graph: frozenset) -> set:
    found = set()
    for (a, b), second in combinations(graph, 2):
        for c, d in (second, second[::-1]):
            new = {tuple(sorted((a, c))), tuple(sorted((b, d)))}
            if len({a, b, c, d}) == 4 and not new & graph:
                found.add((graph - {(a, b), second}) | new)
    return found


def all_regular(n: int, d: int) -> set:
    """All d-regular graphs on n labelled vertices, by trying all sets of edges."""
    pairs = list(combinations(range(n), 2))
    return {
        frozenset(edges)
        for edges in combinations(pairs, n * d // 2)
        if set(Counter(x for e in edges for x in e).values()) == {d} and len({*sum(edges, ())}) == n
    }


@pytest.mark.parametrize(("n", "d", "count"), [(6, 2, 70), (6, 3, 70), (5, 2, 12)])
def test_switches_reach_all_regular_graphs(n, d, count):
    seen = {frozenset(tuple(sorted(e)) for e in _circulant(n, d))}
    border = set(seen)
    while border:
        border = set().union(*map(switched, border)) - seen
        seen |= border
    assert seen == all_regular(n, d)
    assert len(seen) == count


@given(st.sampled_from([(6, 3), (9, 2), (10, 5)]), st.booleans(), st.booleans(), seeds)
def test_a_chain_keeps_degrees_and_what_it_is_told_to(shape, ordered, turned, seed):
    n, d = shape
    start = [(a, b) for a in range(n) for b in range(n, 2 * n) if (b - a) % n < d]
    edges = switch(list(start), generator(seed), ordered=ordered, turned=turned)
    assert len({frozenset(edge) for edge in edges}) == len(start)
    assert set(Counter(v for edge in edges for v in edge).values()) == {d}
    if ordered:
        assert all(a < b for a, b in edges)
        assert turned or all(a < n <= b for a, b in edges)


def test_small_regular_graphs_are_drawn_about_equally_often():
    graphs = (random_regular(5, 2, seed, connected=False) for seed in range(1200))
    drawn = Counter(frozenset(map(frozenset, graph.edges)) for graph in graphs)
    assert len(drawn) == 12
    assert all(within(count, 1200, F(1, 12)) for count in drawn.values())


blocks = st.sampled_from([(n, b) for n in range(1, 11) for b in range(1, n + 1) if n % b == 0])
probabilities = st.sampled_from([F(0), F(1, 3), F(1)])


@given(blocks, probabilities, probabilities, seeds)
def test_hidden_blocks_are_where_the_partitions_are(sizes, p, q, seed):
    n, b = sizes
    code = stochastic_block(n, b, p, q, seed)
    of_workers, of_partitions = hidden_blocks(code)
    for blocks_of in (of_workers, of_partitions):
        assert Counter(blocks_of) == dict.fromkeys(range(n // b), b)
    for w, row in enumerate(code.encoding):
        for j, x in enumerate(row):
            chance = p if of_workers[w] == of_partitions[j] else q
            assert chance not in (0, 1) or x == chance


@given(blocks, probabilities, probabilities, seeds)
def test_shuffling_only_permutes(sizes, p, q, seed):
    n, b = sizes
    code = stochastic_block(n, b, p, q, seed)
    plain = stochastic_block(n, b, p, q, seed, "no")
    assert sorted(map(sum, code.encoding)) == sorted(map(sum, plain.encoding))
    places = [generator(seed)]
    rows, columns = places[0].permutation(n), places[0].permutation(n)
    assert np.array_equal(plain.to_numpy()[rows][:, columns], code.to_numpy())


def test_fractional_repetition_is_a_stochastic_block_code():
    assert stochastic_block(12, 3, 1, 0, hidden="no") == fractional_repetition(12, 3)
    assert len(set(stochastic_block(12, 3, 1, 0, seed=4).encoding)) == 4


def test_stochastic_blocks_have_their_two_densities():
    n, b, p, q = 120, 20, F(2, 3), F(1, 10)
    code = stochastic_block(n, b, p, q, seed=1)
    of_workers, of_partitions = hidden_blocks(code)
    same = np.equal.outer(of_workers, of_partitions)
    matrix = code.to_numpy()
    assert within(int(matrix[same].sum()), n * b, p)
    assert within(int(matrix[~same].sum()), n * (n - b), q)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: bernoulli(4, 4, 0), "above 0 and at most workers=4"),
        (lambda: bernoulli(4, 4, F(9, 2)), "got 9/2"),
        (lambda: bernoulli(4, 0, 1), "at least 1"),
        (lambda: bernoulli(10**6, 10**6, 1), "entries"),
        (lambda: bernoulli(4, 4, 1, -1), "seed"),
        (lambda: regularised_bernoulli(4, 4, 1, F(1, 2)), "threshold"),
        (lambda: regular_graph(4, 4), "1..workers-1"),
        (lambda: regular_graph(4, 2, -1), "seed"),
        (lambda: stochastic_block(10, 4, 1, 0), "8 and 12"),
        (lambda: stochastic_block(10, 0, 1, 0), "1..workers"),
        (lambda: stochastic_block(10, 5, 2, 0), "probability"),
        (lambda: stochastic_block(10, 5, 1, 0, hidden="perhaps"), "yes or no"),
        (lambda: hidden_blocks(bernoulli(4, 4, 1)), "stochastic-block"),
    ],
)
def test_what_is_refused(build, text):
    with pytest.raises(BadInput, match=text):
        build()
