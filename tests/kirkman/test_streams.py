"""The command line among pipes, closed streams, small limits and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m kirkman design 91 10 1 | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert done.stdout == b"0 1 2 3 4 5 6 7 8 9\n"
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["compare -n 6 -d 2", "--help", "exists 7 3 1"])
def test_nobody_reading_is_no_error(words):
    command = f"set -o pipefail; {sys.executable} -m kirkman {words} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("redirect", [">/dev/full", ">&-", "2>&-"])
def test_broken_streams_are_no_traceback(redirect):
    command = f"{sys.executable} -m kirkman exists 7 3 1 --json {redirect}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == (1 if "full" in redirect else 0)
    assert b"Traceback" not in done.stderr


def test_too_few_descriptors_is_one_sentence(fano):
    words = f"run {fano} -s 1 --data tiny --rounds 1"
    command = f"ulimit -n 16; {sys.executable} -m kirkman {words}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(b"kirkman: cannot start 7 workers")
    assert done.stderr.count(b"\n") == 1


def test_ascii_terminals_get_an_answer(tmp_path):
    matrix = tmp_path / "a.json"
    matrix.write_text('{"name": "\\ud800 \u00e9", "encoding": [[1]]}')
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "kirkman",
            "run",
            matrix,
            "-s",
            "0",
            "--data",
            "tiny",
            "--rounds",
            "1",
        ],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"1 rounds" in done.stdout


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.2, 0.3, 1.5])
def test_ctrl_c_at_any_moment_is_one_line(delay):
    words = ["kirkman", "compare", "-n", "40", "-d", "5"]
    program = (
        f"import sys; sys.argv = {words}; from kirkman.__main__ import entry;"
        "print(flush=True); sys.exit(entry())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"kirkman: interrupted.\n")


def test_certify_keeps_what_is_proved_on_ctrl_c(tmp_path, run):
    path = tmp_path / "code.json"
    run("code", "random-biregular", "-n", 60, "-d", 4, "-o", path)
    process = subprocess.Popen(
        [sys.executable, "-m", "kirkman", "certify", path, "-s", "24", "--json"],
        stdout=subprocess.PIPE,
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    value = json.loads(out)
    assert process.returncode == 1
    assert value["proved"] is False
    assert value["method"].startswith("stopped early")
