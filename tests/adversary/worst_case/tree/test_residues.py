"""Ties modulo primes: decided only as exact numbers decide them."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodes import Node, nodes

from adversary.worst_case.tree.inverse import swept
from adversary.worst_case.tree.node import PRIMES
from adversary.worst_case.tree.residues import (
    inverted,
    is_at_most,
    residues,
    sweep_modulo,
)
from adversary.worst_case.tree.silence import MOST, error_bound
from designs.algebra.arithmetic import is_prime


def test_the_primes_are_the_largest_below_the_limit():
    assert all(is_prime(p) for p in PRIMES)
    assert [p for p in range(min(PRIMES), 2**25) if is_prime(p)] == sorted(PRIMES)


@pytest.mark.parametrize("prime", [3, 7, PRIMES[0]])
def test_inverses(prime):
    assert inverted(0, prime) == 0
    assert all(x * inverted(x, prime) % prime == 1 for x in range(1, min(prime, 100)))


@given(st.lists(st.integers(0, PRIMES[0] - 1), min_size=10, max_size=10))
def test_sweeping_modulo_a_prime_is_sweeping(entries):
    rows = np.zeros((4, 4), object)
    rows[np.triu_indices(4)] = entries
    matrix = np.where(np.arange(4)[:, None] < np.arange(4), rows, rows.T)
    if not matrix[1, 1] % PRIMES[0]:
        return
    found, over = matrix.astype(np.float64), pow(int(matrix[1, 1]), -1, PRIMES[0])
    sweep_modulo(found, 1, PRIMES[0])
    for i in range(4):
        for k in range(4):
            wanted = matrix[i, k] - matrix[i, 1] * matrix[1, k] * over
            if i == 1 or k == 1:
                wanted = matrix[i, k] * over if i != k else -over
            assert int(found[i, k]) == wanted % PRIMES[0]


def decided(node, chosen, claim):
    """Whether the set is proved to be at most the claim, by residues alone."""
    node = Node(node.code, node.t, node.kept, node.silent, claim)
    found = swept(node.problem, node.stack, 0, node.undecided)
    steps, basis, spare = np.empty((MOST, 2), np.int64), found.basis, found.spare
    silent = np.flatnonzero(np.isin(basis, chosen))
    bound = error_bound(found, silent, np.flatnonzero(np.isin(spare, chosen)), steps)
    modulo = residues(node.problem, node.stack, 0, found, 1e-5)
    return is_at_most(node.problem, node.target, found, modulo, silent, steps, bound)


@given(nodes())
def test_ties_are_proved_and_nothing_else(drawn):
    node = Node(*drawn)
    for chosen in list(combinations(node.undecided.tolist(), node.t))[:10]:
        error = node.error(chosen)
        for more in (Fraction(0), Fraction(1, 10**9), Fraction(1, 10**40)):
            assert not (error > 0 and decided(node, chosen, error - error * more) and more)
        assert decided(node, chosen, error)
