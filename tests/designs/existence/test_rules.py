"""Rules: every instance builds what it claims; names, first instances and reductions of all."""

from __future__ import annotations

from collections import Counter

import pytest
from definitions import is_resolved, lambdas
from questions import small_resolvable, small_strong

from designs import Parameters
from designs.answers.rules import rules_of
from designs.existence.rules import direct, names, reductions


def test_every_instance_of_a_resolvable_rule_builds_what_it_claims():
    families = Counter()
    for p in small_resolvable():
        for name, family in rules_of("resolvable").direct.items():
            for found in family(p):
                if p.b * p.k <= 5000:
                    assert is_resolved(found.recipe.build(), p.v, p.k, p.lam), found
                    families[name] += 1
    assert set(families) >= set(rules_of("resolvable").direct) - {"maximal arcs"}


def test_every_instance_of_a_t_design_rule_builds_what_it_claims():
    rules = Counter()
    for p in small_strong(19):
        for family in rules_of("t-design").direct.values():
            for found in family(p):
                if p.b <= 600:
                    design = found.recipe.build()
                    assert lambdas(design, p.t) == {p.lam}, found
                    assert design.block_sizes() == (p.k,)
                    rules[found.recipe.rule] += 1
    assert {"complete", "witt", "hadamard-3", "spherical-geometry", "affine-geometry",
            "quadruple-system", "projective-line"} <= set(rules)  # fmt: skip


@pytest.mark.parametrize("p", [Parameters(7, 3, 1), Parameters(8, 4, 1, t=3),
                               Parameters(9, 3, 1, resolvable=True)])  # fmt: skip
def test_the_names_are_those_of_all_rules_of_the_kind(p):
    rules = rules_of(p.kind)
    assert names(p) == (*rules.direct, *rules.recursive)
    assert len(set(names(p))) == len(names(p))


def test_a_direct_answer_is_the_first_instance_of_any_rule():
    found = 0
    for p in (*small_resolvable(12), *small_strong(9)):
        first = [x for rule in rules_of(p.kind).direct.values() for x in rule(p)][:1]
        assert [x for x in [direct(p)] if x is not None] == first
        found += bool(first)
    assert found > 20


def test_reductions_are_those_of_every_recursive_rule():
    for p in (Parameters(7, 3, 6), Parameters(7, 4, 2), Parameters(9, 3, 2, resolvable=True)):
        each = [r.needs for rule in rules_of(p.kind).recursive.values() for r in rule(p)]
        assert [r.needs for r in reductions(p)] == each
        assert each
