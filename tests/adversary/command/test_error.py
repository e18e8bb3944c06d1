"""The verb error: the error of a set, and weights that have it."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from adversary.decoding.decode import DECODERS
from designs import read_code


def test_error_of_a_set(run, fano):
    code, out, _ = run("error", fano, "--stragglers", "0,3", "--json")
    value = json.loads(out)
    assert code == 0
    assert (value["error"], value["relative_error"]) == ("4/7", "4/49")
    assert value["weights"] == dict.fromkeys("12456", "3/7")
    assert "4/7" in run("error", fano, "--stragglers", "0,3")[1]


@pytest.mark.parametrize("decoder", ["optimal", "one-step", "block-design"])
@pytest.mark.parametrize("silent", ["", "5", "6,0,2", "0,1,2,3,4,5,6"])
def test_the_weights_leave_exactly_the_error_that_is_told(run, fano, decoder, silent):
    assert decoder in DECODERS
    words = ("error", fano, "--stragglers", silent, "--decoder", decoder)
    code, out, _ = run(*words, "--json")
    value, rows = json.loads(out), read_code(fano).encoding
    assert code == 0
    assert value["decoder"] == decoder
    assert value["stragglers"] == sorted(map(int, filter(None, silent.split(","))))
    assert {*map(int, value["weights"]), *value["stragglers"]} == set(range(7))
    total = [sum(Fraction(a) * rows[int(w)][j] for w, a in value["weights"].items())
             for j in range(7)]  # fmt: skip
    assert sum((x - 1) ** 2 for x in total) == Fraction(value["error"])
    text = run(*words)[1].splitlines()
    assert text[0].startswith(f"error {value['error']}")
    assert [line.split()[1] for line in text[1:]] == [f"{w}:" for w in value["weights"]]
