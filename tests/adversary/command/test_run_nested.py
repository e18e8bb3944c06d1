"""Nested schemes at the command line: run as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from adversary.run.run_log import read_log


@pytest.fixture
def scheme_file(tmp_path, run):
    path = tmp_path / "nested.json"
    words = ("code", "nested-cyclic", "--workers", 4, "--levels", "0,1,2", "-o", path)
    assert run(*words)[0] == 0
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux")
@pytest.mark.usefixtures("nothing_left")
def test_the_verb_run_takes_a_nested_scheme(scheme_file, tmp_path, run):
    words = ("run", scheme_file, "-s", 2, "--data", "tiny", "--rounds", 4, "--fault", "kill")
    code, out, err = run(*words, "--log", tmp_path / "a.jsonl", "--baseline", "exact")
    assert (code, err) == (0, "")
    assert "level s loses nothing with any s missing: s = 0, 1, 2" in out
    assert "decoded at level        2: 4 rounds" in out
    assert read_log(tmp_path / "a.jsonl").levels == {2: 4}
    code, out, _ = run(*words, "--json", "--rule", "decodable", "--every-partition")
    value = json.loads(out)
    assert (code, value["rounds_at_level"], value["void"]) == (0, {"2": 4}, None)
    more = ("--json", "--rule", "all", "--accept-fewer", "--deadline", 30)
    code, out, _ = run(*words[:3], 3, *words[4:], *more)
    value = json.loads(out)
    assert (code, value["failed_rounds"], len(value["silenced"])) == (0, 0, 3)
    assert value["certificates"][-1]["stragglers"] == 3


def test_the_verb_run_refuses_in_one_sentence(scheme_file, tmp_path, run):
    words = ("run", scheme_file, "-s", 1, "--data", "tiny")
    stages = tmp_path / "stages.json"
    more = ("--levels", "2", "-o", stages)
    code, _, err = run("code", "nested-cyclic", "--workers", 4, *more)
    stages.write_text(
        json.dumps(json.loads(stages.read_text()) | {"recipe": None, "components": 1})
    )
    (tmp_path / "broken.json").write_text('{"format": "kirkman-scheme/1"')
    for bad in [
        (*words[:3], 3, *words[4:]),
        (*words, "--rule", "groups"),
        (*words, "--decoder", "one-step"),
        (*words, "--probabilities", "1/4"),
        ("run", stages, *words[2:]),
        ("run", tmp_path / "broken.json", *words[2:]),
        ("run", tmp_path / "no.json", *words[2:]),
    ]:
        code, out, err = run(*bad)
        assert (code, out) == (2, ""), bad
        assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mpi4py") is None, reason="the engine mpi needs mpi4py")
def test_the_engine_mpi_trains_with_a_nested_scheme(scheme_file):
    words = [sys.executable, "-m", "kirkman", "run", str(scheme_file), "-s", "2", "--data", "tiny"]
    words += ["--engine", "mpi", "--fault", "kill", "--rounds", "5", "--json"]
    job = subprocess.run(words, capture_output=True, timeout=120, check=True)
    told = json.loads(job.stdout)
    assert (told["engine"], told["failed_rounds"]) == ("mpi", 0)
    assert told["rounds_at_level"] == {"2": 5}
    assert told["worst_measured_error"] < 1e-9
