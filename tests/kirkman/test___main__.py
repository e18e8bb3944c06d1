"""The command line as a user runs it: answers, exit codes, JSON, and one sentence for bad input."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import time

import numpy as np
import pytest
import typer

from designs.errors import BadInput, Unavailable, VerificationError
from kirkman.__main__ import entry, main


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


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (BadInput("k must be at most v, got 8"), 2, "k must be at most v, got 8."),
        (BadInput("two\nlines."), 2, "two lines."),
        (Unavailable("there is no such design"), 1, "there is no such design."),
        (VerificationError("not proved"), 1, "not proved."),
        (MemoryError(), 1, "MemoryError."),
        (OSError(28, "No space left"), 1, "OSError [Errno 28] No space left."),
        (KeyboardInterrupt(), 130, "interrupted."),
        (typer.Abort(), 130, "interrupted."),
    ],
    ids=lambda x: type(x).__name__,
)
def test_whatever_a_verb_raises_is_one_sentence_and_its_exit_code(
    monkeypatch, capsys, raised, code, said
):
    def command():
        raise raised

    monkeypatch.setattr("kirkman.__main__.command", command)
    assert main(["exists"]) == code
    assert capsys.readouterr() == ("", f"kirkman: {said}\n")


def test_ctrl_c_while_modules_are_imported_is_one_line(monkeypatch, capsys):
    def imports():
        raise KeyboardInterrupt

    monkeypatch.setattr("kirkman.__main__.main", imports)
    # kernels that another test has begun to compile here would end this process
    monkeypatch.setitem(sys.modules, "adversary.worst_case.first_use", None)
    assert entry() == 130
    assert capsys.readouterr().err == "kirkman: interrupted.\n"


def test_what_the_logger_is_told_stands_on_standard_error(run, capsys):
    assert run("exists", 7, 3, 1)[0] == 0
    logging.getLogger("kirkman").info("compiling kernels, once on this machine")
    assert capsys.readouterr().err == "kirkman: compiling kernels, once on this machine.\n"


LEAVE = """
import sys
from threading import Event
from adversary.worst_case import first_use
from adversary.worst_case.first_use import Kernels
first_use.TREE = Kernels(Event().wait)  # they never come to an end
first_use.TREE.start()
sys.argv = ["kirkman", "exists", "7", "8", "1"]
from kirkman.__main__ import entry
sys.exit(entry())
"""


def test_a_command_that_is_done_does_not_wait_for_kernels():
    words = [sys.executable, "-c", LEAVE]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("kirkman: ")
