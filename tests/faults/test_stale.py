"""Parameters that have moved on or are torn make no answer that counts; no worker writes any."""

from __future__ import annotations

import sys

import fake_worker
import pytest
from scenes import NEARLY, scene

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def diary(gates, worker):
    return (gates / f"{worker}.diary").read_text().split()


@pytest.mark.parametrize(
    ("behaviour", "second"), [("reads_late", "STALE"), ("reads_torn", "ANSWER")]
)
def test_stopped_before_all_parameters_are_read(tmp_path, monkeypatch, behaviour, second):
    """The worker has read none, or half, of the parameters of round 2, the others are of round 3.

    In the first case it sees that; in the second its answer to round 2 comes too late to count.
    """
    fake_worker.install(monkeypatch, w1=[behaviour, 2])
    with scene(tmp_path) as s:
        s.round()
        s.broadcast()
        s.await_state(1, "T")
        s.collect(3, 60.0, {1: "stopped"})
        s.round(3, 60.0, {1: "stopped"})
        s.engine.resume(1)
        s.round()
        assert diary(tmp_path, 1)[:3] == ["ANSWER", second, "ANSWER"]


@pytest.mark.parametrize("policy", ["in-order", "abandon"])
def test_the_same_under_the_other_policies(tmp_path, monkeypatch, policy):
    fake_worker.install(monkeypatch, w1=["reads_late", 2])
    with scene(tmp_path, NEARLY, policy=policy) as s:
        s.round()
        s.broadcast()
        s.await_state(1, "T")
        s.collect(2, 60.0, {1: "stopped"})
        s.round(2, 60.0, {1: "stopped"})
        s.engine.resume(1)
        s.round()
        assert diary(tmp_path, 1)[1] == "STALE"


def test_no_worker_can_write_into_the_parameters(tmp_path, monkeypatch):
    """Not through its view, a new one, or its descriptor: everybody answers every round."""
    fake_worker.install(monkeypatch, w1=["scribbles"])
    with scene(tmp_path) as s:
        for _ in range(20):
            s.round()
        refused = ["ValueError", "PermissionError", "PermissionError", "PermissionError"]
        assert diary(tmp_path, 1) == 20 * refused
