"""Logs and states that anybody may have written, and two runs on one log: one sentence each."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from nested_runs import processes

from adversary.certificate import certified
from adversary.run.run_log import RunLog, read_log, read_state, state_path
from adversary.run.settings import Settings
from adversary.run.trial import trial
from adversary.tasks.task import tiny
from designs import BadInput, GradientCode, uncoded

HEADER = {"kind": "start", "format": "kirkman-log/1", "code": "a", "workers": 2, "from_round": 0}


def round_(number, **changed):
    line = {
        "kind": "round", "round": number, "survivors": [0, 1], "missing": {}, "exact_error": "0",
        "measured_error": 0.0, "seconds": 0.1, "failure": None, "arrivals": {"0": 0.1, "1": 0.1},
        "at": 0.1 * (number if isinstance(number, int) and abs(number) < 99 else 1), "level": None,
    }  # fmt: skip
    return line | changed


def written(path, *lines):
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n"
                            for line in lines))  # fmt: skip
    return path


HOSTILE = {
    "a zero below": [round_(0, exact_error="1/0")],
    "a huge power": [round_(0, exact_error="1e999999999")],
    "no text": [round_(0, exact_error=[1])],
    "a negative error": [round_(0, exact_error="-1/2")],
    "a negative round": [round_(-3)],
    "round 10^30": [round_(0), round_(10**30)],
    "a missing round": [round_(0), round_(2)],
    "a round twice": [round_(0), round_(1), round_(1)],
    "half a round": [round_(0.5)],
    "infinite seconds": [round_(0, seconds=float("inf"))],
    "seconds as text": [round_(0, seconds="inf")],
    "negative seconds": [round_(0, seconds=-1.0)],
    "vast seconds": [round_(0, at=10**400)],
    "no number measured": [round_(0, measured_error="x")],
    "NaN measured": [round_(0, measured_error=float("nan"))],
    "worker 7 of 2": [round_(0, survivors=[0, 7])],
    "worker 10^30": [round_(0, arrivals={str(10**30): 0.1})],
    "a list as failure": [round_(0, failure=["x"])],
    "resumed at 10^30": [{**HEADER, "from_round": 10**30}],
    "resumed at -1": [{**HEADER, "from_round": -1}],
    "resumed beyond": [round_(0), {**HEADER, "from_round": 5}],
    "a negative evaluation": [{"kind": "evaluation", "round": -1, "seconds": 1, "loss": 1,
                               "accuracy": 1}],
    "a vast evaluation": [{"kind": "evaluation", "round": 1, "seconds": 1, "loss": 10**400,
                           "accuracy": 1}],
    "nested deeply": ["[" * 100_000 + "\n"],
}  # fmt: skip
HEADERS = {
    "escape in the name": {"code": "\x1b[2J"},
    "escape in the data": {"data": "\x1b]0;x\x07"},
    "a name over two lines": {"code": "a\nb"},
    "a list as name": {"code": ["a"]},
    "an object as rate": {"rate": {}},
    "10^30 workers": {"workers": 10**30},
    "no workers": {"workers": 0},
    "workers in words": {"workers": "two"},
    "levels in words": {"levels": "\x1b[2J"},
}


def refused(run, log):
    """The one printable sentence with which every use of a log is refused."""
    for words in ((), ("--json",), ("--arrivals", log.parent / "a.csv")):
        code, out, err = run("report", log, *words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert err[:-1].isprintable()
        assert "Error(" not in err or "incomplete" in err
    return err


@pytest.mark.parametrize("name", HOSTILE)
def test_lines_that_cannot_be_are_refused(tmp_path, run, name):
    refused(run, written(tmp_path / "a.jsonl", HEADER, *HOSTILE[name]))


@pytest.mark.parametrize("name", HEADERS)
def test_headers_that_cannot_be_are_refused(tmp_path, run, name):
    refused(run, written(tmp_path / "a.jsonl", HEADER | HEADERS[name], round_(0)))


def test_markup_in_a_name_is_shown_as_it_is(tmp_path, run):
    log = written(tmp_path / "a.jsonl", HEADER | {"code": "[red]x[/red][/b]"}, round_(0))
    code, out, _ = run("report", log)
    assert code == 0
    assert "[red]x[/red][/b]" in out


def test_mathematics_in_a_name_is_drawn_as_it_is(tmp_path, run):
    pytest.importorskip("matplotlib")
    evaluation = {"kind": "evaluation", "round": 1, "seconds": 1, "loss": 1, "accuracy": 1}
    log = written(tmp_path / "a.jsonl", HEADER | {"code": r"$\frac{$"}, round_(0), evaluation)
    assert run("report", log, "--plot", tmp_path / "a.svg")[0] == 0


OPTIONS = {"attack": "none"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "a.jsonl"
    trial(uncoded(2), tiny(2), Settings(0, rounds=8, **OPTIONS), log=path)
    return path


def resumed(log):
    return trial(uncoded(2), tiny(2), Settings(0, rounds=9, **OPTIONS), log=log, resume=True)


@processes
@pytest.mark.usefixtures("nothing_left")
def test_a_log_that_was_cut_is_not_resumed(log):
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:5]))
    before = log.read_bytes()
    with pytest.raises(BadInput, match="has 4 of the 8 rounds of the state beside it: it was cut"):
        resumed(log)
    assert log.read_bytes() == before


@processes
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"extra": np.zeros(2)}, "no array 'extra'"),
        ({"rate": np.zeros(2)}, "no array 'rate'"),
        ({"_rounds": np.array(-5)}, "0 or more rounds, got -5"),
        ({"_rounds": np.zeros(3)}, "no state of a run"),
        ({"_seconds": np.array(np.inf)}, "seconds of a state must be 0 or more, got inf"),
        ({"_seconds": np.array(-0.45)}, "seconds of a state must be 0 or more, got -0.45"),
        ({"parameters": np.zeros(7)}, "must have the shape"),
        ({"parameters": np.array([np.nan])}, "finite numbers"),
        ({"parameters": np.array(["x"])}, "finite numbers"),
        ({"steps": np.array(-2)}, "0 or more steps, got -2"),
        ({"steps": np.zeros(3)}, "must have the shape"),
    ],
)
def test_states_that_cannot_be_are_refused(log, changed, sentence):
    with np.load(state_path(log)) as arrays:
        state = dict(arrays)
    np.savez(state_path(log), **(state | changed))
    with pytest.raises(BadInput, match=sentence):
        resumed(log)


@processes
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"PK\x05\x06" + bytes(18)])
def test_files_that_are_no_states_are_refused(log, content):
    state_path(log).write_bytes(content)
    with pytest.raises(BadInput, match="no state of a run"):
        read_state(log)


SECOND = """
import sys
from pathlib import Path
from adversary.run.run_log import RunLog
try:
    RunLog(Path(sys.argv[1]), {"code": "a"}, resume=sys.argv[2] == "resume")
except ValueError as error:
    print(error)
"""


@processes
def test_a_log_that_is_being_written_is_not_written_by_another(log, run, tmp_path):
    with RunLog(log, read_log(log).header, resume=True):
        before = log.read_bytes()
        told = subprocess.run([sys.executable, "-c", SECOND, log, "resume"],
                              capture_output=True, text=True, check=True)  # fmt: skip
        assert told.stdout == f"{log} is being written by another run: wait for its end\n"
        code_file = tmp_path / "code.json"
        code_file.write_text(json.dumps(uncoded(2).to_json()))
        words = ("run", code_file, "-s", 0, "--data", "tiny", "--log", log, "--resume")
        code, out, err = run(*words)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "being written by another run" in err
        assert log.read_bytes() == before
    assert len(resumed(log).rounds) == 9


def test_a_log_begun_meanwhile_by_another_run_is_not_begun_again(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    monkeypatch.setattr("adversary.run.run_log.check_log", lambda *_, **__: None)
    with RunLog(path, {"code": "a"}, resume=False), pytest.raises(BadInput, match="exists already"):
        RunLog(path, {"code": "b"}, resume=False)


def test_names_in_code_files_are_printable_or_refused(tmp_path, run):
    value = uncoded(2).to_json() | {"recipe": None}
    path = tmp_path / "code.json"
    for name in ("\x1b[2J", "a\nb", "\u202eabc", "a\x07"):
        path.write_text(json.dumps(value | {"name": name}))
        for words in (("certify", path, "-s", 1), ("error", path, "--stragglers", 0),
                      ("bound", path, "-s", 1), ("run", path, "-s", 0)):  # fmt: skip
            code, out, err = run(*words)
            assert (code, out) == (2, "")
            assert err[:-1].isprintable()
            assert "a name must be a printable text" in err
    path.write_text(json.dumps(value | {"name": "[red]x[/red][/b]"}))
    code, out, _ = run("bound", path, "-s", 1)
    assert code == 0
    assert "[red]x[/red][/b]" in out


def test_words_that_control_a_terminal_are_told_as_escapes(run):
    code, _, err = run("certify", "no\x1b[2Jfile.json", "-s", 1)
    assert code == 2
    assert err[:-1].isprintable()


def test_a_certificate_with_a_name_that_controls_a_terminal_is_told_with_escapes(tmp_path, run):
    cert = tmp_path / "cert.json"
    _, certificate = certified(GradientCode([[1, 0], [0, 1]], "\x1b[2J"), 1)
    certificate.write(cert)
    status, out, _ = run("check", cert)
    assert status == 0
    assert out[:-1].isprintable()
    assert "\\u001b[2J" in out
