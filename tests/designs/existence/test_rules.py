"""Rules: every instance builds what it claims."""

from __future__ import annotations

from collections import Counter

from definitions import is_resolved, lambdas
from questions import small_resolvable, small_strong

from designs.answers.rules import rules_of


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
