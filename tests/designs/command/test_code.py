"""The command ``kirkman code``: its examples and its help."""

from __future__ import annotations

import json

import pytest

from designs import FAMILIES, SCHEMES, build
from designs.codes import build_scheme
from designs.codes.family import example, registered
from designs.command.code import example_words
from kirkman.__main__ import main

PLAIN = [
    name for name, known in registered().items()
    if not any(isinstance(x, dict) for x in known.example.values())
]  # fmt: skip


@pytest.mark.parametrize("family", PLAIN)
def test_the_example_in_the_help_gives_the_example(family, capsys):
    assert main(["code", *example_words(family), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = (build if family in FAMILIES else build_scheme)(example(family))
    assert found == json.loads(json.dumps(wanted.to_json()))


def test_the_help_of_a_family_shows_its_example(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["code", "fractional-repetition", "--help"]) == 0
    example = "kirkman code fractional-repetition --workers 6 --replication 3"
    assert example in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "words",
    [
        ("block-design", 9, 3, 1, "--workers", "blocks"),
        ("fractional-repetition", "-n", 6, "-d", 3),
        ("cyclic-repetition", "--workers", 6, "--replication", 3, "--seed", 4),
        ("random-biregular", "-n", 6, "-k", 4, "-d", 3),
        ("random-biregular", "-n", 6, "-d", 3),
        ("uncoded", "-n", 5),
    ],
)
def test_every_family_on_the_command_line(run, tmp_path, words):
    target = tmp_path / "code.json"
    code, out, _ = run("code", *words, "-o", target)
    assert code == 0
    assert "workers" in out
    assert run("certify", target, "--all")[0] == 0


def test_the_list_of_families(run):
    code, out, _ = run("code", "--list")
    assert code == 0
    everything = set(FAMILIES) | set(SCHEMES)
    assert {line.split()[0] for line in out.splitlines()[::2]} == everything
    assert set(json.loads(run("code", "--list", "--json")[1])["families"]) == everything
