"""Damaged vectors and messages: refused, with the reason; the others' sum is right."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import fake_worker
import numpy as np
import pytest
from scenes import EXACT, NEARLY, scene, task_of

from adversary.run.settings import Settings
from adversary.run.trial import trial
from designs import uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.mark.parametrize("behaviour", ["flips_payload", "announces_early"])
def test_a_vector_that_is_not_the_one_announced(tmp_path, monkeypatch, behaviour):
    fake_worker.install(monkeypatch, w2=[behaviour])
    with scene(tmp_path) as s:
        for _ in range(100):
            s.round(4, 60.0, {2: "damaged"})


def test_a_flipped_bit_in_the_message(tmp_path, monkeypatch):
    """Whatever the bits: the answers do not count, the workers are named, the honest one is heard.

    A lost answer leaves the credit with the worker (it is "late" from then on); a datagram that is
    no message of the protocol ends it.
    """
    fake_worker.install(monkeypatch, **{f"w{w}": ["flips_message"] for w in range(1, 6)})
    allowed = "damaged", "late", "dead (sent what is no message)", "dead (speaks protocol "
    with scene(tmp_path, uncoded(6)) as s:
        for _ in range(3):
            brought = s.round(6, 1.0, dict.fromkeys(range(1, 6), ""))
            assert all(reason.startswith(allowed) for reason in brought.missing.values())


@pytest.mark.parametrize(
    "size", [1, 6000, *(pytest.param(x, marks=pytest.mark.slow) for x in (18, 19, 64, 4096))]
)
def test_a_message_of_the_wrong_length(tmp_path, monkeypatch, size):
    fake_worker.install(monkeypatch, w1=["sends", size])
    with scene(tmp_path, NEARLY) as s:
        for _ in range(2):
            brought = s.round(3, 60.0, {1: "dead (sent what is no message)"})
            assert brought.seconds < 30.0


def test_an_empty_message_ends_the_worker(tmp_path, monkeypatch):
    fake_worker.install(monkeypatch, w1=["sends", 0])
    with scene(tmp_path, NEARLY) as s:
        s.round(3, 60.0, {1: "dead (closed its channel)"})
        s.round(3, 60.0, {1: "dead (closed its channel)"})


def test_a_worker_that_closes_its_channel_delays_nobody(tmp_path):
    """It lives on, so that the server must end it; not before the others are heard."""
    with scene(tmp_path, uncoded(3), gradient="gates:closes_its_channel") as s:
        brought = s.round(2, 60.0, {}, some=True)
        while 1 not in brought.missing or brought.missing[1] == "late":
            brought = s.round(2, 60.0, {}, some=True)
        assert brought.missing == {1: "dead (closed its channel)"}
        assert brought.seconds < 0.9


@pytest.mark.parametrize(
    "value", ["nan", *(pytest.param(x, marks=pytest.mark.slow) for x in ("inf", "-inf"))]
)
def test_no_step_is_taken_with_a_number_that_is_none(monkeypatch, value):
    """The checksum is right: the sum is looked at, and the round has failed by name."""
    fake_worker.install(monkeypatch, w1=["writes", value])
    result = trial(EXACT, task_of(EXACT, "gates:spins"), Settings(0, rounds=9))
    assert len(result.failures) == len(result.rounds) == 3
    assert all(record.failure for record in result.rounds)
    assert np.isfinite(result.loss)


def test_single_precision_where_double_is_meant(monkeypatch):
    fake_worker.install(monkeypatch, w1=["writes_single_precision"])
    result = trial(EXACT, task_of(EXACT, "gates:spins"), Settings(0, rounds=9))
    assert len(result.failures) == len(result.rounds) == 3
    assert all("decode error measured" in record.failure for record in result.rounds)


@pytest.mark.parametrize("gradient", ["single", "integers"])
def test_gradients_in_other_numbers_are_converted(tmp_path, gradient):
    with scene(tmp_path, uncoded(1), gradient=f"gates:{gradient}") as s:
        s.round()


@pytest.mark.parametrize(
    "gradient", ["imaginary", "objects", "letters", "infinite", "not_a_number"]
)
def test_gradients_that_are_no_real_numbers_fail_by_name(tmp_path, gradient):
    with scene(tmp_path, uncoded(2), gradient=f"gates:{gradient}") as s:
        for _ in range(2):
            s.round(2, 60.0, {1: "failed ("})


@pytest.mark.parametrize("then", ["stopped", "killed", "continued", "continued a round later"])
def test_half_written(tmp_path, monkeypatch, then):
    """The worker stops itself when half of its vector is new: then the test decides."""
    fake_worker.install(monkeypatch, w2=["half_written", 2])
    with scene(tmp_path, dimension=1000) as s:
        s.round()
        before = s.slot(2)
        s.broadcast()
        s.await_state(2, "T")
        changed = s.slot(2) != before
        assert changed[:100].any()
        assert not changed[502:].any()
        if then == "continued":
            s.engine.resume(2)
            s.collect(4, 60.0, {})
        elif then == "killed":
            s.engine.kill(2)
            s.collect(4, 60.0, {2: "dead (SIGKILL)"})
            s.engine.restart(2)
        else:
            s.collect(3, 60.0, {2: "stopped"})
            s.round(3, 60.0, {2: "stopped"})
            if then == "continued a round later":
                s.engine.resume(2)
        if then == "stopped":
            s.round(3, 60.0, {2: "stopped"})
        else:
            s.round()


@pytest.mark.parametrize("levels", [[1, 0], [7], [0, 0, 0], [0, 65535]], ids=str)
def test_levels_out_of_order(tmp_path, monkeypatch, levels):
    """Levels of a nested code count in their order, each once."""
    same = uncoded(3)
    levels_twice = SimpleNamespace(
        workers=3, partitions=3, codes=(same, same), tasks=same.tasks, sending=None
    )
    fake_worker.install(monkeypatch, w1=["wrong_levels", *levels])
    with scene(tmp_path, uncoded(3), scheme=levels_twice) as s:
        for attempt in range(3):
            s.broadcast()
            if not attempt:
                s.await_message(1)
            brought = s.engine.collect(lambda done: done.get(0) == done.get(2) == 2, 20.0)
            brought = s.engine.collect(3, 0.3)
            assert sorted(brought.answers) == [0, 2]
            assert brought.missing[1] in ("damaged", "late")
            assert attempt or brought.missing[1] == "damaged"
            vectors = brought.levels.get(1, ())
            assert all(v[0] == s.parameters[0] - 1 for v in vectors)
            assert len(vectors) == (levels[0] == 0 and not attempt)
