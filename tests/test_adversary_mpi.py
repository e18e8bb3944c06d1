"""The engine over MPI: ranks late, stopped, killed, failing, damaged; and nothing left."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from adversary.cluster import ClusterError
from adversary.cluster.faults import state
from adversary.cluster.mpi.launch import command
from adversary.cluster.processes import Processes
from adversary.cluster.start import open_engine
from adversary.training import Task, tiny
from designs import BadInput, GradientCode, uncoded

SCENES = Path(__file__).with_name("mpi_scenes.py")
MPIEXEC = (Path(sys.executable).parent / "mpiexec").exists() or shutil.which("mpiexec")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
mpi = pytest.mark.skipif(
    importlib.util.find_spec("mpi4py") is None or not MPIEXEC,
    reason="needs mpi4py and Open MPI: pip install 'kirkman[mpi]'",
)
SECONDS = 240


def left() -> set[str]:
    """What Open MPI leaves in shared memory and among the temporary files when it is killed."""
    segments = {p.name for p in Path("/dev/shm").glob("sm_segment.*")}
    return segments | {p.name for p in Path("/tmp").glob("ompi.*")}


def gone(pids, seconds=20.0):
    """Whether all these processes end within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all(state(pid) in ("", "Z") for pid in pids):
            return True
        time.sleep(0.02)
    return False


def started(scene, *words, ranks=4, ulfm=True):
    """A job that plays a scene."""
    head = command(ranks)
    if not ulfm:
        head = [word for word in head if word not in ("--with-ft", "ulfm")]
    return subprocess.Popen(
        [*head, sys.executable, str(SCENES), scene, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def played(scene, *words, **options):
    """What a scene says, by name, in order, and its exit code."""
    job = started(scene, *words, **options)
    try:
        out, errors = job.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        job.terminate()
        job.communicate(timeout=30)
        raise
    said = defaultdict(list)
    for line in out.splitlines():
        name, value = json.loads(line)
        said[name].append(value)
    return said, job.returncode, errors


@pytest.fixture(scope="module")
def faults():
    """What one job has lived through, with all pids of its workers at the end."""
    before = left()
    said, code, errors = played("faults", ranks=6)
    assert (said["closed"], code) == (["all"], 0), errors
    assert left() == before
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
    task = Task("same", "adversary.training:mean_gradient", numbers, 1, 3, 0.5, None)
    with Processes(matrix, task) as engine:
        for p, found in zip((0.0, 1.5), said["answers"], strict=True):
            engine.broadcast(np.array([p]))
            same = engine.collect(3, 20.0).answers
            assert found == {str(w): v.tolist() for w, v in same.items()}
    assert all(0 < seconds < SECONDS for seconds in said["arrivals"][0].values())
    assert "not replaced" in said["restart"][0]
    assert "one engine" in said["second"][0]
    if ulfm:
        assert said["faults"][0] == [None, None, "process is dead: the fault had no effect"] or (
            "no effect" in said["faults"][0][2]
        )
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
    assert gone(faults["pids"])


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
    assert gone([server, launcher, *workers])
    end = time.monotonic() + 20
    while left() - before and time.monotonic() < end:
        time.sleep(0.05)
    assert not left() - before


@mpi
def test_a_job_of_another_size_is_refused_and_ends():
    _, code, errors = played("misfit")
    assert code == 1
    assert "2 workers need 3 ranks, one for the server, got 4: mpiexec -n 3" in errors


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


@mpi
@pytest.mark.slow
def test_the_death_of_a_rank_elsewhere_is_reported_by_mpi():
    said, code, errors = played("elsewhere")
    assert (said["closed"], code) == (["all"], 0), errors
    assert "signals do not reach it" in said["no signals"][0]
    (answers, missing), (later, _) = said["lost"][0]
    assert answers == all_but(1008, 1, n=3)
    assert missing == {"1": "dead (MPI_ERR_PROC_FAILED)"}
    assert later == all_but(2.0, 1, n=3)


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
