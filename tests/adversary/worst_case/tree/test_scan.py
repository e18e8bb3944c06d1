"""The scan of the last levels: it ends a node exactly if no set of it exceeds the claim."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from nodes import Node, nodes

from adversary.worst_case.tree import scan as scan_module
from adversary.worst_case.tree.scan import GIVEN_UP, GOOD, WORSE, following, scan, worth_scanning
from adversary.worst_case.tree.silence import MOST
from designs import GradientCode, block_design, random_biregular


def scanned(node, claim):
    """What a scan finds, and the sets that it lists."""
    node = Node(node.code, node.t, node.kept, node.silent, claim)
    sets = np.full((60, node.t), -1)
    found = scan(node.problem, node.stack, node.target, 0, node.undecided, sets)
    listed = sets[:1] if found == WORSE else sets[1 : max(found, 0) + 1]
    return found, [tuple(sorted(row)) for row in listed.tolist()]


def errors(node):
    return {chosen: node.error(chosen) for chosen in combinations(node.undecided.tolist(), node.t)}


def check(node):
    exact = errors(node)
    worst = max(exact.values())
    assert scanned(node, worst)[0] == GOOD
    assert scanned(node, worst + 1)[0] == GOOD
    for less in (Fraction(1, 10**3), Fraction(1, 10**9), Fraction(1, 10**30)):
        found, listed = scanned(node, worst * (1 - less))
        assert found != GOOD or not worst
        assert (
            found == GIVEN_UP or not worst or max(exact[one] for one in listed) > worst * (1 - less)
        )
    for value in sorted({*exact.values()} - {worst})[-4:]:
        found, listed = scanned(node, value)
        assert found == WORSE or worst - value < Fraction(1, 1000)
        assert found == GIVEN_UP or max(exact[one] for one in listed) > value


@given(nodes())
def test_a_node_ends_exactly_if_all_its_sets_are_good_enough(drawn):
    check(Node(*drawn))


@pytest.mark.parametrize("t", range(1, MOST + 1))
def test_random_codes_and_spare_workers(t):
    check(Node(random_biregular(14, 14, 4, seed=2), t, (0, 3), (1,)))
    code = GradientCode(np.array(block_design(9, 3, 1).encoding).T.tolist())
    check(Node(code, t, (4,), (0, 1, 2)))


def test_few_sets_are_worth_scanning():
    for t in range(MOST + 1):
        for c in range(t, 70):
            assert worth_scanning(c, t, 0) == (t > 0 and comb(c, t) <= scan_module._MOST_SETS)
    assert not worth_scanning(5, MOST + 1, 0)


def test_all_sets_follow_in_order():
    for n, m in [(5, 0), (5, 2), (6, 3), (4, 4)]:
        chosen, found = np.arange(m), []
        while True:
            found.append(tuple(chosen.tolist()))
            if not following(chosen, n):
                break
        assert found == list(combinations(range(n), m))
