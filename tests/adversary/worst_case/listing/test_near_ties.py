"""Near ties: decided exactly, grids learned from ties, nothing lost when it is interrupted."""

from __future__ import annotations

import time
from fractions import Fraction
from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from nasty_codes import all_errors, nasty_code, tied_codes

from adversary import error
from adversary.worst_case.listing.near_ties import NearTies
from adversary.worst_case.listing.root import Roots


def with_all_sets(code, s, sign=1.0):
    n, ties = code.workers, NearTies(Roots(code), sign, tuple(range(s)))
    sets = [c if sign > 0 else [w for w in range(n) if w not in c]
            for c in combinations(range(n), s)]  # fmt: skip
    ties.add(np.array(sets, np.int64).reshape(len(sets), s if sign > 0 else n - s))
    return ties


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("seed", range(28))
def test_the_worst_of_all_sets_is_found(seed, sign):
    code = nasty_code(seed)
    for s in range(code.workers + 1):
        ties = with_all_sets(code, s, sign)
        ties.decide(time.monotonic() + 60)
        assert not ties.open
        assert ties.value == max(all_errors(code, s).values()) == error(code, ties.worst_set)
        assert len(ties.worst_set) == s


def test_each_call_decides_some_and_forgets_none():
    code = nasty_code(5)
    s = code.workers // 2
    ties, calls = with_all_sets(code, s), 0
    while ties.open:
        ties.decide(time.monotonic() - 1)
        calls += 1
    assert calls > 1
    assert ties.value == max(all_errors(code, s).values())


def test_an_interrupt_loses_no_set(monkeypatch):
    code = tied_codes()[0]
    ties, strikes = with_all_sets(code, 3), iter([False, True, False, True, True])
    exact = error_of = import_module("adversary.worst_case.gram_error").error_of_survivors

    def interrupted(*data):
        if next(strikes, False):
            raise KeyboardInterrupt
        return exact(*data)

    monkeypatch.setattr(
        import_module("adversary.worst_case.listing.near_ties"), "error_of_survivors", interrupted
    )
    for _ in range(9):
        try:
            ties.decide(time.monotonic() + 60)
        except KeyboardInterrupt:
            assert ties.open
    assert not ties.open
    assert error_of is exact
    assert ties.value == max(all_errors(code, 3).values())


def test_one_exact_decision_is_enough_for_images_of_one_another(monkeypatch):
    code = tied_codes()[1]
    ties, calls = with_all_sets(code, 5), []
    near = import_module("adversary.worst_case.listing.near_ties")
    exact = near.error_of_survivors
    monkeypatch.setattr(near, "error_of_survivors", lambda *d: calls.append(d) or exact(*d))
    ties.decide(time.monotonic() + 60)
    top = max(all_errors(code, 5).values())
    assert ties.value == top
    assert len(calls) < sum(v == top for v in all_errors(code, 5).values()) / 4


def test_what_is_enough_needs_no_more_proof():
    code = tied_codes()[0]
    ties = with_all_sets(code, 3)
    before = ties.value
    ties.aim(Fraction(code.partitions))
    ties.decide(time.monotonic() + 60)
    assert not ties.open
    assert ties.value == before


def test_a_worse_set_from_elsewhere_is_taken():
    code = tied_codes()[0]
    errors = all_errors(code, 3)
    worst = max(errors, key=errors.__getitem__)
    ties = NearTies(Roots(code), 1.0, min(errors, key=errors.__getitem__))
    ties.consider(worst)
    assert (ties.value, ties.worst_set) == (errors[worst], worst)
    ties.consider(min(errors, key=errors.__getitem__))
    assert ties.value == errors[worst]
