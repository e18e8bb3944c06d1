"""The verb identify: a pasted design is described, and what is none gets one sentence."""

from __future__ import annotations

import io
import json
import sys

import pytest

from designs import exists
from designs.interchange import WRITERS

FANO = exists(7, 3, 1).design()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Labelling has its own tests; here it need not start processes."""
    monkeypatch.setitem(sys.modules, "igraph", None)


@pytest.mark.parametrize("form", WRITERS)
def test_the_plane_is_recognised_in_every_format(run, tmp_path, form):
    file = tmp_path / "design"
    file.write_text(WRITERS[form](FANO))
    code, out, err = run("identify", file)
    assert (code, err) == (0, "")
    assert out.startswith("A 2-(7,3,1) design: 7 points, 7 blocks\n")
    assert "symmetric" in out
    assert "4 over GF(2)" in out
    assert "1 (21 times)" in out
    assert "these are the blocks of" in out
    (value,) = json.loads(run("identify", file, "--json")[1])["designs"]
    assert value["parameters"] == {"v": 7, "b": 7, "r": 3, "k": 3, "lambda": 1}


def test_standard_input_and_several_designs(run, monkeypatch):
    objects = ", ".join(WRITERS["json"](d) for d in (FANO, FANO.complement()))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"[{objects}]"))
    code, out, _ = run("identify", "-")
    assert code == 0
    titles = [line for line in out.splitlines() if line.startswith("A ")]
    assert [title.partition(" design")[0] for title in titles] == ["A 2-(7,3,1)", "A 2-(7,4,2)"]


def test_what_keeps_a_design_from_being_balanced_is_shown(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1 2 3\n1 4 5\n1 6 7\n2 4 6\n2 5 7\n3 4 7\n"))
    code, out, _ = run("identify", "-")
    assert code == 0
    assert out.startswith("No 2-design: 7 points, 6 blocks\n")
    assert "{2,4} in 0, {2,5} in 0, {4,5} in 0" in out
    assert "the nearest admissible parameters are 2-(7,3,1), which exist" in " ".join(out.split())


def test_a_stronger_design_is_named_by_its_strength(run, monkeypatch):
    cube = exists(8, 4, 3).design()
    monkeypatch.setattr("sys.stdin", io.StringIO(WRITERS["gap"](cube)))
    value = json.loads(run("identify", "-", "--json")[1])["designs"][0]
    monkeypatch.setattr("sys.stdin", io.StringIO(WRITERS["gap"](cube)))
    t, index = value["t"]["t"], value["t"]["lambda"]
    assert run("identify", "-")[1].startswith(f"A {t}-(8,4,{index}) design")


@pytest.mark.parametrize("text", ["", "0 x", "{", "<a", "rec(", '{"v": 99999999999, "blocks": []}'])
def test_what_is_no_design_gets_one_sentence(run, monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, err = run("identify", "-")
    assert (code, out) == (2, "")
    assert err.startswith("kirkman: ")
    assert err.count("\n") == 1


def test_no_file_and_no_text(run, tmp_path, monkeypatch):
    assert run("identify", tmp_path / "none")[0] == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), "utf-8"))
    code, _, err = run("identify", "-")
    assert (code, err) == (2, "kirkman: standard input is not UTF-8 text.\n")
