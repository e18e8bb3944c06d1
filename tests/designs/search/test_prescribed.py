"""The search for designs with a prescribed group: what it finds, and what it refuses."""

from __future__ import annotations

from itertools import combinations, islice

import pytest

from designs import BadInput, Parameters
from designs.constructions.action import develop_under
from designs.constructions.prescribed import parse
from designs.search.prescribed import search

FANO = Parameters(7, 3, 1)


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (16, 6, 2), (10, 4, 2)])
def test_the_search_finds_what_is_there(parameters):
    p = Parameters(*parameters)
    entry = next(found for found in islice(search(p, seed=3), 4000) if found)
    assert entry.parameters == p
    assert next(parse([entry.line()])) == entry
    blocks = develop_under(entry.action, entry.base).blocks
    for pair in combinations(range(p.v), 2):
        assert sum(set(pair) <= set(block) for block in blocks) == p.lam


def test_the_same_seed_finds_the_same():
    first, second = ([e and e.line() for e in islice(search(FANO, 5), 6)] for _ in range(2))
    assert first == second


def test_nothing_is_searched_for_in_vain():
    with pytest.raises(BadInput, match="Bruck-Ryser-Chowla"):
        next(search(Parameters(22, 7, 2)))
