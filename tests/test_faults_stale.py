"""Parameters that have moved on, are torn, or were scribbled on: the round is dropped."""

from __future__ import annotations

import sys

import fake_worker
import pytest
from scenes import EXACT, NEARLY, scene

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def diary(gates, worker):
    return (gates / f"{worker}.diary").read_text().split()


@pytest.mark.parametrize("behaviour", ["reads_late", "reads_torn"])
def test_stopped_between_the_round_number_and_the_copy(tmp_path, monkeypatch, behaviour):
    """The worker has read the number of round 2 and none, or half, of its parameters."""
    fake_worker.install(monkeypatch, w1=[behaviour, 2])
    with scene(tmp_path) as s:
        s.round()
        s.broadcast()
        s.await_state(1, "T")
        s.collect(3, 60.0, {1: "stopped"})
        s.round(3, 60.0, {1: "stopped"})
        s.engine.resume(1)
        s.round()
        assert diary(tmp_path, 1)[:3] == ["ANSWER", "STALE", "ANSWER"]


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


def test_parameters_damaged_on_their_way(tmp_path):
    """No answer to parameters that the server has not sent."""
    with scene(tmp_path) as s:
        s.round()
        s.engine.stop(1)
        s.broadcast()
        s.collect(3, 60.0, {1: "stopped"})
        sent = s.engine._parameters[5]
        s.engine._parameters[5] += 1
        s.engine.resume(1)
        s.collect(4, 0.3, {1: "late"})
        s.engine._parameters[5] = sent
        s.collect(4, 60.0, {})


def test_a_worker_that_writes_into_the_parameters(tmp_path, monkeypatch):
    """The sum is right or the round has too few answers; the next round is everybody's again."""
    fake_worker.install(monkeypatch, w1=["scribbles"])
    with scene(tmp_path) as s:
        for _ in range(20):
            s.round(3, 0.1, {1: "late"}, some=True)
        s.engine.stop(1)
        s.round(EXACT.workers - 1, 60.0, {1: "stopped"})
