"""Every construction, rebuilt from its recipe and counted by hand."""

from __future__ import annotations

from itertools import combinations

import pytest

from designs import BadInput, Exists, Parameters, Recipe, exists
from designs.algebra.arithmetic import gaussian_binomial
from designs.answers.registry import constructions
from designs.answers.rules import rules_of
from designs.constructions.difference import AbelianGroup, develop
from designs.constructions.difference_sets import (
    hall,
    paley,
    power_residues,
    singer,
    twin_prime_power,
)
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.prescribed import parse, prescribed_group, table


def is_design(blocks, v, k, lam):
    """The definition, word by word; no code of ours."""
    counts = dict.fromkeys(combinations(range(v), 2), 0)
    for block in blocks:
        if len(set(block)) != k:
            return False
        for pair in combinations(sorted(block), 2):
            counts[pair] += 1
    return set(counts.values()) == {lam}


@pytest.mark.parametrize(
    ("n", "q", "d"),
    [(2, 2, 1), (2, 3, 1), (2, 4, 1), (2, 5, 1), (2, 9, 1), (3, 2, 1), (3, 2, 2), (3, 3, 1),
     (3, 3, 2), (4, 2, 1), (4, 2, 2), (4, 2, 3), (5, 2, 4), (3, 4, 2)],
)  # fmt: skip
def test_projective_geometries(n, q, d):
    design = projective_geometry(n, q, d)
    v, k = gaussian_binomial(n + 1, 1, q), gaussian_binomial(d + 1, 1, q)
    assert len(design.blocks) == gaussian_binomial(n + 1, d + 1, q)
    assert is_design(design.blocks, v, k, gaussian_binomial(n - 1, d - 1, q))


@pytest.mark.parametrize(
    ("n", "q", "d"),
    [(2, 2, 1), (2, 3, 1), (2, 4, 1), (2, 7, 1), (2, 9, 1), (3, 2, 1), (3, 2, 2), (3, 3, 1),
     (3, 3, 2), (4, 2, 2), (3, 4, 1)],
)  # fmt: skip
def test_affine_geometries(n, q, d):
    design = affine_geometry(n, q, d)
    lam = gaussian_binomial(n - 1, d - 1, q)
    assert len(design.blocks) == q ** (n - d) * gaussian_binomial(n, d, q)
    assert is_design(design.blocks, q**n, q**d, lam)


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
        (twin_prime_power, (4,)),
        (twin_prime_power, (7 + 6,)),
        (power_residues, (41, 4, False)),
        (power_residues, (37, 5, False)),
        (hall, (37,)),
        (projective_geometry, (2, 6, 1)),
        (projective_geometry, (2, 2, 2)),
        (affine_geometry, (2, 2, 0)),
    ],
)
def test_constructions_refuse_what_they_cannot_do(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)


def test_known_base_blocks():
    assert is_design(develop((7,), [(0, 1, 3)]).blocks, 7, 3, 1)
    assert is_design(develop((13,), [(0, 1, 3, 9)]).blocks, 13, 4, 1)
    assert is_design(develop((11,), [(1, 3, 4, 5, 9)]).blocks, 11, 5, 2)


def test_short_orbits_are_developed_once():
    design = develop((6,), [(0, 3)])
    assert design.blocks == ((0, 3), (1, 4), (2, 5))


def test_a_family_that_is_none_is_refused():
    with pytest.raises(BadInput, match="equally often"):
        prescribed_group((7,), 1, 0, (), [(0, 1, 2)])


def test_group_addition_is_componentwise():
    group = AbelianGroup((2, 3, 5))
    for a in range(30):
        for b in range(30):
            left, right = group.coordinates(a), group.coordinates(b)
            total = (left + right) % [2, 3, 5]
            assert (group.coordinates(int(group.add(a, b))) == total).all()


@pytest.mark.parametrize("p", table(), ids=str)
def test_every_line_of_the_table_is_a_design(p):
    entry = table()[p]
    assert is_design(entry.recipe().build().blocks, p.v, p.k, p.lam)
    assert next(parse([entry.line()])) == entry


def small_parameters():
    for v in range(3, 26):
        for k in range(2, v):
            for lam in range(1, 7):
                yield Parameters(v, k, lam)


def test_every_instance_builds_what_it_claims():
    built = 0
    for p in small_parameters():
        for rule in rules_of("2-design").direct.values():
            for found in rule(p):
                assert is_design(found.recipe.build().blocks, p.v, p.k, p.lam), found
                built += 1
    assert built >= 70


def test_every_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_parameters():
        match exists(p.v, p.k, p.lam):
            case Exists(recipe=recipe):
                again = Recipe.from_json(recipe.to_json())
                assert again == recipe
                assert eval(repr(recipe)) == recipe
                assert is_design(again.build().blocks, p.v, p.k, p.lam)
                rules.add(recipe.rule)
    assert rules >= {"complete", "projective-geometry", "affine-geometry", "prescribed-group",
                     "complement", "multiple", "residual", "paley"}  # fmt: skip
    assert rules <= set(constructions())


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"rule": 3},
        [],
        {"rule": "no-such-rule"},
        {"rule": "complete", "points": 2},
        {"rule": "complete", "points": 4, "size": 3, "more": 1},
        {"rule": "multiple", "of": 5, "times": 2},
        {"rule": "singer", "dimension": 2, "order": 1},
    ],
)
def test_malformed_recipes(value):
    with pytest.raises(BadInput):
        Recipe.from_json(value).build()
