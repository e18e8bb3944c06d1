"""Verbs: each its own file, imported when asked for; the nearest where there is none."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from kirkman.verbs import VERBS, Verbs


@pytest.mark.parametrize("words", [("--help",), ()])
def test_help_names_every_verb(run, words):
    code, out, _ = run(*words)
    assert code == 0
    verbs = "exists design identify table code error certify compare run tour"
    for verb in verbs.split():
        assert verb in out


def test_a_verb_imports_no_other_verb():
    program = (
        "import sys; from kirkman.__main__ import main; main(['exists', '7', '3', '1']);"
        "print(*(m for m in sys.modules if '.command.' in m))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = set(done.stdout.decode().splitlines()[-1].split())
    shared = {"designs.command.arguments", "designs.command.console"}
    assert loaded - shared == {"designs.command.exists"}


def test_a_verb_that_is_none_is_answered_with_the_nearest(run):
    assert run("certfy") == (
        2, "", "kirkman: there is no verb 'certfy'; did you mean certify or verify.\n"
    )  # fmt: skip
    assert "exists, design, code" in run("zzzzz")[2]


def test_every_file_of_the_command_folders_is_its_verb():
    root = Path(__file__).resolve().parents[2]
    shared = {"__init__", "arguments", "console", "schemes"}
    for room in ("designs", "adversary", "bounds"):
        files = {file.stem for file in (root / room / "command").glob("*.py")} - shared
        assert files == {verb for verb, where in VERBS.items() if where == room}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_is_the_command_of_its_file(verb):
    command = Verbs(name="kirkman").get_command(None, verb)
    assert command.name == verb
    assert import_module(f"{VERBS[verb]}.command.{verb}").app


def test_what_is_no_verb_is_none():
    verbs = Verbs(name="kirkman")
    assert verbs.get_command(None, "nothing") is None
    assert verbs.list_commands(None) == list(VERBS)
