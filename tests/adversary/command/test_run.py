"""The verb run: baselines, two tracks, pictures, interruption, certified beside measured."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adversary.run.run_log import read_log, read_state, state_path
from designs import block_design

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def test_the_verb_run_with_everything(tmp_path, run):
    code_file = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code_file)[0] == 0
    words = (
        "run", code_file, "-s", 1, "--data", "tiny", "--rounds", 4, "--attack", "none", "--log",
        tmp_path / "a.jsonl", "--optimiser", "nesterov", "--delays", "exponential:mean=0.001",
        "--baseline", "wait", "--baseline", "ignore", "--baseline", "exact", "--rule", "all",
        "--evaluate-every", 2,
    )  # fmt: skip
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if "wait for all" in line]
    code, out, _ = run(*words[:10], "--json", "--baseline", "ignore")
    value = json.loads(out)
    assert value["rounds"][0]["arrivals"]
    assert [b["label"] for b in value["baselines"]] == ["ignore stragglers"]
    assert read_log(tmp_path / "a.jsonl").header["optimiser"] == "nesterov"


def test_the_verb_run_with_two_tracks_and_a_picture(tmp_path, run):
    pytest.importorskip("matplotlib")
    code_file = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code_file)[0] == 0
    words = ("run", code_file, "-s", 1, "--data", "tiny", "--rounds", 3, "--attack", "random")
    tracks = ("--decoder", "two-track", "--optimiser", "adam", "--probabilities")
    code, out, err = run(*words, *tracks, "1/4", "--plot", tmp_path / "a.svg")
    assert (code, err) == (0, "")
    assert "no certificate for two-track decoding" in out
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    for more in [
        (*tracks, "1/4,1/4"),
        (*tracks, "often"),
        ("--probabilities", "1/4"),
        ("--resume",),
        ("--rule", "groups"),
        ("--delays", "late"),
        ("--baseline", "luck"),
        ("--baseline", "wait", "--engine", "mpi"),
        ("--plot", tmp_path / "a.txt"),
        ("--log", tmp_path / "no" / "a.jsonl"),
    ]:
        code, out, err = run(*words, *more)
        assert (code, out) == (2, ""), more
        assert err.count("\n") == 1


def test_ctrl_c_at_the_prompt_reports_what_is_done(tmp_path):
    code_file, log = tmp_path / "code.json", tmp_path / "a.jsonl"
    program = [sys.executable, "-m", "kirkman"]
    code_file.write_text(json.dumps(block_design(3, 2, 1).to_json()))
    words = ["run", code_file, "-s", "1", "--data", "tiny", "--rounds", "1000000", "--log", log]
    with subprocess.Popen([*program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=os.environ | {"COLUMNS": "80"}) as server:  # fmt: skip
        while not (state_path(log).exists() and _rounds_saved(log)):
            assert server.poll() is None
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=60)
    assert server.returncode == 130
    assert "test accuracy" in out
    told = read_log(log)
    assert told.ended
    assert len(told.rounds) == read_state(log).rounds > 0


def _rounds_saved(log: Path) -> int:
    return read_state(log).rounds


def test_run_shows_certified_beside_measured(run, fano):
    words = ("run", fano, "-s", 3, "--data", "tiny", "--rounds", 4)
    code, out, _ = run(*words)
    assert code == 0
    assert "certified decode error  at most 1" in out
    assert "measured decode error   at most 1 in any round" in out
    value = json.loads(run(*words, "--json", "--attack", "random", "--fault", "kill")[1])
    assert len(value["rounds"]) == 4
    assert value["worst_measured_error"] == pytest.approx(1.0, rel=1e-9)


def test_run_with_an_unproved_certificate_says_so(run, tmp_path):
    path = tmp_path / "code.json"
    run("code", "random-biregular", "-n", 16, "-d", 4, "-o", path)
    words = ("run", path, "-s", 5, "--data", "tiny", "--rounds", 2, "--time-limit", 0)
    code, out, _ = run(*words)
    assert code == 1
    assert "not proved" in out
    assert "attack worst found" in out
