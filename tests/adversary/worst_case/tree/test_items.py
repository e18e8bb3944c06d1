"""One item: its part of the proof is right whenever it ends, and it knows what others found."""

from __future__ import annotations

import pickle

import pytest

from adversary.certificate import tree_certificate, verify
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree.items import Item, Live, SearchInput, solve
from adversary.worst_case.tree.matrices import Matrices
from adversary.worst_case.tree.open_node import OpenNode
from adversary.worst_case.tree.pool import joined, places
from adversary.worst_case.tree.tree import TreeSearch
from designs import random_biregular

CODE, S = random_biregular(24, 24, 5, seed=1), 9


@pytest.fixture(scope="module")
def best():
    """The incumbent of a finished search."""
    search = TreeSearch(CODE, S, tuple(range(S)))
    search.run(None, None)
    return search.incumbent


def given(incumbent, **options):
    return SearchInput(CODE, S, Live(incumbent, **options), keep_records=True)


def root():
    return OpenNode((), (), tuple(Matrices(CODE).first_policy().tolist()))


def finished(parts, known):
    """The records of a proof once all that is open is searched, and its nodes."""
    nodes = 0
    while place := next(places(parts, 0, known.live.incumbent), None):
        result = solve(known, Item(place.node, known.live.incumbent, 10**9))
        nodes += result.nodes
        place.fill(result.parts)
    return list(joined(parts)), nodes


def assert_proves(records, incumbent):
    value, worst = incumbent
    result = WorstCase(24, 24, S, "optimal", value, value, worst, Method.BRANCH_AND_BOUND, 0.0)
    verify(tree_certificate(CODE, result, records))


@pytest.mark.parametrize("nodes", [1, 2, 5, 20])
@pytest.mark.parametrize("pieces", [1, 6])
def test_what_an_item_leaves_open_completes_its_proof(best, nodes, pieces):
    known = given(best)
    whole = solve(known, Item(root(), best, 10**9))
    result = solve(known, Item(root(), best, nodes, pieces))
    left = list(places(result.parts, 0, best))
    assert nodes <= result.nodes < whole.nodes
    assert len(left) >= max(2, pieces)
    records, more = finished(result.parts, known)
    assert result.nodes + more == pytest.approx(whole.nodes, rel=0.05)
    assert_proves(records, best)


@pytest.mark.parametrize("turns", range(1, 40, 3))
def test_an_interrupt_keeps_what_is_proved(best, monkeypatch, turns):
    turn, left = TreeSearch.turn, [turns]

    def interrupted(self, _nodes):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return turn(self, 1)

    known = given(best)
    with monkeypatch.context() as patch:
        patch.setattr(TreeSearch, "turn", interrupted)
        result = solve(known, Item(root(), best, 10**9))
    assert result.interrupted
    assert_proves(finished(result.parts, known)[0], best)


@pytest.mark.parametrize("options", [{"seconds": 0.0}, {}])
def test_no_time_leaves_all_of_it(best, options):
    known = given(best, stopped=not options)
    result = solve(known, Item(root(), best, 100, **options))
    assert result.parts == [root()]
    assert result.nodes == 0


def test_a_better_incumbent_is_taken_over_and_offered(best):
    poor = (0, tuple(range(S)))
    known = given(best)
    assert solve(known, Item(root(), poor, 1)).incumbent == best
    known.live.incumbent = poor
    assert solve(known, Item(root(), poor, 10**9)).incumbent == known.live.incumbent
    assert known.live.incumbent[0] == best[0]
    known.live.shares, known.live.incumbent = False, best
    assert solve(known, Item(root(), poor, 1)).incumbent[0] < best[0]


def test_what_a_process_is_sent(best):
    known = pickle.loads(pickle.dumps(given(best, shares=False)))
    assert known.code == CODE
    assert (known.live.incumbent, known.live.shares, known.live.stopped) == (best, False, False)
    item = Item(root(), best, 50)
    assert solve(known, item).nodes == solve(given(best), pickle.loads(pickle.dumps(item))).nodes
