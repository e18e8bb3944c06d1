"""What the fault suite does to processes, done to the ranks of an MPI job.

The scenes check every round as `scenes.promise` says: sum, certificate, arrivals, reasons.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import pytest
from mpi_jobs import left, mpi, nothing_more, played, started
from scenes import gone

pytestmark = [
    mpi,
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]
FAULTS = "mpi_fault_scenes.py"


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Plays a scene to its end, after which nothing is left; what it has said."""
    monkeypatch.setenv("KIRKMAN_GATES", str(tmp_path))

    def call(scene, *told, script="mpi_tamper_scenes.py"):
        before = left()
        said, code, errors = played(scene, *told, ranks=5, script=script)
        assert (said["closed"], code) == (["all"], 0), errors
        assert nothing_more(before)
        return said

    return call


def test_slow_downs(play):
    """Seen, measured, taken back, refused by stopped and dead ranks, ended by the close."""
    assert gone(play("slow", script=FAULTS)["pids"][0], 20.0)


def test_stopped_late_suspended_and_killed_while_computing(play):
    assert gone(play("moments", script=FAULTS)["pids"][0], 20.0)


def test_messages_that_are_none_and_a_kill_in_the_close(play):
    """Parameters that were damaged on their way are sent again."""
    assert play("tampering")["stale"]


def test_endless_talk_does_not_keep_the_server(play):
    play("talking")


def test_another_combination_with_the_right_checksum_is_a_failed_round(play):
    play("lying_worker")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("dies", ""),
        ("nonsense", "it sent what is no message"),
        pytest.param("answer", "it sent a message before its hello", marks=pytest.mark.slow),
        pytest.param("protocol", "it speaks protocol ", marks=pytest.mark.slow),
        pytest.param("import", "ModuleNotFoundError: ", marks=pytest.mark.slow),
    ],
)
def test_a_rank_that_does_not_come_up_is_named(play, how, why):
    (sentence,) = play("start", how)["refused"]
    assert sentence.partition(": ")[2].startswith(why), sentence
    assert how == "import" or sentence.startswith("worker 1 did not start: ")


def test_when_the_server_is_told_to_end_nobody_goes_on_computing(tmp_path, monkeypatch):
    monkeypatch.setenv("KIRKMAN_GATES", str(tmp_path))
    before = left()
    job = started("orphans", ranks=5, script=FAULTS)
    line = next(line for line in job.stdout if line.startswith('["pids"'))
    pids = json.loads(line)[1]
    os.kill(pids[0], signal.SIGTERM)
    job.communicate(timeout=60)
    assert job.returncode
    assert gone(pids, 20.0)
    assert nothing_more(before)
