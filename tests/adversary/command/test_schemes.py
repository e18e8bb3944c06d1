"""Whole schemes at the command line: certify, error and average, and what is refused."""

from __future__ import annotations

import json

import pytest
from schemes import EXAMPLES, small

from adversary.decoding.messages import silent_error
from adversary.worst_case.schemes import scheme_worst_case
from bounds.expectation.schemes import scheme_average
from designs.errors import show
from designs.files import exact_and_decimal


@pytest.fixture
def file_of(tmp_path):
    def written(name):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(small(name).to_json()))
        return path

    return written


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_whole_and_its_components_are_told(name, file_of, run):
    scheme, path = small(name), file_of(name)
    code, out, _ = run("certify", path, "-s", 1, "--json")
    value = json.loads(out)
    (whole,) = value["whole"]
    assert (code, value["identity"]) == (0, scheme.identity())
    assert whole["error"] == show(scheme_worst_case(scheme, 1).error)
    same = [x for x, part in scheme.components.items() if part.workers == scheme.workers]
    assert list(value["components"]) == same
    text = exact_and_decimal(scheme_worst_case(scheme, 1).lower)
    assert f"all messages: e(1) = {text}" in run("certify", path, "-s", 1)[1]
    code, out, _ = run("error", path, "--stragglers", "0,1", "--json")
    assert (code, json.loads(out)["error"]) == (0, show(silent_error(scheme, [0, 1])))
    assert run("error", path, "--stragglers", "0,1")[1].startswith("error ")
    code, out, _ = run("average", path, "-s", "1,2", "--json")
    means = [mean["exact"] for mean in json.loads(out)["means"]]
    assert (code, means) == (0, [show(scheme_average(scheme, s)) for s in (1, 2)])
    assert run("average", path, "-s", 1)[1].startswith("s = 1: mean error ")


def test_the_whole_curve_of_a_scheme(file_of, run):
    scheme = small("partial-fractional")
    code, out, _ = run("certify", file_of("partial-fractional"), "--all")
    assert code == 0
    assert out.count("all messages: e(") == scheme.workers + 1


def test_what_is_about_one_code_is_refused_in_one_sentence(file_of, tmp_path, run):
    path = file_of("communication-exact")
    for words in [
        ("certify", path, "-s", 1, "-o", tmp_path / "c.json"),
        ("certify", path, "-s", 1, "--decoder", "one-step"),
        ("certify", path, "-s", 1, "--gap", "1/10"),
        ("error", path, "--stragglers", 0, "--decoder", "one-step"),
        ("error", path, "--stragglers", 9),
        ("average", path, "--random", "0.1"),
        ("bound", path, "-s", 1),
    ]:
        code, out, err = run(*words)
        assert (code, out, err.count("\n")) == (2, "", 1), (words, err)
    assert "--component NAME" in run("bound", path, "-s", 1)[2]
