"""The verb average: three ways to say who straggles, and what is refused."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("-s", "2"), 4 / 7),
        (("--random", "1"), 7.0),
        (("--bursty", "0.5,1/2"), None),
        (("--probabilities", "1,1,0,0,0,0,0"), 4 / 7),
    ],
)
def test_means_of_the_fano_code(run, fano, words, expected):
    code, out, _ = run("average", fano, *words, "--json")
    assert code == 0
    (mean,) = json.loads(out)["means"]
    half = json.loads(run("average", fano, "--random", "0.5", "--json")[1])["means"][0]
    assert mean["estimate"] == pytest.approx(expected or half["estimate"], abs=1e-6)
    assert "mean error" in run("average", fano, *words)[1]


@pytest.mark.parametrize(
    "words",
    [(), ("-s", "1", "--random", "0.1"), ("--random", "x"), ("--random", "2"), ("-s", "8"),
     ("--probabilities", "0.1,0.2"), ("--bursty", "0,0"), ("--bursty", "0.1"),
     ("--random", "0.1", "--samples", "1")],
)  # fmt: skip
def test_averages_badly_asked(run, fano, words):
    assert run("average", fano, *words)[0] == 2
