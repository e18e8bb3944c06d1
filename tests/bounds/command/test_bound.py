"""The verb bound: which numbers of stragglers it takes, and what it writes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from adversary import worst_case
from designs import block_design, random_biregular

pytest.importorskip("cvxpy")


def test_without_a_number_it_asks_around_the_least_replication(run, fano):
    code, out, err = run("bound", fano, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["format"] == "kirkman-bounds/1"
    assert [bound["stragglers"] for bound in found["bounds"]] == [1, 2, 3, 6]
    for bound in found["bounds"]:
        exact = worst_case(block_design(7, 3, 1), bound["stragglers"]).error
        assert Fraction(bound["exact"]["error"]) == exact


def test_every_number_has_its_table_and_the_bound_of_its_shape(run, fano):
    code, out, _ = run("bound", fano, "-s", "1,3")
    assert code == 0
    assert [f"Bounds on e({s})" in out for s in (1, 2, 3)] == [True, False, True]
    assert "has e(3) >= " in out


@pytest.mark.parametrize(
    ("words", "text"),
    [(("-s", "x"), "x"), (("-s", "8"), "8"), (("-s", "2", "-o", "{fano}"), "is a file")],
)
def test_bad_input_gets_one_sentence(run, fano, words, text):
    code, out, err = run("bound", fano, *[word.format(fano=fano) for word in words])
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert text in err


def test_a_value_that_is_not_proved_in_time_gives_exit_code_1(run, tmp_path):
    target = tmp_path / "regular.json"
    target.write_text(json.dumps(random_biregular(12, 12, 4, seed=1).to_json()))
    code, out, _ = run("bound", target, "-s", 5, "--time-limit", 0, "--json")
    exact = json.loads(out)["bounds"][0]["exact"]
    assert code == 1
    assert Fraction(exact["lower"]) < Fraction(exact["upper"])


def test_the_verb_writes_proofs_that_check_accepts(run, fano, tmp_path):
    code, out, _ = run("bound", fano, "-s", "2", "-o", tmp_path / "proofs", "--json")
    assert code == 0
    value = json.loads(out)["bounds"][0]
    assert value["exact"]["error"] == "4/7"
    files = sorted((tmp_path / "proofs").iterdir())
    assert len(files) == len(value["upper"]) + 1 == 6
    code, out, _ = run("check", *files)
    assert code == 0
    assert out.count("proved: e(2) <= ") == 5
    assert out.count("proved: e(2) >= 0 for every 0/1 code of 7 workers") == 1
    assert run("check", fano)[0] == 1


def test_the_verb_shows_a_table(run, fano):
    code, out, _ = run("bound", fano)
    assert code == 0
    assert "at most" in out
    assert "exact" in out


def test_a_bound_without_certificate_is_named_beside_the_one_that_has_one(run, fano, tmp_path):
    code, out, _ = run("bound", fano, "-s", "1,3", "-o", tmp_path / "proofs")
    words = " ".join(out.split())
    assert code == 0
    assert "has e(1) >= 1/13: the least of 16 codes, one of every class; it is attained." in words
    assert "It has no certificate: e1-any-code.json proves e(1) >= 0." in words
    assert words.count("It has no certificate") == 1
    lower = json.loads((tmp_path / "proofs" / "e3-any-code.json").read_text())["lower"]
    assert lower == "1"
    assert "It has no certificate" not in run("bound", fano, "-s", "1")[1]
