"""Codes of random sparse supports: loads, redundancies, and what is refused."""

from __future__ import annotations

import pytest
from chances import seeds
from hypothesis import given
from hypothesis import strategies as st
from networkx import number_of_selfloops

from designs import BadInput, random_biregular
from designs.codes import random_regular, regular_graph


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_random_biregular(n, k, data):
    d = data.draw(st.integers(1, n))
    seed = data.draw(st.integers(0, 9))
    if k * d % n:
        with pytest.raises(BadInput, match="nearest number of partitions") as error:
            random_biregular(n, k, d, seed)
        nearest = int(str(error.value).rsplit(" ", 1)[1])
        assert nearest * d % n == 0
        return
    code = random_biregular(n, k, d, seed)
    assert set(code.replication()) == {d}
    assert set(code.load()) == {k * d // n}
    assert code == random_biregular(n, k, d, seed)


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


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: regular_graph(4, 4), "1..workers-1"),
        (lambda: regular_graph(4, 2, -1), "seed"),
        (lambda: random_biregular(6, 6, 2, -1), "seed"),
        (lambda: random_biregular(6, 6, 7), "1..workers"),
        (lambda: random_biregular(6, 0, 2), "partitions"),
    ],
)
def test_sparse_codes_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
