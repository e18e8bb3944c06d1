"""Exact recovery by ranks: compiled answers are those of the definition, and never too good."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from nasty_codes import nasty_code, tied_codes
from small_codes import any_code, brute

from adversary.worst_case.listing.rank_kernel import (
    PRIME,
    eliminate_row,
    inverse,
    pairs_are_independent,
)
from adversary.worst_case.listing.spans import every_span_is_kept
from adversary.worst_case.tree.symmetry import symmetry_generators
from designs import GradientCode, cyclic_repetition
from designs.algebra.linear import independent_rows
from designs.codes import keeps_full_span


@pytest.mark.parametrize("seed", range(80))
def test_a_kept_span_means_no_error(seed):
    for code in (any_code(seed), nasty_code(seed)):
        for s in range(3, code.workers + 1):
            kept = every_span_is_kept(code, s)
            assert not kept or brute(code, s) == 0
            assert kept == keeps_full_span(code, s)


@pytest.mark.parametrize(
    "code", [*tied_codes(), cyclic_repetition(9, 5, seed=2), GradientCode([[1, 1]] * 8)], ids=str
)
def test_the_answers_are_those_of_the_definition_with_symmetries_too(code):
    rows, generators = code.integer_rows(), tuple(symmetry_generators(code))
    rank, n = len(independent_rows(rows)), code.workers
    for s in range(3, min(n, 7)):
        truth = all(
            len(independent_rows([rows[w] for w in range(n) if w not in silent])) == rank
            for silent in combinations(range(n), s)
        )
        assert every_span_is_kept(code, s) == truth
        assert every_span_is_kept(code, s, symmetries=lambda: generators) == truth


def test_without_time_nothing_is_proved():
    assert every_span_is_kept(cyclic_repetition(9, 5, seed=2), 4)
    assert not every_span_is_kept(cyclic_repetition(9, 5, seed=2), 4, time.monotonic() - 1)


def test_inverses_modulo_the_prime():
    assert all(inverse(x) * x % PRIME == 1 for x in (1, 2, 12345, PRIME - 1))
    assert inverse(0) == 0


def test_a_zero_row_is_told_and_a_pivot_is_found_in_any_column():
    before = np.array([[0, 0, 0], [0, 0, 5], [1, 2, 3], [4, 5, 6]])
    after = np.zeros_like(before)
    assert not eliminate_row(before, after, 0, 0)
    assert eliminate_row(before, after, 1, 0)
    assert after[2:, 1:].tolist() == [[2, 1], [5, 4]]


def test_pairs_of_proportional_rows_are_seen():
    rows = np.array([[9, 1, 2], [9, 2, 5], [9, 2, 4], [9, 0, 1]])
    assert not pairs_are_independent(rows, 0)
    assert pairs_are_independent(rows, 1)
    assert not pairs_are_independent(np.array([[9, 0, 0], [9, 1, 1]]), 0)
