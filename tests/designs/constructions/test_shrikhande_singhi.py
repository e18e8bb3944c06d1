"""Symmetric designs of a planar difference set and cyclotomic classes."""

from __future__ import annotations

import pytest
from definitions import is_symmetric

from designs import BadInput, Exists, exists
from designs.constructions.shrikhande_singhi import shrikhande_singhi


@pytest.mark.parametrize(("q", "expected"), [(2, (31, 10, 3)), (3, (69, 17, 4)), (5, (223, 37, 6))])
def test_any_two_blocks_meet_equally(q, expected):
    assert is_symmetric(shrikhande_singhi(q), *expected)
    assert isinstance(exists(*expected), Exists)


@pytest.mark.parametrize("q", [2, 3])
def test_translations_of_all_copies_at_once_are_automorphisms(q):
    design, n = shrikhande_singhi(q), q * q + q + 1
    copies = (q + 2) * n
    move = [n * (p // n) + (p + 1) % n if p < copies else p for p in range(design.points)]
    moved = sorted(tuple(sorted(move[p] for p in block)) for block in design.blocks)
    assert moved == list(design.blocks)


@pytest.mark.parametrize("q", [1, 4, 6, 7])
def test_orders_that_there_are_not(q):
    with pytest.raises(BadInput, match=f"q must be a prime power and .* prime, got q={q}"):
        shrikhande_singhi(q)
