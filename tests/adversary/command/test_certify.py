"""Certificates at the prompt: written, checked, refused; gaps, threads and limits."""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from pathlib import Path

import pytest

from adversary import worst_case
from designs import GradientCode, random_biregular


@pytest.fixture
def regular(run, tmp_path):
    path = tmp_path / "regular.json"
    words = ("code", "random-biregular", "-n", 18, "-k", 18, "-d", 4, "--seed", 3, "-o", path)
    assert run(*words)[0] == 0
    return path


def test_a_certificate_is_written_and_checked(run, regular, tmp_path):
    proof = tmp_path / "proof.json.gz"
    assert run("certify", regular, "-s", 6, "-o", proof)[0] == 0
    truth = worst_case(random_biregular(18, 18, 4, seed=3), 6).error
    claim = json.loads(gzip.decompress(proof.read_bytes()))["claim"]
    assert Fraction(claim["lower"]) == Fraction(claim["upper"]) == truth
    code, out, err = run("check", proof)
    assert (code, err) == (0, "")
    assert f"proved: e(6) = {truth}" in out


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
def test_closed_forms_and_fixed_decoders_have_certificates_too(run, fano, tmp_path, decoder):
    proof = tmp_path / "proof.json"
    assert run("certify", fano, "-s", 3, "--decoder", decoder, "-o", proof)[0] == 0
    assert run("check", proof)[0] == 0
    assert proof.stat().st_size < 1000


def test_a_forged_certificate_is_rejected(run, regular, tmp_path):
    proof = tmp_path / "proof.json"
    assert run("certify", regular, "-s", 3, "-o", proof)[0] == 0
    value = json.loads(proof.read_text())
    value["claim"]["upper"] = value["claim"]["lower"] = "1/7"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(value))
    code, out, _ = run("check", forged)
    assert code == 1
    assert "rejected: " in out
    assert run("check", tmp_path / "missing.json")[0] == 2
    assert run("check", proof, forged)[0] == 1


def test_a_gap_is_good_enough(run, regular):
    code, out, _ = run("certify", regular, "-s", 6, "--gap", "0.2", "--json")
    value = json.loads(out)
    assert code == 0
    assert Fraction(value["lower"]) <= Fraction(value["upper"])
    assert Fraction(value["upper"]) <= Fraction(6, 5) * Fraction(value["lower"])


def test_threads_change_nothing(run, regular):
    counts = (1, 2, "auto")
    found = [run("certify", regular, "-s", 6, "--threads", n, "--json")[1] for n in counts]
    assert len({json.loads(text)["error"] for text in found}) == 1


def test_no_time_no_certificate(run, regular, tmp_path):
    proof = tmp_path / "proof.json"
    code, out, err = run("certify", regular, "-s", 7, "--time-limit", 0, "-o", proof)
    assert code == 1
    assert "between" in out
    assert "was not written" in err
    assert not proof.exists()


@pytest.mark.parametrize(
    "words",
    [("-s", 3, "--gap", "-1"), ("-s", 3, "--gap", "much"), ("--all", "--gap", "0.1"),
     ("-s", 3, "--threads", 0), ("-s", 3, "--threads", "all")],
)  # fmt: skip
def test_bad_wishes(run, regular, words):
    code, out, err = run("certify", regular, *words)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("rows", [[[0, 0], [0, 0]], [[10**60, 1], [1, 10**60], [1, 1]]])
def test_hostile_matrices_have_answers(run, tmp_path: Path, rows):
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(GradientCode(rows).to_json()))
    for s in range(len(rows) + 1):
        proof = tmp_path / f"{s}.json"
        assert run("certify", path, "-s", s, "-o", proof)[0] == 0
        assert run("check", proof)[0] == 0


def test_certify_a_point_and_the_curve(run, fano, tmp_path):
    value = json.loads(run("certify", fano, "-s", 2, "--json")[1])
    keys = {"format", "workers", "partitions", "stragglers", "decoder", "error", "lower", "upper",
            "proved", "worst_set", "method", "seconds"}  # fmt: skip
    assert keys <= set(value)
    target = tmp_path / "curve.json"
    assert run("certify", fano, "--all", "-o", target)[0] == 0
    points = json.loads(target.read_text())["curve"]
    assert [p["error"] for p in points] == ["0", "1/4", "4/7", "1", "8/5", "5/2", "4", "7"]


def test_certify_with_no_time_is_an_interval_and_a_negative_answer(run, tmp_path):
    path = tmp_path / "code.json"
    run("code", "random-biregular", "-n", 16, "-d", 4, "-o", path)
    code, out, _ = run("certify", path, "-s", 5, "--time-limit", 0, "--json")
    value = json.loads(out)
    assert code == 1
    assert value["proved"] is False
    assert value["error"] is None
    assert "between" in run("certify", path, "-s", 5, "--time-limit", 0)[1]


def test_a_certificate_that_nobody_has_checked_yet_is_written_and_says_so(
    run, fano, tmp_path, monkeypatch
):
    monkeypatch.setattr("adversary.certificate.accepted_by", lambda *_: False)
    proof = tmp_path / "proof.json"
    code, out, err = run("certify", fano, "-s", 2, "--time-limit", 60, "-o", proof)
    assert code == 0
    assert "e(2) = 4/7" in out
    assert err == f"kirkman: {proof} is not yet checked: kirkman check {proof}\n"
    assert json.loads(proof.read_text())["about"]["checked"] is False
    assert run("check", proof)[0] == 0
