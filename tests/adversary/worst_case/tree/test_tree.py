"""Branch and bound against brute force, its records before the checker, and its manners."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import error, worst_case
from adversary.certificate import tree_certificate, verify
from adversary.worst_case.proof import Proof, Shared, Wish
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.concave import semidefinite_on_sum_zero
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.policy import largest, row_values, set_levels
from adversary.worst_case.tree.sweep import sweep, unsweep
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, Symmetry, block_design, cyclic_repetition, random_biregular
from designs.codes import from_design
from designs.constructions.difference import develop


def brute(code, s):
    return max(error(code, silent) for silent in combinations(range(code.workers), s))


def random_matrix(seed):
    """Small matrices of all shapes: also dependent, repeated, huge and empty rows."""
    rng = random.Random(seed)
    n, k = rng.randint(1, 8), rng.randint(1, 8)
    kind = rng.choice(["binary", "sparse", "integer", "fraction", "duplicate", "huge", "float"])
    draw = {
        "sparse": lambda: int(rng.random() < 0.25),
        "integer": lambda: rng.randint(-3, 3),
        "fraction": lambda: Fraction(rng.randint(-5, 5), rng.randint(1, 4)),
        "huge": lambda: rng.choice([0, 10**30, 3, -(7**20)]),
        "float": lambda: rng.gauss(0, 1),
    }.get(kind, lambda: rng.randint(0, 1))
    rows = [[draw() for _ in range(k)] for _ in range(n)]
    if kind == "duplicate":
        rows[rng.randrange(n)] = rows[rng.randrange(n)]
    return GradientCode(rows)


def searched(code, s, start=None, **wishes):
    tree = TreeSearch(code, s, tuple(range(s)) if start is None else start, **wishes)
    tree.run(None, None)
    return tree


def result_of(tree, s):
    code = tree.code
    ends = (tree.lower, tree.upper, tree.worst_set, Method.STOPPED)
    return WorstCase(code.workers, code.partitions, s, "optimal", *ends, 0.0)


def assert_right(code, **wishes):
    for s in range(code.workers + 1):
        tree = searched(code, s, keep_records=True, **wishes)
        assert tree.lower == tree.upper == brute(code, s) == error(code, tree.worst_set)
        symmetries = wishes.get("symmetries", ())
        verify(tree_certificate(code, result_of(tree, s), tree.records(), symmetries))


@pytest.mark.parametrize("seed", range(120))
def test_every_s_against_brute_force_and_before_the_checker(seed):
    assert_right(random_matrix(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_many_more_against_brute_force(seed):
    assert_right(random_matrix(seed))


@pytest.mark.parametrize(
    "code",
    [random_biregular(10, 10, 3, seed=1), random_biregular(11, 11, 5, seed=2),
     cyclic_repetition(9, 3, seed=1), block_design(9, 3, 1, "blocks"),
     from_design(develop((11,), [(0, 1, 3)]))],
    ids=str,
)  # fmt: skip
def test_larger_codes(code):
    assert_right(code)


def test_symmetries_shorten_the_proof_and_change_nothing():
    code = from_design(develop((13,), [(0, 1, 3, 4)]))
    plain = searched(code, 6, keep_records=True)
    symmetric = searched(code, 6, keep_records=True, symmetries=worker_symmetries(code))
    assert symmetric.upper == plain.upper
    assert len(symmetric.records()) < len(plain.records())
    assert any(record.startswith("o") for record in symmetric.records())
    assert_right(code, symmetries=worker_symmetries(code))


def test_symmetries_are_found_and_listed():
    code = from_design(develop((7,), [(0, 1, 3)]))
    assert {image[0] for image in worker_symmetries(code)} == set(range(1, 7))
    rotation = Symmetry((1, 2, 0), (1, 2, 0))
    declared = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]], symmetries=[rotation])
    assert worker_symmetries(declared) == ((1, 2, 0), (2, 0, 1))


def test_transversals_of_a_large_group():
    identity = GradientCode(np.eye(8, dtype=int).tolist())
    images = worker_symmetries(identity)
    orbit = {0}
    while more := {image[w] for image in images for w in orbit} - orbit:
        orbit |= more
    assert orbit == set(range(8))
    assert 0 < len(images) < 600


@pytest.mark.parametrize("gap", [Fraction(1, 10), Fraction(1, 2), 3])
def test_a_gap_is_proved_and_no_more(gap):
    code = random_biregular(12, 12, 4, seed=5)
    tree = searched(code, 5, gap=gap, keep_records=True)
    truth = brute(code, 5)
    assert tree.lower <= truth <= tree.upper == min(tree.lower * (1 + gap), 12)
    verify(tree_certificate(code, result_of(tree, 5), tree.records()))
    assert worst_case(code, 5, gap=gap).method in (Method.WITHIN_GAP, Method.BRANCH_AND_BOUND)


def test_a_poor_start_is_improved_on_the_way():
    code = random_biregular(14, 14, 4, seed=3)
    best = worst_case(code, 5)
    assert searched(code, 5).lower == best.error


def test_any_moment_gives_an_interval_that_holds():
    code = random_biregular(16, 16, 4, seed=8)
    truth = worst_case(code, 6).error
    tree = TreeSearch(code, 6, tuple(range(6)))
    seen = []

    def interrupt(done, lower, upper):
        assert 0 <= done <= 1
        assert lower <= truth <= upper
        seen.append(done)
        if len(seen) % 3 == 2:
            raise KeyboardInterrupt

    while tree.lower != tree.upper:
        try:
            tree.run(time.monotonic() - 1, interrupt)
        except KeyboardInterrupt:
            continue
    assert tree.lower == truth
    assert seen == sorted(seen)


def test_records_are_the_same_every_time():
    code = random_biregular(20, 20, 4, seed=2)
    first, second = (searched(code, 6, keep_records=True).records() for _ in range(2))
    assert first == second


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_sweeping_is_projecting(seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2, (6, 12)).astype(float) + np.eye(6, 12)
    augmented = np.vstack([rows, np.ones(12)])
    matrix = augmented @ augmented.T
    whole = matrix.copy()
    kept = rng.permutation(6)[:3]
    for p in kept:
        sweep(matrix, p)
    left = [i for i in range(7) if i not in kept]
    inverse = np.linalg.inv(whole[np.ix_(kept, kept)])
    cross = whole[np.ix_(left, kept)]
    assert np.allclose(
        matrix[np.ix_(left, left)], whole[np.ix_(left, left)] - cross @ inverse @ cross.T
    )
    assert np.allclose(matrix[np.ix_(left, kept)], cross @ inverse)
    for p in reversed(kept):
        unsweep(matrix, p)
    assert np.allclose(matrix, whole)


@given(st.integers(0, 10**6), st.integers(1, 5))
@settings(max_examples=60)
def test_row_values_bound_every_choice(seed, t):
    rng = np.random.default_rng(seed)
    rows = rng.integers(-2, 3, (6, 9)).astype(float)
    v = rng.normal(0.2, 0.2, 6)
    levels, values, product = np.zeros(6), np.zeros(6), np.zeros(6)
    R, u = rows @ rows.T, rows.sum(axis=1)
    set_levels(v, R, t - 1, levels)
    base = row_values(v, u, R, t - 1, levels, values, product)
    bound = 9 + base + largest(values, 6, t)
    for silent in combinations(range(6), t):
        weights = np.where(np.isin(np.arange(6), silent), 0, v)
        assert ((weights @ rows - 1) ** 2).sum() <= bound + 1e-9


@given(st.integers(0, 10**6))
@settings(max_examples=100)
def test_semidefinite_means_semidefinite(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 7))
    root = rng.integers(-20, 21, (n, n))
    S = (root @ root.T - rng.integers(-50, 400) * np.eye(n)).round()
    if semidefinite_on_sum_zero(S.astype(float)):
        project = np.eye(n) - 1 / n
        assert np.linalg.eigvalsh(project @ S @ project).min() > -1e-6
    assert semidefinite_on_sum_zero(1000.0 * np.eye(n))
    assert not semidefinite_on_sum_zero(-1000.0 * np.eye(n))


def test_large_rows_are_left_to_fractions():
    code = GradientCode([[10**30, 1, 0], [1, 10**30, 1], [0, 3, 7**20], [1, 1, 1]])
    assert Matrices(code).row_scale == 0
    assert_right(code)


def test_the_path_without_a_compiler_agrees():
    program = (
        "from adversary.worst_case.tree.tree import TreeSearch\n"
        "from designs import random_biregular\n"
        "tree = TreeSearch(random_biregular(10, 10, 3, seed=1), 4, (0, 1, 2, 3)); tree.attack();"
        "tree.run(None, None); print(tree.lower, tree.upper)"
    )
    plain = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={"KIRKMAN_PLAIN": "1"},
    )  # fmt: skip
    truth = brute(random_biregular(10, 10, 3, seed=1), 4)
    assert plain.stdout.split() == [str(truth)] * 2


def test_a_curve_shares_its_matrices():
    shared = Shared(random_biregular(9, 9, 3))
    proofs = [Proof(random_biregular(9, 9, 3), s, Wish(records=True), None, shared) for s in (2, 3)]
    for proof in proofs:
        proof.attack(())
        proof.finish(None)
        assert proof.result().proved
        assert proof.records()
    assert shared.matrices is shared.matrices


def test_beyond_enumeration():
    code = random_biregular(30, 30, 5, seed=1)
    result = worst_case(code, 10)
    assert result.method is Method.BRANCH_AND_BOUND
    assert result.proved
    assert comb(30, 10) > 2_000
