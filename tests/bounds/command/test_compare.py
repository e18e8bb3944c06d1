"""The verb compare: its files, its inverse question, bad input."""

from __future__ import annotations

import json

import pytest


def test_comparison_files(run, tmp_path):
    table = tmp_path / "x.csv"
    words = ("compare", "-n", 6, "-d", 2, "--csv", table, "--random", "0.2", "--at", 2)
    code, out, _ = run(*words)
    assert code == 0
    assert "random" in out
    assert "*" in out
    lines = table.read_text().splitlines()
    assert lines[0].startswith("code,n,k,load")
    assert all(len(line.split(",")) >= 11 for line in lines)


@pytest.mark.parametrize(
    "words",
    [("-n", 6), ("-n", 6, "-d", 2, "--tolerate", 1), ("-n", 6, "-d", 2, "--at", 9),
     ("-n", 6, "-d", 2, "--random", 2), ("-n", 6, "-d", 2, "--threshold", "x"),
     ("-n", 6, "-d", 2, "--threshold", "1/5", "--at", 2), ("-n", 6, "--tolerate", 6)],
)  # fmt: skip
def test_comparisons_badly_asked(run, words):
    assert run("compare", *words)[0] == 2


def test_the_inverse_question_at_the_prompt(run):
    code, out, _ = run("compare", "-n", 7, "--tolerate", 3, "--error", "1/7")
    assert code == 0
    assert "redundancy" in out
    code, out, _ = run("compare", "-n", 4, "--tolerate", 1, "--json")
    assert json.loads(out)["redundancy"] == 2


def test_compare(run, tmp_path):
    html, plot = tmp_path / "a.html", tmp_path / "a.png"
    code, out, _ = run("compare", "-n", 7, "-d", 3, "-s", "1,3", "--html", html, "--plot", plot)
    assert code == 0
    assert "2-(7,3,1)" in out
    assert "0.1429" in out
    assert html.read_text().startswith("<!doctype html>")
    assert plot.read_bytes().startswith(b"\x89PNG")
    value = json.loads(run("compare", "--workers", 7, "--redundancy", 3, "--json")[1])
    assert value["codes"][0]["curve"][3]["error"] == "1"
