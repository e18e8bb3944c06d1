"""Settings: what is written as text, what goes with a code, baselines beside a run."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import pytest

from adversary.run.rules import AllGroups, Decodable, OneLevel
from adversary.run.settings import RULES, Settings, rule_of
from adversary.tasks.task import tiny
from designs import BadInput, block_design, fractional_repetition, uncoded
from designs.codes.nested import nested_cyclic


def test_a_header_has_every_logged_setting_in_its_place():
    """Logs of before are resumed and reported: their keys are these, in this order."""
    header = Settings(1, delays="exponential:mean=0.5", seed=3).fitted(uncoded(2))
    told = header.header(uncoded(2), tiny(2))
    assert list(told) == [
        "code", "identity", "workers", "partitions", "levels", "data", "dimension", "rows",
        "stragglers", "attack", "fault", "decoder", "optimiser", "rate", "policy", "enough",
        "deadline", "accept_fewer", "engine", "seed", "delays", "delay_seed",
    ]  # fmt: skip
    assert (told["enough"], told["policy"], told["levels"]) == (1, "newest", None)
    assert (told["delays"], told["delay_seed"]) == ("Exponential(mean=0.5, shift=0.0)", 3)
    assert told["rate"] == tiny(2).rate


def test_a_nested_scheme_has_settings_of_its_own():
    scheme = nested_cyclic(4, [0, 2])
    fit = Settings(2).fitted(scheme)
    assert (fit.policy, fit.enough.scheme) == ("abandon", scheme)
    assert fit.header(scheme, tiny(4))["levels"] == [0, 2]
    assert fit.decoder_of(scheme).certifiable == "optimal"
    assert isinstance(Settings(2).decoder_of(uncoded(4)), OneLevel)


def test_every_setting_but_the_silenced_is_an_option():
    told = {f.name: f.metadata for f in fields(Settings)}
    assert {name for name, metadata in told.items() if not metadata} == {"silence"}
    assert all(m["help"] for m in told.values() if m)


def test_probabilities_are_one_for_all_or_one_for_each():
    each = Settings(0, probabilities="1/4,1/3").fitted(uncoded(2)).probabilities
    assert each == [Fraction(1, 4), Fraction(1, 3)]
    assert Settings(0, probabilities="0.5").fitted(uncoded(2)).probabilities == [Fraction(1, 2)] * 2
    for text in ("x", "1/0", "1/4,"):
        with pytest.raises(BadInput, match="like 1/4 or 1/4,1/3"):
            Settings(0, probabilities=text).fitted(uncoded(2))


def test_rules_by_name():
    code = block_design(7, 3, 1)
    assert rule_of("first", code, 2) == (5, False)
    assert rule_of("all", code, 2) == (7, False)
    assert rule_of("deadline", code, 2) == (7, True)
    assert rule_of("decodable:4/7", code, 2) == (Decodable(code, Fraction(4, 7)), False)
    assert rule_of("decodable", code, 2) == (Decodable(code, 0), False)
    groups = fractional_repetition(6, 2)
    assert rule_of("groups", groups, 2) == (AllGroups(groups), False)
    assert rule_of("groups:4", groups, 2) == (AllGroups(groups, 4), False)
    for text, sentence in [
        ("second", "rule must be one of first, all, deadline"),
        ("first:3", "rule must be one of"),
        ("groups", "needs a repetition code"),
        ("groups:x", "number of answers"),
        ("decodable:x", "number"),
        ("decodable:-1", "at least 0"),
    ]:
        with pytest.raises(BadInput, match=sentence):
            rule_of(text, code, 2)
    assert RULES[0] == "first"
