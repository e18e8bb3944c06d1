"""Nodes handed over: all straggler sets not yet settled, and a search that goes on from there."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from small_codes import brute

from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.state import SearchState
from adversary.worst_case.tree.tree import TreeSearch
from designs import random_biregular

CODE = random_biregular(10, 10, 3, seed=1)


def below(node, s):
    """The straggler sets below an open node."""
    undecided = set(range(10)) - {*node.kept} - {*node.silent}
    more = combinations(sorted(undecided), s - len(node.silent))
    return {frozenset((*node.silent, *chosen)) for chosen in more}


@pytest.mark.parametrize("s", range(1, 9))
def test_open_nodes_are_disjoint_and_hold_what_is_not_settled(s):
    truth = Fraction(brute(CODE, s))
    state = SearchState(Matrices(CODE), s, ())
    state.aim(truth)
    open_sets = comb(10, s)
    while not state.step(1, keep=True):
        if state.asked():
            state.answer(yes=True)
        nodes = state.open_nodes()
        sets = [below(node, s) for node in nodes]
        assert sum(map(len, sets)) == len(set().union(*sets)) == sum(n.sets(s) for n in nodes)
        assert open_sets >= sum(map(len, sets))
        open_sets = sum(map(len, sets))
        assert 1 - open_sets / comb(10, s) == pytest.approx(state.fraction())
    assert state.open_nodes() == []


def test_each_open_node_can_be_searched_alone():
    search = TreeSearch(CODE, 4, tuple(range(4)))
    while not search.to_be_split(12):
        search.turn(1)
    found = [search.lower]
    for node in search.parts():
        part = TreeSearch(CODE, 4, search.worst_set, root=node, incumbent=search.incumbent)
        part.run(None, None)
        assert part.done
        assert set(part.worst_set) in below(node, 4) or part.incumbent == search.incumbent
        found.append(part.lower)
    assert max(found) == brute(CODE, 4)
