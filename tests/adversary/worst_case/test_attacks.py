"""The local search: lower bounds that no exchange of one worker improves, in time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_codes import any_code, brute

from adversary.decoding.error import error
from adversary.worst_case.attacks import LocalSearch, local_search
from designs import BadInput, fractional_repetition, random_biregular


@given(st.integers(0, 300))
@settings(max_examples=25)
def test_local_search_is_a_lower_bound_and_a_set_of_the_right_size(seed):
    code = any_code(seed)
    for s in range(code.workers + 1):
        found = local_search(code, s)
        assert len(set(found)) == s
        assert error(code, found) <= brute(code, s)


@pytest.mark.parametrize(("seed", "s"), [(0, 2), (1, 4), (2, 6)])
def test_no_exchange_of_one_worker_is_better(seed, s):
    code = random_biregular(10, 10, 3, seed=seed)
    found = set(local_search(code, s))
    value = error(code, sorted(found))
    for out in found:
        for into in set(range(10)) - found:
            assert error(code, sorted(found - {out} | {into})) <= value


def test_what_each_further_straggler_costs_is_estimated():
    code = random_biregular(9, 9, 3, seed=3)
    silent = np.isin(np.arange(9), [2, 5])
    now, after = LocalSearch(code, 3).growth(silent)
    assert now == pytest.approx(float(error(code, [2, 5])), abs=1e-5)
    for w in range(9):
        expected = -1 if silent[w] else float(error(code, sorted({2, 5, w})))
        assert after[w] == pytest.approx(expected, abs=1e-5)


def test_a_good_start_is_not_lost():
    code = fractional_repetition(12, 3)
    assert error(code, local_search(code, 6, start=range(6))) == 6


def test_late_searches_still_give_a_set():
    code = random_biregular(30, 30, 4, seed=0)
    assert len(set(local_search(code, 7, deadline=time.monotonic() - 1))) == 7


@pytest.mark.parametrize("s", [-1, 8])
def test_stragglers_are_counted(s):
    with pytest.raises(BadInput, match=r"0\.\.7"):
        LocalSearch(random_biregular(7, 7, 3), s)
