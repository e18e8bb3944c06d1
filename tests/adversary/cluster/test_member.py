"""A worker process as the server sees it: its protocol, and how its end is put in words."""

from __future__ import annotations

import signal
import socket
import sys

import numpy as np
import pytest
from burning import started

from adversary.cluster.member import Member
from adversary.cluster.messages import PROTOCOL, Kind, Message

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


@pytest.fixture
def pair(sleeping):
    """A member whose process sleeps, and the other end of its channel."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(0)
    member = Member(count=1, process=sleeping, channel=ours, slots=np.zeros((1, 1)))
    yield member, theirs
    ours.close()
    theirs.close()


def test_the_first_word_is_hello_in_our_protocol(pair):
    member, theirs = pair
    with pytest.raises(BlockingIOError):
        member.receive()
    theirs.send(Message(Kind.HELLO, checksum=PROTOCOL).pack())
    assert member.receive() == Message(Kind.HELLO, checksum=PROTOCOL)
    assert not member.gone
    member.outstanding = 1
    theirs.send(Message(Kind.ANSWER, 1, 5).pack())
    assert member.receive() == Message(Kind.ANSWER, 1, 5)


@pytest.mark.parametrize(
    ("datagram", "why"),
    [
        (b"what is no message at all", "sent what is no message"),
        (Message(Kind.HELLO, checksum=PROTOCOL + 1).pack(), f"speaks protocol {PROTOCOL + 1}, not"),
        (Message(Kind.ANSWER, 1).pack(), "sent a message before its hello"),
    ],
)
def test_a_process_that_speaks_otherwise_is_ended(pair, datagram, why):
    member, theirs = pair
    theirs.send(datagram)
    assert member.receive() is None
    assert member.gone
    member.process.wait()
    assert member.reason().startswith(f"dead ({why}")
    assert member.process.returncode == -signal.SIGKILL


def test_no_more_comes_from_a_closed_channel(pair):
    member, theirs = pair
    theirs.send(Message(Kind.HELLO, checksum=PROTOCOL).pack())
    theirs.close()
    assert member.receive() is not None
    assert member.receive() is None
    assert member.gone
    assert not member.send(b"x")


@pytest.mark.parametrize(
    ("program", "words"),
    [("raise SystemExit(7)", "exit code 7"), ("import os; os.abort()", "SIGABRT"),
     ("import os, signal; os.kill(os.getpid(), signal.SIGRTMIN + 3)", "signal 37")],
)  # fmt: skip
def test_an_end_in_words(pair, program, words):
    member, _ = pair
    with started(program) as process:
        process.wait()
        member.process, old = process, member.process
        assert member.reason() == f"dead ({words})"
        member.process = old
    assert member.reason() == "late"
