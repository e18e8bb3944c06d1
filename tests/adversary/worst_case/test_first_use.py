"""Kernels that are not compiled yet: who waits for them, who does not, and what is told."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from importlib import import_module
from threading import Event

import pytest
from small_codes import brute

from adversary import worst_case
from adversary.worst_case import curve, first_use
from adversary.worst_case.enumeration import Enumeration
from adversary.worst_case.first_use import Kernels
from adversary.worst_case.proof import Proof
from adversary.worst_case.request import Request
from adversary.worst_case.result import Method
from designs import random_biregular

PROOF = import_module("adversary.worst_case.proof")
REGULAR = random_biregular(14, 14, 4, seed=1)

pytest.importorskip("numba")


class Cold(Kernels):
    """Kernels whose compilation has begun, and ends when the test says so."""

    def __init__(self):
        self.may_end = Event()
        super().__init__(self.compile)

    def compile(self):
        self._compile_begins()
        self.may_end.wait()


@pytest.fixture
def cold(monkeypatch):
    kernels = Cold()
    monkeypatch.setattr(PROOF, "TREE", kernels)
    monkeypatch.setattr(PROOF, "FIXED", kernels)
    monkeypatch.setattr(first_use, "_told", [])
    monkeypatch.setattr(PROOF, "LISTING", kernels)
    monkeypatch.setattr(first_use, "TREE", kernels)
    yield kernels
    kernels.may_end.set()
    kernels.stop()


def no_wait():
    return time.monotonic() - 1


def test_the_first_call_is_made_once_and_waited_for():
    calls = []
    kernels = Kernels(lambda: calls.append(1))
    assert not kernels.ready
    assert kernels.wait(None)
    assert kernels.wait(None)
    assert kernels.loaded(None)
    assert kernels.ready
    assert not kernels.busy
    assert calls == [1]


def test_nobody_waits_for_a_compilation_beyond_the_deadline(cold):
    assert not cold.wait(no_wait())
    assert not cold.loaded(None)
    assert cold.compiling
    assert first_use.busy()
    cold.may_end.set()
    assert cold.wait(None)
    assert cold.loaded(no_wait())
    assert not cold.compiling


def test_a_first_call_that_fails_keeps_nobody_waiting():
    assert Kernels(lambda: 1 // 0).wait(None)


def test_no_function_is_compiled_after_the_stop(cold):
    assert not cold.loaded(None)
    compiled = []

    def two_functions():
        begins.wait()
        kernels._compile_begins()
        compiled.append(1)

    begins = Event()
    kernels = Kernels(two_functions)
    kernels.start()
    kernels._stopped = True
    begins.set()
    kernels.stop()
    assert compiled == []
    assert kernels.ready


def test_without_a_compiler_everything_is_ready(monkeypatch):
    monkeypatch.setenv("KIRKMAN_PLAIN", "1")
    assert Kernels(lambda: None).ready


def test_kernels_tell_once_that_they_are_compiled(cold, monkeypatch):
    told = []  # also by kernels that other tests have begun to compile
    monkeypatch.setattr(first_use, "_tell_once", lambda: told.append(threading.current_thread()))
    assert not cold.loaded(None)
    cold._compile_begins()  # in another thread that compiles
    cold.may_end.set()
    assert cold.wait(None)
    assert told.count(cold._thread) == 1


def test_it_is_told_once_in_a_process(monkeypatch, caplog):
    monkeypatch.setattr(first_use, "LOGGER", "told_in_tests")
    monkeypatch.setattr(first_use, "_told", [])
    with caplog.at_level(logging.INFO, logger="told_in_tests"):
        first_use._tell_once()
        first_use._tell_once()
    assert [record.getMessage() for record in caplog.records] == [first_use.TOLD]


def test_with_a_limit_the_enumeration_stands_in_and_can_prove_the_point(cold):
    proof = Proof(REGULAR, 5, Request(), time.monotonic() + 600)
    assert proof.wants_kernels
    proof.run(None, keep_on_interrupt=False)
    assert not cold.ready
    assert isinstance(proof._search, Enumeration)
    assert proof.result().method is Method.ENUMERATION
    assert proof.result().error == brute(REGULAR, 5)


def test_a_compiled_search_takes_over_when_the_kernels_are_ready(cold, monkeypatch):
    monkeypatch.setattr(PROOF, "_STAND_IN_SLICE", 0.02)  # or the enumeration may be done before
    code = random_biregular(24, 24, 5, seed=1)
    proof = Proof(code, 8, Request(), time.monotonic() + 600)

    def ready_after_a_while(*_):
        cold.may_end.set()

    proof.run(ready_after_a_while, keep_on_interrupt=False)
    assert proof.result().method in (Method.BRANCH_AND_BOUND, Method.ALL_SETS)
    assert proof.result().error == worst_case(code, 8).error


@pytest.mark.parametrize("decoder", ["optimal", "one-step"])
def test_a_limit_that_passes_before_they_are_ready_leaves_an_interval(cold, decoder):
    code = random_biregular(40, 40, 5, seed=0)
    point = worst_case(code, 8, decoder=decoder, time_limit=0)
    assert not cold.ready
    assert not point.proved
    assert point.lower <= point.upper


def test_the_cheap_points_of_a_curve_need_no_kernels(cold):
    code = random_biregular(40, 40, 5, seed=0)
    points = curve(code, time_limit=0.0)
    assert len(points) == 41
    assert not cold.ready


TELL = """
import logging, time
from adversary.worst_case.first_use import TREE
logging.basicConfig(format="%(message)s", level=logging.INFO)
print(TREE.loaded(None), TREE.compiling)
"""


@pytest.mark.slow
def test_a_cold_cache_is_seen_and_a_warm_one_too(tmp_path):
    def words(cache, text):
        environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
        return subprocess.run(
            [sys.executable, "-c", text],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip

    cold = words(tmp_path, TELL)
    assert cold.stdout.split() == ["False", "True"]
    assert first_use.TOLD in cold.stderr
    words(tmp_path, "from adversary.worst_case.first_use import TREE; TREE.wait(None)")
    warm = words(tmp_path, TELL)
    assert warm.stdout.split() == ["True", "False"]
    assert first_use.TOLD not in warm.stderr
