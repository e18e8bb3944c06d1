"""Tactical decompositions against brute force, and the designs they find."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import ROOT

from designs import BadInput, Parameters
from designs.constructions.action import Action, develop_under
from designs.errors import Unavailable
from designs.search.offline import selections as module
from designs.search.offline.decomposition import Decomposition
from designs.search.offline.indexing import base_blocks, index
from designs.search.offline.orbit_matrices import orbit_matrices
from designs.search.offline.selections import selections
from designs.search.offline.tactical import tactical

SCRIPT = ROOT / "designs" / "search" / "offline" / "find_tactical.py"

SMALL = [
    Decomposition(Parameters(7, 3, 1), 3, 1, 1, 1),
    Decomposition(Parameters(6, 3, 2), 5, 1, 1, 0),
    Decomposition(Parameters(9, 3, 1), 3, 1, 0, 3),
    Decomposition(Parameters(8, 4, 3), 7, 2, 1, 0),
    Decomposition(Parameters(11, 5, 2), 5, 1, 1, 1),
    Decomposition(Parameters(15, 7, 3), 7, 2, 1, 1),
    Decomposition(Parameters(13, 4, 1), 3, 1, 1, 1),
]


def is_design(points, blocks, k, lam):
    pairs = Counter(pair for block in blocks for pair in combinations(sorted(block), 2))
    sized = all(len(block) == len(set(block)) == k for block in blocks)
    return sized and all(pairs[pair] == lam for pair in combinations(range(points), 2))


def translates(block, shape):
    """Every block of an orbit, element by element."""
    m, moved = shape.modulus, shape.modulus * shape.copies
    turned = [
        frozenset(x // m * m + (x + d) % m if x < moved else x for x in block) for d in range(m)
    ]
    return list(dict.fromkeys(turned))


options = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=4),
    min_size=1,
    max_size=5,
)


@given(options, st.integers(0, 8), st.integers(0, 8))
def test_selections_are_all_choices_with_that_sum(columns, first, second):
    expected = {
        choice
        for choice in product(*(range(len(column)) for column in columns))
        if [sum(c[i][d] for c, i in zip(columns, choice, strict=True)) for d in (0, 1)]
        == [first, second]
    }
    found = selections([np.array(column) for column in columns], np.array([first, second]))
    assert sorted(map(tuple, found.tolist())) == sorted(expected)


def test_too_many_selections_are_refused(monkeypatch):
    monkeypatch.setattr(module, "_MOST", 10)
    column = np.arange(4)[:, None]
    with pytest.raises(Unavailable):
        selections([column, column, column], np.array([5]))


def satisfies_the_equations(shape, matrix):
    """The equations of a tactical decomposition, orbit by orbit, from their general form."""
    p, m = shape.parameters, shape.modulus
    points = [m] * shape.copies + [1] * shape.fixed_points
    blocks = [m] * shape.orbits + [1] * shape.fixed_blocks
    for i, row in enumerate(matrix):
        if sum(a * w for a, w in zip(row, blocks, strict=True)) != p.r * points[i]:
            return False
        for j, other in enumerate(matrix):
            met = sum(a * c * w for a, c, w in zip(row, other, blocks, strict=True))
            if met != points[i] * points[j] * p.lam + (i == j) * points[i] * (p.r - p.lam):
                return False
    return all(sum(column) == p.k for column in zip(*matrix, strict=True))


def whole(shape, rows, fixed):
    """Numbers of points everywhere: m where a fixed block contains a copy."""
    scale = [1] * shape.orbits + [shape.modulus] * shape.fixed_blocks
    return [*(rows * scale).tolist(), *fixed.tolist()]


@pytest.mark.parametrize("shape", SMALL, ids=str)
def test_orbit_matrices_satisfy_the_equations(shape):
    found = 0
    for seed in range(6):
        for rows, fixed in orbit_matrices(shape, np.random.default_rng(seed)):
            assert satisfies_the_equations(shape, whole(shape, rows, fixed))
            found += 1
    assert found


def test_all_orbit_matrices_are_found():
    shape = SMALL[0]
    entries = [range(4), range(4), (0, 3)]
    expected = {
        (frozenset(matrix[:2]), matrix[2])
        for matrix in product(product(*entries), product(*entries), product((0, 1), repeat=3))
        if satisfies_the_equations(shape, matrix)
    }
    found = set()
    for seed in range(40):
        for rows, fixed in orbit_matrices(shape, np.random.default_rng(seed)):
            *copies, last = map(tuple, whole(shape, rows, fixed))
            found.add((frozenset(copies), last))
    assert found == expected


def can_be_indexed(shape, rows, fixed):
    """By trying all subsets in all places."""
    m = shape.modulus
    subsets = {s: list(map(tuple, sets)) for s, sets in shape.subsets().items()}
    for choice in product(*(subsets[a] for row in rows[:, : shape.orbits].tolist() for a in row)):
        sets = np.array(choice).reshape(shape.copies, shape.orbits, m)
        base = base_blocks(shape, rows, fixed, sets)
        blocks = [moved for block in base for moved in translates(block, shape)]
        if is_design(shape.parameters.v, blocks, shape.parameters.k, shape.parameters.lam):
            return True
    return False


# The group of 2-(15,7,3) is GL(4,2), which has no dihedral group of order 14: no indexing there.
DIHEDRAL = Decomposition(Parameters(15, 7, 3), 7, 6, 1, 1)


@pytest.mark.parametrize("shape", [*SMALL[:4], SMALL[5], DIHEDRAL], ids=str)
def test_indexing_finds_a_design_just_if_there_is_one(shape):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        for rows, fixed in orbit_matrices(shape, rng):
            sets = index(shape, rows, rng)
            assert (sets is not None) == can_be_indexed(shape, rows, fixed)
            break


@pytest.mark.parametrize(
    "shape",
    [
        *SMALL,
        Decomposition(Parameters(25, 9, 3), 3, 1, 1, 1),
        Decomposition(Parameters(25, 10, 6), 5, 4),
        Decomposition(Parameters(31, 10, 3), 7, 1, 3, 3),
        Decomposition(Parameters(36, 15, 6), 9, 8),
        Decomposition(Parameters(36, 15, 8), 12, 5),
        Decomposition(Parameters(61, 16, 4), 15, 4, 1, 1),
        Decomposition(Parameters(66, 26, 10), 11, 3),
        Decomposition(Parameters(78, 22, 6), 13, 3),
        Decomposition(Parameters(79, 27, 9), 13, 3, 1, 1),
    ],
    ids=str,
)
def test_designs_with_a_prescribed_group(shape):
    p = shape.parameters
    blocks = [moved for block in tactical(shape) for moved in translates(block, shape)]
    assert len(blocks) == p.b
    assert is_design(p.v, blocks, p.k, p.lam)


def test_the_same_seed_finds_the_same_design():
    assert tactical(SMALL[6], seed=3) == tactical(SMALL[6], seed=3)


def test_a_design_that_cannot_be_is_not_found():
    with pytest.raises(Unavailable, match="3 rounds"):
        tactical(Decomposition(Parameters(22, 7, 2), 3, 1, 1, 1), rounds=3)


def test_the_multiplier_is_an_automorphism():
    shape = Decomposition(Parameters(13, 4, 1), 13, 3)
    assert len(develop_under(shape.action(), tactical(shape)).automorphisms) == 2
    assert shape.action() == Action((13,), 1, 0, (((3,), (0,)),))


@pytest.mark.parametrize("arguments", [(3, 1, 0, 1), (3, 1, 1, 0), (3, 3, 1, 1), (1,), (3, 1, 10)])
def test_malformed_decompositions(arguments):
    with pytest.raises(BadInput):
        Decomposition(Parameters(7, 3, 1), *arguments)


def test_the_script_prints_a_design():
    words = ["31", "10", "3", "--group", "7", "--fixed", "3"]
    run = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, check=True)
    parameters, group, base = run.stdout.decode().split("|")
    assert parameters.split() == ["31", "10", "3"]
    assert group.strip() == "Z_7 copies 4 fixed 3 multiplier 1"
    blocks = [tuple(map(int, block.split())) for block in base.split(";")]
    design = develop_under(Action((7,), 4, 3), blocks)
    assert is_design(31, design.blocks, 10, 3)
