"""Messages to and from one rank, over an MPI without ranks."""

from __future__ import annotations

import numpy as np
import pytest
from pretended_mpi import FAILED, LostError, World

from adversary.cluster.messages import Kind, Message
from adversary.cluster.mpi.frames import blank, framed, opened
from adversary.cluster.mpi.link import Link

RANK = 3


@pytest.fixture
def world():
    return World(4)


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
    world.arriving[RANK].append(framed(Message(Kind.FAILED, 1, text="a long reason")))
    assert link.receive() is None
    world.incoming[0].done = True
    assert opened(link.receive()).text == "a long reason"
    assert link.receive() is None
    world.arriving[RANK].append(framed(Message(Kind.STALE, 2)))
    link.receive()
    world.incoming[1].done = True
    assert opened(link.receive()) == Message(Kind.STALE, 2)


@pytest.mark.parametrize(("kind", "over"), [(Kind.QUIT, True), (Kind.ANSWER, False)])
def test_a_goodbye_ends_the_line(world, link, kind, over):
    world.arriving[RANK].append(framed(Message(kind)))
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
