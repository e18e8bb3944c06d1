"""Exact recovery by ranks: compiled answers are those of the definition, and never too good."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from nasty_codes import nasty_code, tied_codes
from small_codes import any_code, brute

from adversary.worst_case.listing.spans import every_span_is_kept
from adversary.worst_case.tree.symmetry import worker_symmetries
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
    rows, generators = code.integer_rows(), worker_symmetries(code)
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
