"""The listing against brute force for every s, and its manners."""

from __future__ import annotations

import time
from fractions import Fraction
from importlib import import_module

import pytest
from nasty_codes import nasty_code, tied_codes
from small_codes import brute, searched_code

from adversary import error
from adversary.worst_case.listing.root import Roots
from adversary.worst_case.listing.search import Listing, seconds_to_list
from adversary.worst_case.tree.symmetry import worker_symmetries
from designs import BadInput, GradientCode, cyclic_repetition, random_biregular

CODE = random_biregular(13, 13, 4, seed=3)


def listed(code, s, roots=None, start=None, **options):
    start = tuple(range(s)) if start is None else start
    listing = Listing(code, s, start, roots or Roots(code), **options)
    listing.run(None, None)
    return listing


def assert_right(code):
    roots = Roots(code)
    for s in range(code.workers + 1):
        listing = listed(code, s, roots)
        assert listing.done
        assert listing.lower == listing.upper == brute(code, s) == error(code, listing.worst_set)
        assert len(set(listing.worst_set)) == s


@pytest.mark.parametrize("seed", range(56))
def test_every_s_of_nasty_codes_against_brute_force(seed):
    assert_right(nasty_code(seed))


@pytest.mark.parametrize("seed", range(60))
def test_every_s_against_brute_force(seed):
    assert_right(searched_code(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 2000))
def test_many_more_against_brute_force(seed):
    assert_right(nasty_code(seed, most=9))
    assert_right(searched_code(seed))


@pytest.mark.parametrize("code", [*tied_codes()[:2], random_biregular(10, 10, 3, seed=1)], ids=str)
def test_tied_codes_against_brute_force(code):
    assert_right(code)


@pytest.mark.parametrize("code", [*tied_codes(), cyclic_repetition(11, 3, seed=1)], ids=str)
def test_symmetries_change_nothing_but_how_many_sets_are_tested(code, monkeypatch):
    module = import_module("adversary.worst_case.listing.search")
    monkeypatch.setattr(module, "_WORTH", -1.0)
    monkeypatch.setattr(module, "looked_levels", lambda _n, m, _size: min(m - 2, 3))
    generators = worker_symmetries(code)
    fewer = 0
    for s in range(3, code.workers - 2, 2):
        plain, symmetric = listed(code, s), listed(code, s, symmetries=lambda: generators)
        assert plain.lower == symmetric.lower == plain.upper == symmetric.upper
        fewer += symmetric.near_ties < plain.near_ties
    assert fewer or not generators


def test_without_time_nothing_is_claimed_and_it_can_go_on():
    listing = Listing(CODE, 6, tuple(range(6)), Roots(CODE))
    shares = []
    listing.run(time.monotonic() - 1, lambda share, *_: shares.append(share))
    assert len(shares) == 1
    assert listing.upper == CODE.partitions or listing.done
    while not listing.done:
        listing.run(time.monotonic() - 1, lambda share, *_: shares.append(share))
    assert listing.lower == listing.upper == brute(CODE, 6)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_an_interrupt_in_the_last_walk_claims_nothing(monkeypatch):
    listing = Listing(CODE, 5, tuple(range(5)), Roots(CODE))

    def interrupted(_sets):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(listing._near, "add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            listing.run(None, None)
    assert not listing.done
    assert listing.upper == CODE.partitions
    listing.run(None, None)
    assert listing.lower == listing.upper == brute(CODE, 5)


def test_enough_is_claimed_and_proved():
    top = brute(CODE, 5)
    easy = listed(CODE, 5, enough=top + 1)
    assert easy.done
    assert easy.upper == top + 1
    hard = listed(CODE, 5, enough=top * Fraction(99, 100))
    assert hard.upper == hard.lower == top


def test_rows_of_any_size():
    rows = [[10**20, 1, 0, 3], [10**20, 1, 0, 3], [1, 1, 10**9, 1], [0, 1, 1, 1], [2, 0, 0, 1],
            [10**20 + 1, 1, 0, 3], [0, 0, 0, 0]]  # fmt: skip
    assert_right(GradientCode(rows))


def test_roots_that_prove_nothing_are_refused(monkeypatch):
    roots = Roots(CODE)
    monkeypatch.setattr(roots, "of", lambda _s: None)
    with pytest.raises(BadInput, match="nearly dependent"):
        Listing(CODE, 5, tuple(range(5)), roots)


def test_the_estimate_grows_with_the_sets_of_either_side():
    assert seconds_to_list(40, 8) == seconds_to_list(40, 32) < seconds_to_list(40, 9)
    assert seconds_to_list(40, 0) == seconds_to_list(40, 40)
