"""Settings shared by all tests: hypothesis without time limits, and a picture of leftovers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

from kirkman.__main__ import main

# The faces before pytest imports a part of them, of which it would make a second module.
import_module("adversary")

# Kernels that compile beside the tests would tell it wherever standard error is looked at.
first_use = import_module("adversary.worst_case.first_use")
first_use._told.append(first_use.TOLD)

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A shell without job control lets what it starts in the background ignore Ctrl-C, children too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def children() -> set[int]:
    """Processes whose parent is this one, dead ones not yet reaped included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(stat.parent.name))
    return found


def descriptors() -> set[str]:
    """What our file descriptors point to that could be left over: sockets and shared memory."""
    links = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if "memfd" in target or target.startswith("socket:"):
            links.add(target)
    return links


def shared_files() -> set[str]:
    """Named shared memory that could be ours: Python's own names, and those with our name."""
    return {p.name for name in ("psm_*", "*kirkman*") for p in Path("/dev/shm").glob(name)}


@pytest.fixture
def leftovers() -> SimpleNamespace:
    """The three ways to look for leftovers, for tests that look themselves."""
    return SimpleNamespace(children=children, descriptors=descriptors, shared_files=shared_files)


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fails the test if it leaves a process, a socket or a piece of shared memory behind."""
    before = children(), descriptors(), shared_files()
    yield
    after = children(), descriptors(), shared_files()
    for old, new in zip(before, after, strict=True):
        assert not new - old


@pytest.fixture
def run(capsys):
    def call(*words):
        code = main([str(w) for w in words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def fano(tmp_path, run):
    path = tmp_path / "fano.json"
    assert run("code", "block-design", 7, 3, 1, "-o", path)[0] == 0
    return path
