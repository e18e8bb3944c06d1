"""The table of verbs: a file for each, imported when asked for."""

from __future__ import annotations

from importlib import import_module

import pytest

from kirkman.verbs import VERBS, Verbs


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_is_the_command_of_its_file(verb):
    command = Verbs(name="kirkman").get_command(None, verb)
    assert command.name == verb
    assert import_module(f"{VERBS[verb]}.command.{verb}").app


def test_what_is_no_verb_is_none():
    verbs = Verbs(name="kirkman")
    assert verbs.get_command(None, "nothing") is None
    assert verbs.list_commands(None) == list(VERBS)
