"""Ranks and their host: what they start ends with them, where they listen, and a host that is lost.

A second host is a namespace of this machine, "reached by ssh".
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mpi_jobs import SECONDS, mpi, played, started
from scenes import gone, until

from adversary.cluster.faults import state
from adversary.run.run_log import state_path

pytestmark = [
    mpi,
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
SCENES = "mpi_breeding_scenes.py"


@pytest.fixture(autouse=True)
def gates(tmp_path, monkeypatch):
    monkeypatch.setenv("KIRKMAN_GATES", str(tmp_path))


def test_ranks_of_one_host_listen_nowhere():
    said, code, errors = played("listens", script=SCENES)
    assert (said["closed"], code) == (["all"], 0), errors
    assert said["listening"] == [[]]


def test_transports_that_were_chosen_are_used():
    """Over TCP the ranks do listen: the look at their addresses sees it."""
    said, code, errors = played("listens", script=SCENES, words=["--mca", "btl", "tcp,self"])
    assert (said["closed"], code) == (["all"], 0), errors
    assert len(said["listening"][0]) >= 4


def test_children_of_ranks_stop_go_on_and_end_with_them():
    said, code, errors = played("stops", script=SCENES)
    assert (said["closed"], code) == (["all"], 0), errors
    assert [states[:2] for name in ("stop", "resume") for states in said[name]] == [
        ["T", "T"], ["S", "S"],
    ]  # fmt: skip
    assert all(letter in {"", "Z"} for letter in said["kill"][0][:2])
    children = [child for of in said["children"][0] for child in of]
    assert len(children) == 9
    assert gone(children, 0.5)


@pytest.mark.parametrize("victim", ["server", "mpiexec"])
def test_children_of_ranks_end_with_the_server(victim):
    job = started("waits", script=SCENES)
    told = next(line for line in job.stdout if line.startswith('["pids"'))
    server, *others = json.loads(told)[1]
    assert len(others) == 12
    assert "T" in map(state, others)
    os.kill(server if victim == "server" else _launcher(server), signal.SIGKILL)
    assert gone([server, *others], 20.0)
    job.communicate(timeout=60)


def _launcher(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


FAKE_SSH = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do shift; done
host=$1; shift
TMPDIR=$(dirname "$0")/tmp; mkdir -p "$TMPDIR"; export TMPDIR
exec unshare --uts --pid --fork --kill-child --mount-proc sh -c "hostname $host; $*"
"""


@pytest.fixture
def two_hosts(tmp_path, monkeypatch):
    """A hostfile with this host and another."""
    words = ["unshare", "--uts", "--pid", "--fork", "--mount-proc", "true"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("namespaces are not permitted here")
    (tmp_path / "ssh").write_text(FAKE_SSH)
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PRTE_MCA_plm_ssh_agent", str(tmp_path / "ssh"))
    hosts = tmp_path / "hosts"
    hosts.write_text(f"{os.uname().nodename} slots=2\nelsewhere slots=2\n")
    return hosts


def daemons(job):
    """The daemon that the mpiexec of this job keeps on the host elsewhere, all its processes."""
    children = Path(f"/proc/{job.pid}/task/{job.pid}/children").read_text().split()
    marks = [f"prterun-{os.uname().nodename}-{child}@" for child in children]
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_text().split("\0")
        except (OSError, UnicodeDecodeError):
            continue
        if words[0].endswith("prted") and any(m in w for m in marks for w in words):
            found.append(int(path.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("json_wanted", [True, False])
def test_the_loss_of_a_host_ends_with_a_sentence_and_exit_code_1(
    tmp_path, run, two_hosts, json_wanted
):
    code, log = tmp_path / "code.json", tmp_path / "run.jsonl"
    assert run("code", "block-design", 3, 2, 1, "-o", code)[0] == 0
    words = [sys.executable, "-m", "kirkman", "run", str(code), "-s", "1", "--data", "tiny"]
    words += ["--engine", "mpi", "--attack", "none", "--hostfile", str(two_hosts)]
    words += ["--rounds", "100000000", "--log", str(log), *(["--json"] if json_wanted else [])]
    job = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(state_path(log).exists, "the run begins", SECONDS)
    time.sleep(0.5)
    for pid in daemons(job):
        os.kill(pid, signal.SIGKILL)
    out, errors = job.communicate(timeout=SECONDS)
    assert job.returncode == 1, errors
    sentence = "the MPI job ended before its server had reported: a host, or mpiexec, was lost"
    if json_wanted:
        told = json.loads(out)
        assert (told["format"], told["lost"]) == ("kirkman-run/1", sentence)
    else:
        assert (out, errors.count(sentence)) == ("", 1)


@pytest.mark.slow
def test_a_run_on_two_hosts_that_ends_in_order(tmp_path, run, two_hosts):
    code = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code)[0] == 0
    words = [sys.executable, "-m", "kirkman", "run", str(code), "-s", "1", "--data", "tiny"]
    words += ["--engine", "mpi", "--attack", "none", "--hostfile", str(two_hosts), "--rounds", "5"]
    job = subprocess.run([*words, "--json"], capture_output=True, timeout=SECONDS, check=True)
    assert json.loads(job.stdout)["failed_rounds"] == 0


def test_hostfiles_that_do_not_fit(tmp_path, run):
    code = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code)[0] == 0
    words = ("run", code, "-s", 1, "--data", "tiny", "--hostfile", tmp_path / "none")
    for more, sentence in (((), "--engine mpi"), (("--engine", "mpi"), "a hostfile has a line")):
        status, out, err = run(*words, *more)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert sentence in err
