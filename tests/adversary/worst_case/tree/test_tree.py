"""Branch and bound against brute force, its records before the checker, and its manners."""

from __future__ import annotations

import time
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from small_codes import brute, searched_code

from adversary import error, worst_case
from adversary.certificate import tree_certificate, verify
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request, Shared
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs import (
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
)
from designs.codes import from_design
from designs.codes.net import net
from designs.constructions.difference import develop


def searched(code, s, start=None, **options):
    tree = TreeSearch(code, s, tuple(range(s)) if start is None else start, **options)
    tree.run(None, None)
    return tree


def result_of(tree, s):
    code = tree.code
    ends = (tree.lower, tree.upper, tree.worst_set, Method.STOPPED)
    return WorstCase(code.workers, code.partitions, s, "optimal", *ends, 0.0)


def assert_right(code, **options):
    for s in range(code.workers + 1):
        tree = searched(code, s, keep_records=True, **options)
        assert tree.lower == tree.upper == brute(code, s) == error(code, tree.worst_set)
        symmetries = options.get("symmetries", ())
        verify(tree_certificate(code, result_of(tree, s), tree.records(), symmetries))


@pytest.mark.parametrize("seed", range(120))
def test_every_s_against_brute_force_and_before_the_checker(seed):
    assert_right(searched_code(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 3000))
def test_many_more_against_brute_force(seed):
    assert_right(searched_code(seed))


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
    assert any(record.startswith(("o", "k")) for record in symmetric.records())
    assert_right(code, symmetries=worker_symmetries(code))


def support(n, of):
    """The code whose worker w holds the partitions for which this is true."""
    return GradientCode([[int(of(w, j)) for j in range(n)] for w in range(n)])


FANO, SQUARE = block_design(7, 3, 1).encoding, block_design(4, 2, 1).encoding
SYMMETRIC = {
    "cyclic": cyclic_repetition(9, 3, seed=1),
    "cyclic support": support(10, lambda w, j: (j - w) % 10 in (0, 1, 3)),
    "net": net(3, 3),
    "dual": block_design(6, 3, 2, "blocks"),
    "product": GradientCode(np.kron([[1, 1, 0], [0, 1, 1], [1, 0, 1]], SQUARE).tolist()),
    "groups": fractional_repetition(9, 3),
    "hypercube": support(8, lambda w, j: w ^ j in (0, 1, 2, 4)),
    "scaled": GradientCode([[Fraction(w + 1, 3) * x for x in row] for w, row in enumerate(FANO)]),
}


@pytest.mark.parametrize("name", SYMMETRIC)
def test_symmetric_codes_against_brute_force_and_before_the_checker(name):
    code = GradientCode(SYMMETRIC[name].encoding)
    assert_right(code, symmetries=worker_symmetries(code))


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


def test_large_rows_are_decided_within_a_margin():
    code = GradientCode([[10**30, 1, 0], [1, 10**30, 1], [0, 3, 7**20], [1, 1, 1]])
    assert Matrices(code).slip > 0
    assert_right(code)


def test_a_curve_shares_its_matrices():
    shared = Shared(random_biregular(9, 9, 3))
    proofs = [
        Proof(random_biregular(9, 9, 3), s, Request(records=True), None, shared) for s in (2, 3)
    ]
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
