"""Branch and bound and listing in turns: either proves it, and a stop claims what is proved."""

from __future__ import annotations

import time

import pytest
from nasty_codes import tied_codes
from small_codes import brute, searched_code

from adversary import error
from adversary.worst_case.listing.either import Either
from adversary.worst_case.listing.root import Roots
from adversary.worst_case.listing.search import Listing
from adversary.worst_case.result import Method
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, random_biregular

CODE = random_biregular(12, 12, 4, seed=3)
TIED = tied_codes()[1]


class Idle:
    """A search that only takes time: nothing is ever proved."""

    def __init__(self, code, start):
        self.lower, self.worst_set, self.upper = error(code, start), start, code.partitions
        self.claim, self.done, self.turns = 0, False, []

    def consider(self, silent):
        """Take every set."""
        self.worst_set = tuple(silent)

    def run(self, deadline, progress):
        """Wait for the deadline."""
        self.turns.append(deadline - time.monotonic())
        while time.monotonic() < deadline:
            time.sleep(0.001)
        if progress is not None:
            progress(0.5, self.lower, self.upper)


def either(code, s, start=None, tree=None, listing=None, enough=0):
    roots, first = Roots(code), tuple(range(s))
    return Either(
        code,
        s,
        first if start is None else start,
        tree or (lambda start: TreeSearch(code, s, start, enough=enough)),
        listing or (lambda start: Listing(code, s, start, roots, enough=enough)),
    )


@pytest.mark.parametrize("seed", range(30))
def test_every_s_against_brute_force(seed):
    code = searched_code(seed)
    for s in range(code.workers + 1):
        search = either(code, s)
        search.run(None, None)
        assert search.lower == search.upper == brute(code, s) == error(code, search.worst_set)
        assert search.method in (Method.ALL_SETS, Method.BRANCH_AND_BOUND)


def test_few_sets_are_listed_at_once():
    search = either(CODE, 5, tree=lambda _start: pytest.fail("no tree is needed"))
    search.run(None, None)
    assert search.method is Method.ALL_SETS
    assert search.upper == brute(CODE, 5)


def test_where_the_listing_gets_nowhere_the_tree_proves_it():
    stuck = Idle(CODE, tuple(range(5)))
    search = either(CODE, 5, listing=lambda _start: stuck)
    search.run(None, None)
    assert search.method is Method.BRANCH_AND_BOUND
    assert search.lower == search.upper == brute(CODE, 5)
    assert len(stuck.turns) == 1


def test_where_the_tree_gets_nowhere_the_listing_proves_it(monkeypatch):
    stuck = Idle(TIED, tuple(range(5)))
    search = either(TIED, 5, tree=lambda _start: stuck)
    monkeypatch.setattr(search, "_cost", 1.0)
    search.run(None, None)
    assert len(stuck.turns) == 1
    assert search.method is Method.ALL_SETS
    assert search.lower == search.upper == brute(TIED, 5)


def test_turns_grow_until_time_is_up_and_nothing_is_claimed():
    tree, lister = Idle(TIED, tuple(range(5))), Idle(TIED, tuple(range(5)))
    search = either(TIED, 5, tree=lambda _start: tree, listing=lambda _start: lister)
    search._cost = 0.31
    shares = []
    search.run(time.monotonic() + 2.0, lambda share, *_: shares.append(share))
    assert len(tree.turns) == 2
    assert tree.turns[1] > tree.turns[0]
    assert search.method is Method.STOPPED
    assert search.upper == TIED.partitions
    assert shares


def test_while_the_error_to_prove_is_0_nothing_is_listed():
    code = GradientCode([[1, 1]] * 12)
    search = either(code, 5, listing=lambda _start: pytest.fail("all sets are ties"))
    search.run(None, None)
    assert search.lower == search.upper == 0
    assert search.method is Method.BRANCH_AND_BOUND


def test_a_stop_before_the_start_still_has_a_bound():
    search = either(CODE, 5)
    assert search.upper == CODE.partitions
    assert search.method is Method.STOPPED
    assert search.lower == error(CODE, range(5))
    search.run(time.monotonic() - 1, None)
    assert search.lower <= brute(CODE, 5) <= search.upper


def test_what_is_enough_is_said_to_be():
    top = brute(CODE, 5)
    search = either(CODE, 5, enough=top + 1)
    search.run(None, None)
    assert search.method is Method.NO_SET_ABOVE
    assert search.upper == top + 1
    assert search.lower <= top
