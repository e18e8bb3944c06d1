"""The verb search: a find is a design of its parameters, and no find proves nothing."""

from __future__ import annotations

import json

import pytest
from definitions import is_design

from designs import Recipe
from designs.interchange.json_text import read_json


@pytest.mark.parametrize("parameters", [(7, 3, 1), (13, 4, 1), (9, 4, 3)])
def test_what_is_found_is_a_design_and_its_recipe_builds_it(run, parameters):
    code, out, _ = run("search", *parameters, "--time-limit", 20, "--json")
    assert code == 0
    value = json.loads(out)
    assert is_design(value["blocks"], *parameters)
    built = Recipe.from_json(value["recipe"]).build()
    assert built.blocks == tuple(map(tuple, value["blocks"]))
    assert value["because"]


def test_a_find_is_written_and_the_same_for_the_same_seed(run, tmp_path):
    for name in ("a.json", "b.json"):
        code, out, _ = run("search", 7, 3, 1, "--seed", 3, "-o", tmp_path / name)
        assert code == 0
        assert out.startswith("A 2-(7,3,1) design: ")
    (design,) = read_json((tmp_path / "a.json").read_text())
    assert is_design(design.blocks, 7, 3, 1)
    assert (tmp_path / "a.json").read_text() == (tmp_path / "b.json").read_text()


def test_nothing_found_in_time_is_a_negative_answer_that_proves_nothing(run, tmp_path):
    words = ("search", 46, 10, 4, "--time-limit", 0.01, "-o", tmp_path / "x.json")
    code, out, err = run(*words)
    assert (code, out) == (1, "")
    assert "which proves nothing; a longer --time-limit or another --seed" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((7, 3, 1, "--time-limit", 0), "time limit must be positive, got 0"),
        ((7, 3, 1, "--seed", -1), "seed"),
        ((7, 8, 1), "k must be at most v"),
        ((7, 3, 1, "-o", "no/such/folder/x.json"), "no such folder"),
    ],
)
def test_questions_that_make_no_sense(run, words, text):
    code, out, err = run("search", *words)
    assert (code, out) == (2, "")
    assert text in err
