"""The compiled local search: its value is the error, and no exchange improves the set."""

from __future__ import annotations

import numpy as np
import pytest
from small_codes import brute

from adversary.decoding.error import error
from adversary.worst_case.tree.exchange import _best_exchange, _worst, exchange
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.sweep_operator import sweep
from designs import random_biregular

RIDGE = 1e-7


def attacked(code, s, starts=(), tries=6, seed=0):
    m = Matrices(code)
    matrix = m.matrix + np.diag([RIDGE] * m.n + [0.0])
    first = np.array([np.isin(np.arange(m.n), t) for t in starts], np.bool_).reshape(-1, m.n)
    best, random = np.zeros(m.n, np.bool_), np.random.default_rng(seed)
    value = exchange(matrix, m.holders, s, first, tries, random, best)
    return value, np.flatnonzero(best).tolist()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("s", [0, 1, 4, 9, 10])
def test_the_value_is_the_error_of_a_locally_worst_set(seed, s):
    code = random_biregular(10, 10, 3, seed=seed)
    value, found = attacked(code, s)
    truth = error(code, found)
    assert len(found) == s
    assert value == pytest.approx(float(truth), abs=1e-3)
    for out in found:
        for into in set(range(10)) - set(found):
            assert error(code, sorted({*found, into} - {out})) <= truth


@pytest.mark.parametrize("seed", range(5))
def test_enough_starts_find_the_worst_set_of_small_codes(seed):
    code = random_biregular(9, 9, 3, seed=seed)
    assert error(code, attacked(code, 3, tries=40)[1]) == brute(code, 3)


def test_given_starts_are_tried_first_and_draws_are_repeated():
    code = random_biregular(12, 12, 4, seed=1)
    _, worst = attacked(code, 5, tries=60)
    assert error(code, attacked(code, 5, [worst], tries=0)[1]) == error(code, worst)
    assert attacked(code, 5) == attacked(code, 5)


@pytest.mark.parametrize("seed", range(10))
def test_one_more_straggler_and_one_exchange_are_the_worst_there_are(seed):
    code = random_biregular(10, 10, 4, seed=seed)
    m = Matrices(code)
    matrix = m.matrix + np.diag([RIDGE] * 10 + [0.0])
    silent = np.isin(np.arange(10), np.random.default_rng(seed).permutation(10)[:4])
    gone = set(np.flatnonzero(silent).tolist())
    for w in set(range(10)) - gone:
        sweep(matrix, w)
    more = {w: error(code, sorted(gone | {w})) for w in set(range(10)) - gone}
    assert more[_worst(matrix, silent, 10)] == max(more.values())
    swaps = {
        (back, out): error(code, sorted(gone - {back} | {out}))
        for back in gone
        for out in set(range(10)) - gone
    }
    back, out, value = _best_exchange(matrix, silent)
    assert swaps[back, out] == max(swaps.values())
    assert value == pytest.approx(float(swaps[back, out]), abs=1e-3)
