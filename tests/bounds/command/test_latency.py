"""The verb latency."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from bounds.expectation.latency.groups import expected_group_time
from bounds.expectation.latency.nested import expected_nested_time
from bounds.expectation.latency.order_statistics import TimeModel, expected_level_time
from kirkman.__main__ import main


def test_latency_as_json(capsys):
    words = "latency -n 6 --levels 2,0 --dead 1/10 --rate 2 --samples 500 --json"
    assert main(words.split()) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "kirkman-latency/1"
    none, two, nested = found["codes"]
    model, dead = TimeModel(rate=2), Fraction(1, 10)
    assert [x["level"] for x in (none, two, nested)] == [0, 2, None]
    for row in (none, two):
        assert Fraction(row["mean"]) == expected_level_time(model, 6, row["level"], dead)
    assert Fraction(nested["mean"]) == expected_nested_time(6, [0, 2], 2, dead)
    assert nested["failure"] == two["failure"]
    assert nested["estimate"] > 0


def test_latency_as_a_table(capsys):
    assert main(["latency", "-n", "4", "--shift", "1", "--samples", "200"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "s = 0", "s = 1", "s = 2", "s = 3", "nested",
    ]  # fmt: skip


def test_latency_of_groups(capsys):
    words = "latency -n 6 --dead 1/4 --samples 200 --groups --json"
    assert main(words.split()) == 0
    rows = json.loads(capsys.readouterr().out)["codes"]
    assert [row["level"] for row in rows] == [0, 1, 5, None]
    for row in rows[:-1]:
        d = row["level"] + 1
        assert Fraction(row["mean"]) == expected_group_time(TimeModel(), 6, d, Fraction(1, 4))
        assert Fraction(row["failure"]) == 1 - (1 - Fraction(1, 4) ** d) ** (6 // d)
    assert rows[-1]["mean"] is None


@pytest.mark.parametrize(
    "words",
    ["-n 3 --levels 3", "-n 3 --levels x", "-n 0", "-n 3 --dead 1", "-n 3 --dead -1",
     "-n 3 --rate 0", "-n 3 --shift -1", "-n 3 --samples 0", "-n 3 --seed -1"],
)  # fmt: skip
def test_refusals(words, capsys):
    assert main(["latency", *words.split()]) == 2
    assert capsys.readouterr().err.startswith("kirkman: ")
