"""The compiled search on any couplings: against brute force, in slices, and its log."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.worst_case.fixed.arrays import FOUND
from adversary.worst_case.fixed.open_nodes import Tree
from adversary.worst_case.fixed.records import BRANCH, FIXED, LEAF, records_of

NO_LOG = np.zeros(0, dtype=np.int64)
FAR = -(2**50)


def problem(seed, n, low=-5, high=5):
    draw = np.random.default_rng(seed)
    couplings = np.triu(draw.integers(low, high + 1, (n, n)), 1)
    return couplings + couplings.T, draw.integers(3 * low, 3 * high + 1, n)


def worth(couplings, linear, members):
    chosen = list(members)
    return int(linear[chosen].sum() + couplings[np.ix_(chosen, chosen)].sum())


def best_of(couplings, linear, s):
    return max(worth(couplings, linear, c) for c in combinations(range(len(linear)), s))


def solved(couplings, linear, s, budget=10**6, *, pairs=True, start=FAR):
    """The greatest value, by raising the target to every set that is found."""
    tree, target = Tree.root(couplings, linear, s), start
    while tree.height:
        found = tree.explore(NO_LOG, target, budget, exact=pairs)
        if found is not None:
            assert len(set(found)) == s
            assert worth(couplings, linear, found) > target
            target = worth(couplings, linear, found)
    return target, tree.nodes


def assert_solved(couplings, linear, s):
    for pairs in (True, False):
        assert solved(couplings, linear, s, pairs=pairs)[0] == best_of(couplings, linear, s)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("spread", [(-5, 5), (0, 2), (-400, 400)])
def test_the_greatest_value_is_found_whatever_the_couplings(seed, spread):
    for n, s in [(9, 4), (8, 5)]:
        assert_solved(*problem(seed, n, *spread), s)


@given(st.integers(0, 10**6), st.integers(1, 6), st.data())
def test_any_number_of_workers_may_be_chosen(seed, n, data):
    assert_solved(*problem(seed, n), data.draw(st.integers(0, n)))


def test_more_workers_than_bits_in_a_word():
    couplings, linear = problem(1, 70, 0, 3)
    assert solved(couplings, linear, 2)[0] == best_of(couplings, linear, 2)
    most = [set(range(70)) - set(out) for out in combinations(range(70), 2)]
    best = max(worth(couplings, linear, chosen) for chosen in most)
    assert solved(couplings, linear, 68, pairs=False)[0] == best


def test_slices_change_nothing():
    couplings, linear = problem(5, 24, 0, 4)
    assert solved(couplings, linear, 8, budget=1) == solved(couplings, linear, 8)


@pytest.mark.parametrize("seed", range(6))
def test_names_of_workers_do_not_matter(seed):
    couplings, linear = problem(seed, 16)
    turn = np.random.default_rng(seed).permutation(16)
    same = solved(couplings[np.ix_(turn, turn)], linear[turn], 6)[0]
    assert same == solved(couplings, linear, 6)[0]


def test_nothing_beats_the_greatest_value_and_the_log_says_why():
    couplings, linear = problem(3, 12)
    best, log = best_of(couplings, linear, 5), np.zeros(1 << 16, dtype=np.int64)
    tree = Tree.root(couplings, linear, 5)
    assert tree.explore(log, best, 10**6, exact=False) is None
    assert tree.height == tree.state[FOUND] == 0
    words = tree.take(log).tolist()
    records = list(records_of(words))
    kinds = [record[0] for record in records]
    assert kinds.count("l") == kinds.count("b") + 1
    assert {LEAF, BRANCH, FIXED} <= set(words)
    open_ = [(set(range(12)), set())]
    for record in records:
        members, silent = open_.pop()
        kind, *fields = record.split()
        if kind == "b":
            j = int(fields[0])
            open_ += [(members - {j}, silent), (members - {j}, silent | {j})]
        elif kind == "f":
            kept, out = (set(map(int, f.split(","))) if f != "-" else set() for f in fields)
            open_.append((members - kept - out, silent | out))
        else:
            below = combinations(sorted(members), 5 - len(silent))
            assert all(worth(couplings, linear, silent | set(c)) <= best for c in below)
    assert not open_


def test_a_short_log_stops_in_time():
    couplings, linear = problem(3, 12)
    best, log = best_of(couplings, linear, 5), np.zeros(200, dtype=np.int64)
    tree, words = Tree.root(couplings, linear, 5), []
    while tree.height:
        tree.explore(log, best, 10**6, exact=False)
        part = tree.take(log).tolist()
        assert 0 < len(part) <= 200
        words += part
    whole, long = Tree.root(couplings, linear, 5), np.zeros(1 << 16, dtype=np.int64)
    whole.explore(long, best, 10**6, exact=False)
    assert words == whole.take(long).tolist()
