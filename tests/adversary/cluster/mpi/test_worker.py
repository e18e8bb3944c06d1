"""A worker's rank, over an MPI without ranks: set-up, answers, newer rounds, goodbye."""

from __future__ import annotations

import io
import json
import sys

import numpy as np
import pytest
from pretended_mpi import World

from adversary.cluster.messages import PROTOCOL, Kind, Message
from adversary.cluster.mpi.frames import blank, framed, head, opened, vector_in
from adversary.cluster.mpi.link import Link
from adversary.cluster.mpi.worker import Rank
from adversary.cluster.vectors import checksum, checksum_before

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the engine mpi needs Linux")


@pytest.fixture
def world():
    return World(2, at_once=True)


@pytest.fixture
def rank(world):
    return Rank(Link(world.mpi, 0))


def setup(**changes):
    """A worker with partition 1 of 2, whose gradient is p - x and whose weight is -2."""
    form = {"workers": 2, "dimension": 1, "partitions": 2, "parts": [[(0, 1)]]}
    job = {"worker": 1, "form": form, "abandons": True, "bandwidth": None,
           "for_every_partition": False, "gradient": "operator:sub", **changes}  # fmt: skip
    file = io.BytesIO()
    text = np.frombuffer(json.dumps(job).encode(), np.uint8)
    rows, order = np.array([[1.0, 0.0], [0.0, -2.0]]), np.array([[0.0, -1.0], [1.0, -1.0]])
    np.savez(file, **{"job": text, "encoding/0": rows, "order": order, "1/0": np.array([5.0])})
    return framed(Message(Kind.SETUP), file.getvalue())


def announced(number, *parameters):
    """The frame of a round: the message, the parameters, and the number behind them."""
    frames, vectors = blank(1, len(parameters) + 1)
    vectors[0] = [*parameters, number]
    head(frames[0], Message(Kind.ROUND, number, checksum_before(vectors[0])))
    return frames[0]


def replies(world):
    return [opened(frame) for _, frame in world.frames]


def test_hello_then_coded_answers(world, rank):
    rank.handle(setup())
    rank.handle(announced(1, 8.0))
    rank.handle(framed(Message(Kind.NEWER, 2)))
    hello, answer = replies(world)
    assert (hello.kind, hello.checksum) == (Kind.HELLO, PROTOCOL)
    assert {"pid", "place", "host"} == set(json.loads(hello.text))
    vector = vector_in(world.frames[1][1], 3)
    assert vector.tolist() == [-2 * (8.0 - 5.0), 0.0, -2.0]
    assert answer == Message(Kind.ANSWER, 1, checksum(vector))


def test_a_gradient_that_is_not_there_is_reported_in_place_of_the_hello(world, rank):
    rank.handle(setup(gradient="no_such_module:gradient"))
    rank.handle(announced(1, 8.0))
    (failed,) = replies(world)
    assert failed.kind == Kind.FAILED
    assert "no_such_module" in failed.text


@pytest.mark.parametrize("parameters", [(), (8.0, 9.0)])
def test_parameters_of_another_size_are_stale(world, rank, parameters):
    rank.handle(setup())
    rank.handle(announced(1, *parameters))
    assert replies(world)[1].kind == Kind.STALE


def test_a_round_is_abandoned_for_a_newer_one(world, rank):
    rank.handle(setup())
    world.arriving[0].append(framed(Message(Kind.NEWER, 2)))
    rank.handle(announced(1, 8.0))
    assert replies(world)[-1] == Message(Kind.STALE, 1)
    assert rank.newest == 2
    rank.handle(announced(2, 8.0))
    assert replies(world)[-1].kind == Kind.ANSWER


def test_a_goodbye_during_a_round_ends_it_and_all_others(world, rank):
    rank.handle(setup())
    world.arriving[0].append(framed(Message(Kind.QUIT)))
    rank.handle(announced(1, 8.0))
    assert rank.over
    assert replies(world)[-1].kind == Kind.STALE
