"""Arguments of several verbs: each has its help, and is taken where its name says."""

from __future__ import annotations

from typing import get_args

import pytest
from typer.models import ArgumentInfo, OptionInfo

from designs.command import arguments

COMMON = {name: x for name, x in vars(arguments).items() if get_args(x) and name[0].isupper()}
OWN = {name: get_args(x)[1] for name, x in COMMON.items()
       if isinstance(get_args(x)[-1], ArgumentInfo | OptionInfo)}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_each_is_explained_in_a_few_words(name):
    info = OWN[name]
    assert 0 < len(info.help) < 60
    assert not info.help.endswith(".")


def test_arguments_are_in_capitals_and_options_have_dashes():
    assert {"V", "K", "Lambda", "Code", "Strength", "Output", "Json"} <= set(OWN)
    for info in OWN.values():
        if isinstance(info, ArgumentInfo):
            assert info.metavar.isupper()
        else:
            assert all(word.startswith("-") for word in info.param_decls)


@pytest.mark.parametrize(
    ("verb", "words"),
    [("exists", ["V", "K", "LAMBDA", "--t", "--json"]),
     ("design", ["V", "K", "LAMBDA", "--t", "--output", "--json"]),
     ("search", ["V", "K", "LAMBDA", "--output", "--json"]),
     ("certify", ["CODE", "--json"])],
)  # fmt: skip
def test_verbs_take_them_under_one_name(verb, words, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = run(verb, "--help")
    assert code == 0
    assert set(words) <= set(out.replace(",", " ").replace("*", " ").split())
