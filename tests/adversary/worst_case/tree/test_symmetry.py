"""Symmetries of the workers: all of them, and symmetries indeed."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_codes import any_code

from adversary.worst_case.gram_error import augmented_gram
from adversary.worst_case.tree import symmetry
from adversary.worst_case.tree.symmetry import worker_symmetries
from designs import (
    GradientCode,
    Symmetry,
    block_design,
    fractional_repetition,
    random_biregular,
)
from designs.algebra.permutations import point_orbits
from designs.codes import from_design
from designs.constructions.difference import develop


def compose(g, x):
    return tuple(g[w] for w in x)


def group_of(generators, n):
    found = {tuple(range(n))}
    waiting = [*found]
    while waiting:
        x = waiting.pop()
        for g in generators:
            if (y := compose(g, x)) not in found:
                found.add(y)
                waiting.append(y)
    return found


def keeps(gram, image):
    turn = [*image, len(gram) - 1]
    return (gram[np.ix_(turn, turn)] == gram).all()


def assert_whole(code):
    gram, n = np.array(augmented_gram(code), dtype=object), code.workers
    expected = {image for image in permutations(range(n)) if keeps(gram, image)}
    assert group_of(worker_symmetries(code), n) == expected


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_they_generate_all_that_keep_products_and_sums(seed):
    pytest.importorskip("igraph")
    assert_whole(any_code(seed, most=6))


@pytest.mark.parametrize(
    "code",
    [GradientCode(np.eye(6, dtype=int).tolist()), fractional_repetition(6, 2),
     GradientCode([[Fraction(1, 2), 0, 1], [1, 0, 2], [0, 3, 0], [0, Fraction(1, 7), 0]]),
     GradientCode([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]]),
     GradientCode([[1, 2, 3], [2, 3, 1], [3, 1, 2], [1, 1, 1]])],
    ids=str,
)  # fmt: skip
def test_rows_of_all_kinds(code):
    pytest.importorskip("igraph")
    assert_whole(code)


def test_the_order_of_a_known_group():
    """Any two workers of a block design overlap equally; the blocks of STS(7) are its dual."""
    pytest.importorskip("igraph")
    assert len(group_of(worker_symmetries(block_design(7, 3, 1)), 7)) == 5040
    pairs = block_design(5, 2, 1, "blocks")  # edges of the complete graph, sharing a point or not
    assert len(group_of(worker_symmetries(GradientCode(pairs.encoding)), 10)) == 120


@pytest.mark.parametrize(
    "code",
    [block_design(7, 3, 1), fractional_repetition(6, 2), from_design(develop((11,), [(0, 1, 3)])),
     GradientCode([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]])], ids=str,
)  # fmt: skip
def test_products_and_sums_stay_as_they_are(code):
    gram, images = np.array(augmented_gram(code)), worker_symmetries(code)
    assert len(point_orbits(code.workers, images)) == 1 or not images
    for image in images:
        assert sorted(image) == list(range(code.workers))
        assert keeps(gram, image)


def test_declared_symmetries_serve_without_a_search(monkeypatch):
    rotation = Symmetry((1, 2, 0), (1, 2, 0))
    code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]], symmetries=[rotation])
    monkeypatch.setattr(symmetry, "find_spec", lambda _: None)
    assert worker_symmetries(code) == ((1, 2, 0),)
    assert worker_symmetries(GradientCode(code.encoding)) == ()
    monkeypatch.undo()
    monkeypatch.setattr(symmetry, "_MOST_EDGES", -1)
    assert worker_symmetries(code) == ((1, 2, 0),)


@pytest.mark.parametrize("seed", range(3))
def test_random_codes_need_no_search(monkeypatch, seed):
    monkeypatch.setattr(symmetry, "_automorphisms", None)
    assert worker_symmetries(random_biregular(40, 40, 5, seed=seed)) == ()
    random = np.random.default_rng(seed)
    assert worker_symmetries(GradientCode(random.normal(size=(20, 20)).tolist())) == ()
