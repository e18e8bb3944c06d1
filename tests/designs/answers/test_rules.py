"""Rules by kind of parameters: entered by decorators, in the order that is arranged."""

from __future__ import annotations

import pytest
from questions import small_resolvable

from designs.answers.rules import (
    arrange,
    direct_rule,
    recursive_rule,
    resolved_rule,
    rules_of,
)


@pytest.fixture
def clean():
    """Takes out whatever a test has entered, and puts the order back."""
    before = {kind: rules_of(kind) for kind in ("2-design", "t-design", "resolvable")}
    kept = {kind: (dict(r.direct), dict(r.recursive)) for kind, r in before.items()}
    yield
    for kind, (direct, recursive) in kept.items():
        for now, then in ((before[kind].direct, direct), (before[kind].recursive, recursive)):
            now.clear()
            now.update(then)


@pytest.mark.usefixtures("clean")
def test_a_rule_is_entered_for_its_kinds_alone_and_stays_what_it_is():
    def nothing(_):
        return iter(())

    assert direct_rule("mine", "2-design", "resolvable")(nothing) is nothing
    assert recursive_rule("mine too", "t-design")(nothing) is nothing
    assert rules_of("2-design").direct["mine"] is nothing
    assert rules_of("resolvable").direct["mine"] is nothing
    assert "mine" not in rules_of("t-design").direct
    assert rules_of("t-design").recursive["mine too"] is nothing


@pytest.mark.usefixtures("clean")
def test_the_order_is_as_arranged_and_the_rest_keeps_its_own():
    direct, recursive = list(rules_of("2-design").direct), list(rules_of("2-design").recursive)
    arrange("2-design", [direct[-1], direct[2]], recursive[::-1])
    rest = [name for name in direct if name not in (direct[-1], direct[2])]
    assert list(rules_of("2-design").direct) == [direct[-1], direct[2], *rest]
    assert list(rules_of("2-design").recursive) == recursive[::-1]


@pytest.mark.usefixtures("clean")
def test_a_name_that_no_rule_has_cannot_be_arranged():
    with pytest.raises(KeyError, match="no such rule"):
        arrange("2-design", ["no such rule"], [])


@pytest.mark.usefixtures("clean")
def test_a_resolved_rule_takes_the_designs_of_one_construction():
    plain = rules_of("2-design").direct["projective and affine geometries"]
    assert resolved_rule("planes", "affine-geometry")(plain) is plain
    planes, none = rules_of("resolvable").direct["planes"], []
    resolved_rule("others", "no-such-construction")(plain)
    for p in small_resolvable(17):
        expected = [x for x in plain(p.balanced) if x.recipe.rule == "affine-geometry"]
        assert [x.parameters for x in planes(p)] == [p] * len(expected)
        assert [x.recipe for x in planes(p)] == [x.recipe for x in expected]
        none += rules_of("resolvable").direct["others"](p)
    assert none == []
