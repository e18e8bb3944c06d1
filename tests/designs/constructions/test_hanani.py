"""Hanani's theorems for k = 4 and 5: a plan for every admissible order, and plans that build."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from designs import Parameters, Recipe
from designs.algebra.arithmetic import least_lambda
from designs.constructions.hanani import instances, plan


def admissible(v, k, lam):
    """Counting through a point, and in all; no code of ours."""
    return (lam * (v - 1) % (k - 1), lam * v * (v - 1) % (k * (k - 1))) == (0, 0)


def covers(blocks, v, k, lam):
    counts = dict.fromkeys(combinations(range(v), 2), 0)
    for block in blocks:
        assert len(set(block)) == k
        for pair in combinations(sorted(block), 2):
            counts[pair] += 1
    return set(counts.values()) == {lam}


@pytest.mark.parametrize(("k", "exceptions"), [(4, set()), (5, {(15, 2)})])
def test_every_admissible_order_has_a_plan(k, exceptions):
    for v in range(k, 1200):
        for lam in (d for d in range(1, k * (k - 1) + 1) if k * (k - 1) % d == 0):
            planned = plan(Parameters(v, k, lam)) is not None
            assert planned == (admissible(v, k, lam) and (v, lam) not in exceptions), (v, lam)


def test_a_sample_of_plans_builds():
    generator = random.Random(1975)
    rules = set()
    for k in (4, 5):
        for v in generator.sample(range(20, 100), 8):
            p = Parameters(v, k, least_lambda(v, k))
            recipe = plan(p).recipe
            assert Recipe.from_json(recipe.to_json()) == recipe
            assert covers(recipe.build().blocks, v, k, p.lam)
            rules.add(recipe.rule)
    assert rules >= {"inflated", "weighted-transversal-design", "prescribed-group"}


@pytest.mark.parametrize(("v", "k", "lam"), [(496, 4, 1), (505, 5, 1), (231, 5, 2), (175, 5, 2)])
def test_larger_plans_build(v, k, lam):
    assert plan(Parameters(v, k, lam)).recipe.build().parameters() == Parameters(v, k, lam)


def test_huge_orders_are_planned():
    generator = random.Random(5)
    for v in generator.sample(range(10**11, 10**12), 20):
        for k in (4, 5):
            p = Parameters(v, k, least_lambda(v, k))
            assert next(instances(p)).parameters == p
    assert not list(instances(Parameters(10**12 + 1, 4, 6)))
    assert not list(instances(Parameters(66, 6, 1)))
    assert not list(instances(Parameters(14, 4, 1)))
