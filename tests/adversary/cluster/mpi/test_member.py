"""A rank as the server sees it: signals, and why an answer is missing."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from pretended_mpi import World

from adversary.cluster import ClusterError, faults
from adversary.cluster.mpi.link import Link
from adversary.cluster.mpi.member import Member

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.fixture
def member(sleeping):
    """A member whose rank is a process that sleeps."""
    link = Link(World(3).mpi, 2)
    member = Member(count=1, link=link, pid=sleeping.pid, handle=os.pidfd_open(sleeping.pid))
    yield member
    member.forget()
    assert member.handle == -1


def test_why_an_answer_is_missing(member):
    assert member.reason() == "late"
    faults.stop(member)
    assert member.reason() == "stopped"
    faults.resume(member)
    assert member.reason() == "late"
    member.kill()
    assert member.reason() == "dead (SIGKILL)"


def test_death_is_seen_twice_before_a_rank_is_given_up(member, sleeping):
    member.look()
    assert not member.dead
    sleeping.kill()
    assert member.ended(60)
    member.look()
    assert not member.dead
    member.look()
    assert member.dead
    assert member.reason() == "dead (its process has ended)"


def test_what_mpi_reports_is_the_reason(member):
    member.link.lost = "MPI_ERR_PROC_FAILED"
    assert member.dead
    assert member.reason() == "dead (MPI_ERR_PROC_FAILED)"


def test_signals_to_the_dead_and_to_another_host(member, sleeping):
    sleeping.kill()
    sleeping.wait()
    with pytest.raises(ClusterError, match=f"process {sleeping.pid} is dead: .* no effect"):
        member.send_signal(signal.SIGSTOP)
    away = Member(count=1, link=member.link, pid=sleeping.pid, host="elsewhere")
    assert not away.ended(0)
    with pytest.raises(ClusterError, match="rank 2 is on elsewhere: signals do not reach it"):
        away.kill()
    assert away.reason() == "late"


@pytest.mark.parametrize("share", [0.3, 0.01])
def test_a_slow_rank_is_late_and_runs_freely_again(member, share):
    member.slow(share)
    assert member.cycle.share == pytest.approx(share)
    assert member.reason() == "late"
    member.slow(1)
    assert member.cycle is None
    assert faults.state(member.pid) != "T"
