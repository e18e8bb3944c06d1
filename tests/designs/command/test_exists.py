"""The verb exists: yes, no and open, for all kinds of designs."""

from __future__ import annotations

import json
from itertools import combinations
from math import comb

import pytest


def test_the_command_line_answers_all_questions(run):
    code, out, _ = run("exists", 15, 3, 1, "--resolvable")
    assert code == 0
    assert out.startswith("A resolvable 2-(15,3,1) design exists.")
    assert run("exists", 6, 3, 2, "--resolvable")[0] == 1
    code, out, _ = run("exists", 24, 8, 1, "--t", 5, "--json")
    assert (code, json.loads(out)["t"]) == (0, 5)
    code, out, _ = run("design", 10, 4, 1, "--t", 3)
    triples = [t for line in out.splitlines() for t in combinations(line.split(), 3)]
    assert len(triples) == len(set(triples)) == comb(10, 3)
    code, _, err = run("exists", 9, 3, 1, "--t", 3, "--resolvable")
    assert (code, err.count("\n")) == (2, 1)
    code, out, err = run("design", 6, 3, 2, "--resolution")
    assert (code, out) == (1, "")


def test_exists_prints_yes_why_and_the_blocks(run):
    code, out, err = run("exists", 7, 3, 1)
    assert (code, err) == (0, "")
    assert out.startswith("A 2-(7,3,1) design exists.")
    assert "PG(2,2)" in out
    assert len([x for x in out.splitlines() if len(x.split()) == 3 and x.startswith("   ")]) >= 6


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [((7, 3, 1), "exists", 0), ((43, 7, 1), "impossible", 1), ((8, 3, 1), "impossible", 1),
     ((157, 13, 1), "open", 1)],
)  # fmt: skip
def test_exists_json(run, parameters, status, code):
    got, out, _ = run("exists", *parameters, "--json")
    assert got == code
    assert json.loads(out)["status"] == status
    assert run("exists", *parameters)[0] == code
