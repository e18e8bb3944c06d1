"""Schemes: components by name, equality, and the file."""

from __future__ import annotations

import json

import pytest

from designs import SCHEMES, BadInput, GradientCode, Scheme, build_scheme, fractional_repetition
from designs.codes.family import example

PAIR = {"first": fractional_repetition(4, 2), "second": GradientCode([[1, "1/2"]] * 4)}


def test_a_scheme_needs_a_component():
    with pytest.raises(BadInput, match="needs a component"):
        Scheme("empty", {})


def test_components_go_by_name():
    scheme = Scheme("pair", PAIR)
    assert scheme["second"] is PAIR["second"]
    assert scheme.workers == 4
    with pytest.raises(BadInput, match="pair has the components first, second; got 'third'"):
        scheme["third"]


def test_schemes_are_equal_if_their_components_are():
    named = Scheme("another", dict(PAIR), recipe={"family": "mine"})
    assert named == Scheme("pair", PAIR)
    assert named != Scheme("pair", {"first": PAIR["first"]})
    assert named != Scheme("pair", {"first": PAIR["second"], "second": PAIR["first"]})


@pytest.mark.parametrize("family", SCHEMES)
def test_the_components_of_a_scheme_file_are_code_files(family):
    scheme = build_scheme(example(family))
    value = json.loads(json.dumps(scheme.to_json()))
    assert value["format"] == "kirkman-scheme/1"
    assert value["name"] == scheme.name
    read = {name: GradientCode.from_json(code) for name, code in value["components"].items()}
    assert read == dict(scheme.components)
    assert list(read) == list(scheme.components)


@pytest.mark.parametrize("family", SCHEMES)
def test_people_are_told_every_component(family):
    scheme = build_scheme(example(family))
    lines = scheme.summary().splitlines()
    assert lines[0] == scheme.name
    for name, code in scheme.components.items():
        assert f"  component {name}: {code}" in lines
