"""Messages to and from one rank, over an MPI that does only what it is told."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from adversary.cluster.messages import Kind, Message
from adversary.cluster.mpi.frames import blank, framed, opened
from adversary.cluster.mpi.link import Link

RANK, FAILED = 3, 75


class LostError(Exception):
    """An error of MPI of this class."""

    def __init__(self, number):
        self.Get_error_class = lambda: number
        self.Get_error_string = lambda: "MPI_ERR_OTHER: unknown"


def request():
    """What is under way until the test says that it is done."""
    one = SimpleNamespace(done=False)
    one.Test = lambda: one.done
    return one


class World:
    """Sends that are done when the test says so, and frames that arrive when it says so."""

    def __init__(self):
        self.sent, self.arriving, self.incoming, self.error = [], [], [], None
        status = SimpleNamespace(Get_count=lambda _: len(self.arriving[0]))
        comm = SimpleNamespace(Isend=self.send, Iprobe=self.probe, Irecv=self.receive)
        self.mpi = SimpleNamespace(
            COMM_WORLD=comm, BYTE=None, Exception=LostError, Status=lambda: status,
            ERR_PROC_FAILED=FAILED,
        )  # fmt: skip

    def send(self, _, **where):
        self.look(where["dest"])
        self.sent.append(request())
        return self.sent[-1]

    def probe(self, **where):
        self.look(where["source"])
        return bool(self.arriving)

    def receive(self, into, **where):
        self.look(where["source"])
        into[0][:] = self.arriving.pop(0)
        self.incoming.append(request())
        return self.incoming[-1]

    def look(self, rank):
        assert rank == RANK
        if self.error:
            raise self.error


@pytest.fixture
def world():
    return World()


@pytest.fixture
def link(world):
    return Link(world.mpi, RANK)


def test_a_frame_is_busy_until_it_has_left(world, link):
    frames, _ = blank(2, 1)
    assert link.send(frames[0])
    assert link.busy(frames[0])
    assert link.busy(frames)
    assert not link.busy(frames[1])
    assert not link.flush()
    world.sent[0].done = True
    assert link.flush()
    assert not link.busy(frames[0])


def test_a_frame_is_received_once_and_only_whole(world, link):
    assert link.receive() is None
    world.arriving.append(framed(Message(Kind.FAILED, 1, text="a long reason")))
    assert link.receive() is None
    world.incoming[0].done = True
    assert opened(link.receive()).text == "a long reason"
    assert link.receive() is None
    world.arriving.append(framed(Message(Kind.STALE, 2)))
    link.receive()
    world.incoming[1].done = True
    assert opened(link.receive()) == Message(Kind.STALE, 2)


@pytest.mark.parametrize(("kind", "over"), [(Kind.QUIT, True), (Kind.ANSWER, False)])
def test_a_goodbye_ends_the_line(world, link, kind, over):
    world.arriving.append(framed(Message(kind)))
    assert not link.ended()
    world.incoming[0].done = True
    assert link.ended() == over


@pytest.mark.parametrize(
    ("error", "said"),
    [(LostError(FAILED), "MPI_ERR_PROC_FAILED"), (LostError(1), "MPI_ERR_OTHER: unknown")],
)
@pytest.mark.parametrize("by", ["send", "receive"])
def test_a_rank_that_is_lost_is_named_and_left_alone(world, link, error, said, by):
    world.error = error
    frame = np.zeros(3, np.uint8)
    assert not (link.send(frame) if by == "send" else link.receive())
    assert link.lost == said
    world.error = None
    assert not link.send(frame)
    assert link.receive() is None
    assert link.ended()
    assert not world.sent
