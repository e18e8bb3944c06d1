"""Difference sets: counted by hand, and against all primes and sets of residues."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from definitions import is_design

from designs import BadInput
from designs.algebra.arithmetic import is_prime
from designs.constructions.difference_sets import (
    hall,
    paley,
    power_residues,
    singer,
    twin_prime_power,
)


@pytest.mark.parametrize(
    ("build", "arguments", "expected"),
    [
        (singer, (2, 2), (7, 3, 1)),
        (singer, (2, 3), (13, 4, 1)),
        (singer, (2, 4), (21, 5, 1)),
        (singer, (3, 3), (40, 13, 4)),
        (singer, (4, 2), (31, 15, 7)),
        (singer, (2, 8), (73, 9, 1)),
        (paley, (7,), (7, 3, 1)),
        (paley, (11,), (11, 5, 2)),
        (paley, (27,), (27, 13, 6)),
        (twin_prime_power, (3,), (15, 7, 3)),
        (twin_prime_power, (5,), (35, 17, 8)),
        (twin_prime_power, (7,), (63, 31, 15)),
        (power_residues, (37, 4, False), (37, 9, 2)),
        (power_residues, (13, 4, True), (13, 4, 1)),
        (power_residues, (73, 8, False), (73, 9, 1)),
        (hall, (31,), (31, 15, 7)),
        (hall, (43,), (43, 21, 10)),
    ],
)
def test_difference_sets(build, arguments, expected):
    design = build(*arguments)
    assert is_design(design.blocks, *expected)
    assert design.automorphisms


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (singer, (2, 6)),
        (singer, (1, 2)),
        (paley, (13,)),
        (paley, (15,)),
        (paley, (3,)),
        (twin_prime_power, (4,)),
        (twin_prime_power, (13,)),
        (power_residues, (37, 5, False)),
        (hall, (37,)),
    ],
)
def test_orders_that_there_are_not(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)


def is_difference_set(residues, modulus):
    differences = Counter((x - y) % modulus for x, y in permutations(residues, 2))
    return len(differences) == modulus - 1 and len(set(differences.values())) == 1


@pytest.mark.parametrize("exponent", [4, 8])
@pytest.mark.parametrize("zero", [False, True])
def test_power_residues_are_a_difference_set_only_as_the_theorem_says(exponent, zero):
    found = 0
    for p in (p for p in range(17, 400) if is_prime(p) and p % exponent == 1):
        residues = {pow(x, exponent, p) for x in range(0 if zero else 1, p)}
        if is_difference_set(residues, p):
            assert tuple(sorted(residues)) in power_residues(p, exponent, zero).blocks
            found += 1
        else:
            with pytest.raises(BadInput, match=f"{p} is not one of them"):
                power_residues(p, exponent, zero)
    assert found or (exponent, zero) == (8, True)


@pytest.mark.parametrize(
    ("dimension", "order", "prime"), [(2, 3, 3), (2, 4, 2), (2, 8, 2), (3, 3, 3), (4, 2, 2)]
)
def test_the_characteristic_multiplies_singer_s_difference_set(dimension, order, prime):
    """Hall's multiplier theorem: it maps the difference set to a translate of itself."""
    design = singer(dimension, order)
    moved = [tuple(sorted(prime * x % design.points for x in b)) for b in design.blocks]
    assert sorted(moved) == list(design.blocks)
