"""Every construction, rebuilt from its recipe and counted by hand."""

from __future__ import annotations

from itertools import combinations

import pytest

from designs import BadInput, Exists, Parameters, Recipe, exists
from designs.answers.registry import constructions
from designs.answers.rules import rules_of


def is_design(blocks, v, k, lam):
    """The definition, word by word; no code of ours."""
    counts = dict.fromkeys(combinations(range(v), 2), 0)
    for block in blocks:
        if len(set(block)) != k:
            return False
        for pair in combinations(sorted(block), 2):
            counts[pair] += 1
    return set(counts.values()) == {lam}


def small_resolvable():
    for v in range(3, 26):
        for k in range(2, v):
            for lam in range(1, 7):
                yield Parameters(v, k, lam)


def test_every_instance_builds_what_it_claims():
    built = 0
    for p in small_resolvable():
        for rule in rules_of("2-design").direct.values():
            for found in rule(p):
                assert is_design(found.recipe.build().blocks, p.v, p.k, p.lam), found
                built += 1
    assert built >= 70


def test_every_answer_rebuilds_from_its_json():
    rules = set()
    for p in small_resolvable():
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
