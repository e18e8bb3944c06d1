"""The engine over MPI: ranks late, stopped, killed, failing, damaged; and nothing left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from mpi_jobs import SECONDS, left, mpi, nothing_more, played, started
from scenes import gone

from adversary.cluster import ClusterError
from adversary.cluster.faults import state
from adversary.cluster.mpi.launch import command
from adversary.cluster.processes import Processes
from adversary.cluster.start import open_engine
from adversary.tasks.task import Task, tiny
from designs import BadInput, GradientCode, uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.fixture(scope="module")
def faults():
    """What one job has lived through, with all pids of its workers at the end."""
    before = left()
    said, code, errors = played("faults", ranks=6)
    assert (said["closed"], code) == (["all"], 0), errors
    assert nothing_more(before)
    return {name: values[0] for name, values in said.items()}


def all_but(p, *missing, n=5):
    """The answers of the others to the parameter p."""
    return {str(w): p - w for w in range(n) if w not in missing}


@mpi
@pytest.mark.parametrize("ulfm", [True, False])
def test_answers_are_those_of_the_processes_engine(ulfm):
    said, code, errors = played("answers", ulfm=ulfm)
    assert (said["closed"], code) == (["all"], 0), errors
    matrix = GradientCode([["1/3", -2, 0], [0, 1, 1], [1, 1, 1]])
    numbers = [(np.array([float(x)]),) for x in range(3)]
    task = Task("same", "adversary.tasks.task:mean_gradient", numbers, 1, 3, 0.5, None)
    with Processes(matrix, task) as engine:
        for p, found in zip((0.0, 1.5), said["answers"], strict=True):
            engine.broadcast(np.array([p]))
            same = engine.collect(3, 20.0).answers
            assert found == {str(w): v.tolist() for w, v in same.items()}
    assert all(0 < seconds < SECONDS for seconds in said["arrivals"][0].values())
    assert "not replaced" in said["restart"][0]
    assert "one engine" in said["second"][0]
    if ulfm:
        *real, resumed, slowed = said["faults"][0]
        assert real == [None, None]
        assert "no effect" in resumed
        assert "no effect" in slowed
    else:
        assert all("without ULFM" in sentence for sentence in said["faults"][0])


@mpi
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("RAISE", "failed (ValueError: boom)"),
        ("SHAPE", "failed (ValueError: a gradient has shape (1,), got (3,))"),
        ("NAN", "failed (ValueError: the gradient is not finite)"),
        ("BIT", "damaged"),
        ("SHORT", "damaged"),
    ],
)
def test_a_bad_answer_is_refused_and_the_next_one_counts(faults, name, reason):
    (answers, missing), after = faults[name]
    assert len(answers) == 4
    assert missing == {"1": reason}
    assert after == [all_but(2.0), {}]


@mpi
def test_answers_nobody_asked_for_are_dropped(faults):
    for name, p in (("TWICE", 1006), ("AHEAD", 1007)):
        assert faults[name] == [[all_but(p), {}], [all_but(2.0), {}]]


@mpi
def test_late_answers_never_enter_another_round(faults):
    late = 0
    for r, (answers, missing) in enumerate(faults["late"]):
        p = 1000 if r % 3 == 0 else r
        assert answers == {w: p - int(w) for w in answers}
        late += missing.get("1") == "late"
    assert late > 20
    assert faults["caught up"] == [all_but(7.0), {}]


@mpi
def test_a_stopped_rank_starves_nobody_and_has_no_backlog(faults):
    wrong, _longest = faults["stopped"]
    assert wrong == 0
    found, seconds = faults["resumed"]
    assert found == [all_but(9.0), {}]
    assert seconds < 10
    assert faults["deadline"] == [all_but(1.0, 2), {"2": "stopped"}]
    assert faults["recovered"] == [all_but(2.0), {}]


@mpi
def test_a_killed_rank_is_named_and_the_rest_go_on(faults):
    first, *others = faults["dies computing"]
    assert first[0] == all_but(1008, 1)
    assert first[1]["1"].startswith("dead (")
    for answers, missing in others:
        assert answers == all_but(2.0, 1)
        assert missing["1"].startswith("dead (")
    assert "no effect" in faults["refused"]
    answers, missing, after = faults["dies in round"]
    assert set(answers) >= {0, 2, 3}
    assert missing.get("4", "dead (SIGKILL)") == "dead (SIGKILL)"
    assert after[0] == all_but(2.0, 1, 4)


@mpi
def test_when_too_few_can_answer_the_failure_is_named_at_once(faults):
    (answers, missing), seconds = faults["too few"]
    assert answers == all_but(3.0, 0, 1, 4)
    assert missing["0"] == missing["4"] == "dead (SIGKILL)"
    assert missing["1"].startswith("dead (")
    assert seconds < 30


@mpi
def test_nothing_is_left_after_closing_with_dead_and_stopped_ranks(faults):
    assert gone(faults["pids"], 20.0)


@mpi
def test_a_rank_that_leaves_does_not_end_the_job():
    said, code, errors = played("leaving")
    first, second = said["leaves"][0]
    assert first[1]["1"].startswith("dead (")
    assert second[0] == all_but(2.0, 1, n=3)
    assert (said["closed"], code) == (["all"], 0)
    assert "SystemExit: 7" in errors


@mpi
@pytest.mark.parametrize("victim", ["server", "mpiexec"])
def test_when_one_is_killed_all_die_and_no_file_is_left(victim):
    before = left()
    job = started("waiting")
    server, launcher, *workers = json.loads(job.stdout.readline())[1]
    assert [state(pid) for pid in workers] == ["T"] * 3
    os.kill(server if victim == "server" else launcher, signal.SIGKILL)
    job.communicate(timeout=60)
    assert job.returncode
    assert gone([server, launcher, *workers], 20.0)
    assert nothing_more(before)


@mpi
def test_a_job_of_another_size_is_refused_and_ends():
    _, code, errors = played("misfit")
    assert code == 1
    assert "2 workers need 3 ranks, one for the server, got 4: mpiexec -n 3" in errors


@mpi
@pytest.mark.slow
def test_a_rank_that_fails_before_the_start_is_not_waited_for_for_ever():
    before = left()
    said, code, errors = played("absent")
    assert code
    assert "Timeout" in errors
    assert "closed" not in said
    assert nothing_more(before)


@mpi
@pytest.mark.slow
def test_a_rank_killed_with_its_answer_under_way():
    said, code, errors = played("sending")
    assert (said["closed"], code) == (["all"], 0), errors
    (answers, missing), *others = said["dies sending"][0]
    assert {w: v for w, v in answers.items() if w != "1"} == all_but(1009, 1, n=3)
    assert "1" in answers or missing["1"].startswith("dead (")
    for r, (later, absent) in enumerate(others):
        assert later == all_but(r, 1, n=3)
        assert absent["1"].startswith("dead (")


FAKE_SSH = """#!/bin/sh
host=$1; shift
exec unshare --uts --pid --fork --kill-child --mount-proc sh -c "hostname $host; $*"
"""


def two_hosts(folder):
    """Words for mpiexec: a second host is a namespace of this machine, "reached by ssh"."""
    tried = subprocess.run(
        ["unshare", "--uts", "--pid", "--fork", "--mount-proc", "true"],
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        pytest.skip("namespaces are not permitted here")
    (folder / "ssh").write_text(FAKE_SSH)
    (folder / "ssh").chmod(0o755)
    hosts = folder / "hosts"
    hosts.write_text(f"{os.uname().nodename} slots=2\nelsewhere slots=2\n")
    return ["--hostfile", str(hosts), "--prtemca", "plm_ssh_agent", str(folder / "ssh")]


@mpi
@pytest.mark.slow
@pytest.mark.parametrize("way", ["pretended", "two hosts", "tcp"])
def test_the_death_of_a_rank_elsewhere_is_reported_by_mpi(way, tmp_path):
    words = ["--mca", "btl", "tcp,self"] if way == "tcp" else []
    words = two_hosts(tmp_path) if way == "two hosts" else words
    pretend = [] if way == "two hosts" else ["pretend"]
    said, code, errors = played("elsewhere", *pretend, words=words)
    assert (said["closed"], code) == (["all"], 0), errors
    assert "signals do not reach it" in said["no signals"][0]
    (answers, missing), (later, _) = said["lost"][0]
    assert answers == all_but(1008, 1, n=3)
    assert missing == {"1": "dead (MPI_ERR_PROC_FAILED)"}
    assert later == all_but(2.0, 1, n=3)


@mpi
@pytest.mark.slow
def test_the_script_of_the_page_prints_what_it_says(tmp_path):
    page = (Path(__file__).parents[4] / "docs" / "mpi.md").read_text()
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "script.py").write_text(script)
    told = [*command(8), sys.executable, str(tmp_path / "script.py")]
    job = subprocess.run(told, capture_output=True, text=True, timeout=SECONDS, check=True)
    assert job.stdout.strip() in page


@mpi
@pytest.mark.slow
def test_the_command_line_starts_a_job_and_hands_on_its_exit_code(tmp_path, run):
    code = tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code)[0] == 0
    words = [sys.executable, "-m", "kirkman", "run", str(code), "-s", "1", "--data", "tiny"]
    words += ["--engine", "mpi"]
    more = ["--fault", "kill", "--rounds", "5", "--json"]
    job = subprocess.run([*words, *more], capture_output=True, timeout=SECONDS, check=True)
    told = json.loads(job.stdout)
    assert told["engine"] == "mpi"
    assert told["failed_rounds"] == 0
    assert abs(told["worst_measured_error"] - 1 / 3) < 1e-9
    more = ["--attack", "none", "--rounds", "5", "--deadline", "0.02"]
    more += ["--delays", "fixed:workers=0/1/2,delay=9"]
    job = subprocess.run([*words, *more], capture_output=True, timeout=SECONDS, check=False)
    assert job.returncode == 1, job.stderr


@mpi
@pytest.mark.slow
def test_ctrl_c_in_the_command_line(tmp_path, run):
    before, code = left(), tmp_path / "code.json"
    assert run("code", "block-design", 3, 2, 1, "-o", code)[0] == 0
    words = [sys.executable, "-m", "kirkman", "run", str(code), "-s", "1", "--data", "tiny"]
    words += ["--engine", "mpi", "--rounds", "100000000"]
    job = subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + 60
    while len(left() - before) < 5 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(1.0)
    os.killpg(job.pid, signal.SIGINT)
    _, errors = job.communicate(timeout=60)
    assert job.returncode == 130
    assert errors.endswith(b"kirkman: interrupted.\n")
    assert nothing_more(before)


@mpi
@pytest.mark.slow
@pytest.mark.parametrize(
    ("policy", "first", "last"), [("abandon", 2, 3), ("newest", 3, 20), ("in-order", 3, 20)]
)
def test_levels_policies_and_delays(policy, first, last):
    said, code, errors = played("levels", policy)
    assert (said["closed"], code) == (["all"], 0), errors
    assert {w: [v[0] for v in vectors] for w, vectors in said["levels"][0].items()} == {
        "0": [0.0, -2.0], "1": [-1.0, -5.0],
    }  # fmt: skip
    number, value = said["back"][0]
    assert first <= number <= last
    assert value == number * 3 - 2


@mpi
def test_outside_of_a_job_it_says_how_to_start_one():
    with pytest.raises(ClusterError, match=re.escape("mpiexec --with-ft ulfm -n")):
        open_engine("mpi", uncoded(2), tiny(2))


def test_engines_have_names():
    with pytest.raises(BadInput, match="processes, mpi, got 'clouds'"):
        open_engine("clouds", uncoded(2), tiny(2))
