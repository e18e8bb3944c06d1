"""The end of an MPI job: everybody is asked to go, and nobody is waited for for ever."""

from __future__ import annotations

import sys

import pytest
from pretended_mpi import World

from adversary.cluster.messages import Kind, Message
from adversary.cluster.mpi import job as module
from adversary.cluster.mpi.frames import framed, opened

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux")


@pytest.fixture
def world():
    return World(4, at_once=True)


def told(world):
    return [(rank, opened(frame).kind) for rank, frame in world.frames]


@pytest.mark.parametrize(("ulfm", "finalized"), [("1", 0), ("0", 1)])
def test_without_ulfm_everybody_finalizes(world, monkeypatch, ulfm, finalized):
    monkeypatch.setenv("OMPI_MCA_mpi_ft_enable", ulfm)
    job = module.Job(world.mpi)
    for rank in (1, 2, 3):
        world.arriving[rank] += [framed(Message(Kind.STALE)), framed(Message(Kind.QUIT))]
    job.quit()
    job.quit()
    assert told(world) == [(rank, Kind.QUIT) for rank in (1, 2, 3)]
    assert job.over
    assert world.finalized == finalized


def test_a_rank_that_says_nothing_is_not_waited_for(world, monkeypatch):
    monkeypatch.setattr(module, "_QUIT_SECONDS", 0.02)
    job = module.Job(world.mpi)
    for rank in (1, 3):
        world.arriving[rank].append(framed(Message(Kind.QUIT)))
    job.quit()
    assert job.over
    assert world.finalized == 0
