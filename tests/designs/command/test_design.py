"""The verb design: what is printed, written and refused."""

from __future__ import annotations

import json

import pytest

from designs.interchange.json_text import read_json


def test_the_command_line_prints_class_by_class(run, tmp_path):
    code, out, err = run("design", 9, 3, 1, "--resolution")
    classes = [part.splitlines() for part in out.split("\n\n")]
    assert (code, err) == (0, "")
    assert [len(part) for part in classes] == [3] * 4
    assert all(sorted(" ".join(part).split()) == list("012345678") for part in classes)
    value = json.loads(run("design", 9, 3, 1, "--resolution", "--json")[1])
    assert value["resolvable"] is True
    assert len(value["resolution"]) == 4
    target = tmp_path / "design.json"
    assert run("design", 9, 3, 1, "--resolution", "--format", "json", "-o", target)[0] == 0
    assert read_json(target.read_text())[0].resolution


@pytest.mark.parametrize("form", ["blocks", "json", "gap", "xml"])
def test_design_prints_and_writes_the_same(run, tmp_path, form):
    _, out, _ = run("design", 13, 4, 1, "--format", form)
    target = tmp_path / "out"
    code, nothing, note = run("design", 13, 4, 1, "--format", form, "-o", target)
    assert (code, nothing) == (0, "")
    assert target.read_text() == out
    assert "13 blocks" in note


def test_design_json_has_blocks_and_reasons(run):
    value = json.loads(run("design", 7, 3, 1, "--json")[1])
    assert len(value["blocks"]) == 7
    assert value["recipe"]["rule"] == "projective-geometry"


def test_a_design_that_is_not_there_is_json_when_asked_for(run):
    code, out, err = run("design", 43, 7, 1, "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["status"] == "impossible"


def test_design_writes_its_file_and_prints_json(run, tmp_path):
    code, out, _ = run("design", 7, 3, 1, "--json", "-o", tmp_path / "fano.txt")
    assert code == 0
    assert len(json.loads(out)["blocks"]) == 7
    assert (tmp_path / "fano.txt").read_text().startswith("0 1 2\n")
