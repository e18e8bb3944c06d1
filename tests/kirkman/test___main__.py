"""The command line as a user runs it: answers, exit codes, JSON, and one sentence for bad input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest


@pytest.mark.parametrize("parameters", [(43, 7, 1), (22, 8, 4)])
@pytest.mark.parametrize("verb", [("design",), ("code", "block-design")])
def test_a_design_that_is_not_there_is_a_negative_answer(run, tmp_path, verb, parameters):
    code, out, err = run(*verb, *parameters, "-o", tmp_path / "x")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_codes_are_written_read_and_piped(run, fano, monkeypatch):
    _, text, _ = run("code", "block-design", 7, 3, 1, "--json")
    assert json.loads(fano.read_text()) == json.loads(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, _ = run("certify", "-", "-s", 2, "--json")
    assert code == 0
    assert json.loads(out)["error"] == "4/7"


def test_error_of_a_set(run, fano):
    code, out, _ = run("error", fano, "--stragglers", "0,3", "--json")
    value = json.loads(out)
    assert code == 0
    assert (value["error"], value["relative_error"]) == ("4/7", "4/49")
    assert value["weights"] == dict.fromkeys("12456", "3/7")
    assert "4/7" in run("error", fano, "--stragglers", "0,3")[1]


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


def test_run_shows_certified_beside_measured(run, fano):
    words = ("run", fano, "-s", 3, "--data", "tiny", "--rounds", 4)
    code, out, _ = run(*words)
    assert code == 0
    assert "certified decode error  at most 1" in out
    assert "measured decode error   at most 1 in any round" in out
    value = json.loads(run(*words, "--json", "--attack", "random", "--fault", "kill")[1])
    assert len(value["rounds"]) == 4
    assert value["worst_measured_error"] == pytest.approx(1.0, rel=1e-9)


BAD = [
    ("exists", 7, 8, 1),
    ("exists", 7, 3, 0),
    ("exists", 7, 1, 1),
    ("exists", "seven", 3, 1),
    ("exists", 7, 3),
    ("exists", 7, 3, 1, "--frobnicate"),
    ("frobnicate",),
    ("design", 8, 3, 1, "-o", "{out}"),
    ("design", 7, 3, 1, "--format", "pdf", "-o", "{out}"),
    ("design", 7, 3, 1, "-o", "{out}/no/such/folder"),
    ("code", "frobnicate", "-o", "{out}"),
    ("code",),
    ("code", "block-design", 8, 3, 1, "-o", "{out}"),
    ("code", "block-design", 7, 3, 1, "--workers", "rows", "-o", "{out}"),
    ("code", "fractional-repetition", "-n", 13, "-d", 4, "-o", "{out}"),
    ("code", "cyclic-repetition", "-n", 5, "-d", 6, "-o", "{out}"),
    ("code", "cyclic-repetition", "-n", 5, "-d", 2, "--seed", -1, "-o", "{out}"),
    ("code", "random-biregular", "-n", 6, "-k", 0, "-d", 2, "-o", "{out}"),
    ("code", "uncoded", "-n", 10**9, "-o", "{out}"),
    ("code", "fractional-repetition", "-n", 10**9, "-d", 2, "-o", "{out}"),
    ("code", "random-biregular", "-n", 10**40, "-d", 2, "-o", "{out}"),
    ("design", 7, 3, 10**8, "-o", "{out}"),
    ("design", 7, 3, 1, "-o", "{folder}"),
    ("code", "random-biregular", "-n", 7, "-k", 5, "-d", 3, "-o", "{out}"),
    ("code", "uncoded", "-n", 0, "-o", "{out}"),
    ("error", "{fano}", "--stragglers", "0,7"),
    ("error", "{fano}", "--stragglers", "0,0"),
    ("error", "{fano}", "--stragglers", "zero"),
    ("error", "{fano}", "--stragglers", "0", "--decoder", "magic"),
    ("certify", "{fano}"),
    ("certify", "{fano}", "-s", 8, "-o", "{out}"),
    ("certify", "{fano}", "-s", -1),
    ("certify", "{fano}", "-s", 1, "--all"),
    ("certify", "{fano}", "--all", "--time-limit", -1),
    ("certify", "{missing}", "-s", 1),
    ("certify", "{corrupt}", "-s", 1),
    ("certify", "{ragged}", "-s", 1),
    ("certify", "{nan}", "-s", 1),
    ("certify", "{folder}", "-s", 1),
    ("compare", "-n", 5, "-d", 6),
    ("compare", "-n", 5, "-d", 2, "-s", "9"),
    ("compare", "-n", 5, "-d", 2, "--plot", "{out}.docx"),
    ("run", "{fano}", "-s", 7),
    ("run", "{fano}", "-s", 1, "--engine", "pigeons"),
    ("run", "{fano}", "-s", 1, "--attack", "all"),
    ("run", "{fano}", "-s", 1, "--fault", "burn"),
    ("run", "{fano}", "-s", 1, "--data", "mnist"),
    ("run", "{fano}", "-s", 1, "--split", "odd"),
    ("run", "{fano}", "-s", 1, "--rounds", 0),
    ("run", "{fano}", "-s", 1, "--deadline", 0),
    ("run", "{fano}", "-s", 1, "--attack", "random", "--seed", -1),
    ("compare", "-n", 4, "-d", 1, "--html", "{out}", "--plot", "{out}.xyz"),
    ("compare", "-n", 4, "-d", 1, "--html", "{folder}/no/x.html"),
    ("compare", "-n", 10**6, "-d", 1),
    ("certify", "{fano}", "-s", 1, "-o", "{folder}"),
    ("tour", "-o", "{out}.xyz"),
    ("tour", "-o", "{out}/no/x.png"),
    ("tour", "-o", "{out}.png", "--rounds", 0),
]


@pytest.mark.parametrize("words", BAD, ids=lambda w: " ".join(map(str, w)))
def test_bad_input_gets_one_sentence_exit_code_2_and_writes_nothing(run, fano, tmp_path, words):
    files = {"corrupt": "{", "ragged": "[[1, 2], [3]]", "nan": "[[NaN]]"}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(content)
    (tmp_path / "folder.json").mkdir()
    names = {n: tmp_path / f"{n}.json" for n in [*files, "folder", "missing"]}
    before = sorted(tmp_path.iterdir())
    filled = [str(w).format(out=tmp_path / "out", fano=fano, **names) for w in words]
    code, out, err = run(*filled)
    assert (code, out) == (2, "")
    assert err.startswith("kirkman: ")
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_cold_question_is_answered_in_about_a_second():
    command = [sys.executable, "-m", "kirkman", "exists", "7", "3", "1"]
    seconds = []
    for _ in range(3):
        begin = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.monotonic() - begin)
    # A sanity limit of ten times the aim, so that a busy machine does not fail the suite.
    assert min(seconds) < 10


def test_huge_numbers_print(run, tmp_path):
    np.save(tmp_path / "a.npy", 10.0 ** np.random.default_rng(0).integers(-300, 300, (10, 10)))
    assert run("error", tmp_path / "a.npy", "--stragglers", "0,1,2,3")[0] == 0
    code, out, _ = run("certify", tmp_path / "a.npy", "-s", 2, "--time-limit", 20, "--json")
    assert code in (0, 1)
    assert json.loads(out)["lower"]
    (tmp_path / "b.json").write_text('[["1e5000", 1], [1, 0]]')
    assert run("certify", tmp_path / "b.json", "--all")[0] == 0


def test_run_with_an_unproved_certificate_says_so(run, tmp_path):
    path = tmp_path / "code.json"
    run("code", "random-biregular", "-n", 16, "-d", 4, "-o", path)
    words = ("run", path, "-s", 5, "--data", "tiny", "--rounds", 2, "--time-limit", 0)
    code, out, _ = run(*words)
    assert code == 1
    assert "not proved" in out
    assert "attack worst found" in out


@pytest.mark.parametrize("words", [("--help",), ()])
def test_help_names_every_verb(run, words):
    code, out, _ = run(*words)
    assert code == 0
    verbs = "exists design identify table code error certify compare run tour"
    for verb in verbs.split():
        assert verb in out


def test_the_tour(run, tmp_path):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    target = tmp_path / "tour.png"
    code, out, _ = run("tour", "-o", target, "--rounds", 30)
    assert code == 0
    assert "certified 1.000000000  measured 1.000000000" in out
    assert "worker 0 stopped" in out
    assert target.read_bytes().startswith(b"\x89PNG")


def test_the_tour_as_json(run, tmp_path):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    value = json.loads(run("tour", "-o", tmp_path / "t.svg", "--rounds", 5, "--json")[1])
    assert [p["error"] for p in value["curve"]][:5] == ["0", "1/5", "3/7", "9/13", "1"]
    assert len(value["trials"]) == 4
    assert [t["failed_rounds"] for t in value["trials"]] == [0, 0, 0, 1]


def test_a_verb_imports_no_other_verb():
    program = (
        "import sys; from kirkman.__main__ import main; main(['exists', '7', '3', '1']);"
        "print(*(m for m in sys.modules if '.command.' in m))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = set(done.stdout.decode().splitlines()[-1].split())
    shared = {"designs.command.arguments", "designs.command.console"}
    assert loaded - shared == {"designs.command.exists"}


def test_a_verb_that_is_none_is_answered_with_the_nearest(run):
    assert run("certfy") == (
        2, "", "kirkman: there is no verb 'certfy'; did you mean certify or verify.\n"
    )  # fmt: skip
    assert "exists, design, code" in run("zzzzz")[2]


def test_every_file_of_the_command_folders_is_its_verb():
    from kirkman.verbs import VERBS

    root = Path(__file__).resolve().parents[2]
    shared = {"__init__", "arguments", "console"}
    for room in ("designs", "adversary", "bounds"):
        files = {file.stem for file in (root / room / "command").glob("*.py")} - shared
        assert files == {verb for verb, where in VERBS.items() if where == room}
