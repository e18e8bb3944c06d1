"""What a silent set costs: never less than the exact error, and hardly more."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from nodes import Node, nodes

from adversary.worst_case.tree.inverse import swept
from adversary.worst_case.tree.silence import MOST, error_bound
from designs import GradientCode, block_design


def bounds(node):
    """Each set of t undecided workers, the bound on its error, and its error."""
    found = swept(node.problem, node.stack, 0, node.undecided)
    places = {int(w): i for i, w in enumerate(found.basis)}
    spare = {int(w): i for i, w in enumerate(found.spare)}
    for chosen in combinations(node.undecided.tolist(), node.t):
        silent = np.array([places[w] for w in chosen if w in places], np.int64)
        gone = np.array([spare[w] for w in chosen if w in spare], np.int64)
        steps = np.empty((MOST, 2), np.int64)
        bound = error_bound(found, silent, gone, steps)
        assert sorted(steps[: len(silent), 1]) == list(range(len(silent)))
        yield chosen, bound, node.error(chosen)


@given(nodes())
def test_bounds_are_above_the_exact_error_and_close(drawn):
    for _, bound, error in bounds(Node(*drawn)):
        assert error <= Fraction(bound) <= error + Fraction(1, 10**5)


@pytest.mark.parametrize("t", range(1, MOST + 1))
def test_spare_workers_take_the_place_of_silent_ones(t):
    """In the dual of an affine plane, 12 rows of rank 9, hardly any small set costs anything."""
    code = GradientCode(np.array(block_design(9, 3, 1).encoding).T.tolist())
    found = list(bounds(Node(code, t, silent=(0, 1))))
    assert len({error for _, _, error in found}) >= min(t, 2)
    for _, bound, error in found:
        assert error <= Fraction(bound) <= error + Fraction(1, 10**8)
