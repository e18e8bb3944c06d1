"""Branch and bound on float codes: brute force, the checker, and how little fractions are asked."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from float_codes import float_code
from small_codes import brute

from adversary.certificate import tree_certificate, verify
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode
from designs.codes import cyclic_repetition_float


def searched(code, s):
    """The search, which starts from a good set, and how often it asked fractions."""
    tree = TreeSearch(code, s, tuple(range(s)), keep_records=True)
    tree.attack([()])
    answer, asked = tree._answer, []
    tree._answer = lambda: asked.append(tree.nodes) or answer()
    tree.run(None, None)
    return tree, len(asked)


def assert_accepted(tree):
    ends = (tree.lower, tree.upper, tree.worst_set, Method.STOPPED)
    n, k = tree.code.workers, tree.code.partitions
    result = WorstCase(n, k, tree.s, "optimal", *ends, 0.0)
    verify(tree_certificate(tree.code, result, tree.records()))


def assert_right(code):
    for s in range(code.workers + 1):
        tree = TreeSearch(code, s, tuple(range(s)), keep_records=True)
        tree.run(None, None)
        assert tree.lower == tree.upper == brute(code, s)
        assert_accepted(tree)


@pytest.mark.parametrize("seed", range(72))
def test_every_s_against_brute_force_and_before_the_checker(seed):
    assert_right(float_code(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 2000))
def test_many_more_against_brute_force(seed):
    assert_right(float_code(seed))


@pytest.mark.parametrize("seed", [3, 38, 52])
def test_what_floats_take_for_dependent_is_left_to_fractions(seed):
    """A nearly dependent row spans what no float sees, and the checker counts it."""
    rng = random.Random(seed)
    n = rng.randint(9, 13)
    k = n + rng.randint(0, 3)
    rows = [[abs(rng.gauss(0, 1)) if rng.random() < 0.6 else 0.0 for _ in range(k)]
            for _ in range(n)]  # fmt: skip
    for i in (2, 5, 8):
        off = 10.0 ** -rng.randint(5, 16)
        pairs = zip(rows[i - 1], rows[i - 2], strict=True)
        rows[i] = [0.5 * x + 0.6 * y + off * rng.gauss(0, 1) for x, y in pairs]
    for s in (3, 4, 5):
        tree, _ = searched(GradientCode(rows), s)
        assert tree.lower == tree.upper
        assert_accepted(tree)


@pytest.mark.parametrize("denominator", [1000, 10**12])
def test_dependent_rows_are_not_left_to_fractions(denominator):
    """Many dependent rows, as a random support has them: fractions are not needed for them."""
    rng = np.random.default_rng(1)
    rows = [[Fraction(int(rng.integers(1, denominator + 1)), denominator) if x else 0 for x in row]
            for row in rng.random((30, 20)) < 0.15]  # fmt: skip
    tree, asked = searched(GradientCode(rows), 15)
    assert tree.lower == tree.upper
    assert 20 * asked < tree.nodes
    assert_accepted(tree)


@pytest.mark.parametrize("s", [7, 12])
def test_a_published_code_asks_fractions_about_its_worst_set_alone(s):
    tree, asked = searched(cyclic_repetition_float(24, 4, seed=1), s)
    assert tree.lower == tree.upper
    assert asked <= 5
    assert tree.nodes > 100
    assert_accepted(tree)


def test_concave_bounds_of_floats_are_accepted():
    rng = np.random.default_rng(1)
    rows = np.where(rng.random((24, 24)) < 1 / 6, rng.random((24, 24)), 0)
    tree, asked = searched(GradientCode(rows.tolist()), 14)
    assert asked <= 5
    assert any(record.startswith("c ") for record in tree.records())
    assert_accepted(tree)
