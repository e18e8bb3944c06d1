"""A worker without any process: its state machine, its share of the data, its delays."""

from __future__ import annotations

import time

import numpy as np
import pytest

from adversary.cluster.coding import coded_vectors
from adversary.cluster.messages import Kind, Message
from adversary.cluster.vectors import checksum
from adversary.cluster.worker import WorkerState, share_of
from adversary.tasks.task import resolve


class TestWorkerState:
    """The state machine, without any process."""

    def make(self):
        data, slots = {0: [np.array([3.0])]}, np.zeros((1, 3))
        compute = coded_vectors(lambda p, x: p * x, [[(0, 2.0)]], [0], data, slots, 1)
        return WorkerState(compute, np.array([5.0, 4.0]), slots)

    def test_answers_with_its_vector_and_probe(self):
        worker = self.make()
        replies = list(worker.replies(Message(Kind.ROUND, 4, 4)))
        assert worker.slots.tolist() == [[30.0, 2.0, 0.0]]
        assert replies == [Message(Kind.ANSWER, 4, checksum(worker.slots[0]))]

    def test_drops_a_round_whose_parameters_have_moved_on(self):
        worker = self.make()
        (reply,) = worker.replies(Message(Kind.ROUND, 3, 3))
        assert reply.kind == Kind.STALE
        assert not worker.slots.any()

    @pytest.mark.parametrize("abandons", [False, True])
    def test_drops_a_round_that_is_not_the_newest_if_it_abandons(self, abandons):
        worker = self.make()
        worker.abandons = abandons
        (reply,) = worker.replies(Message(Kind.ROUND, 3, 4))
        assert reply.kind == (Kind.STALE if abandons else Kind.ANSWER)

    def test_reports_what_the_gradient_raises(self):
        worker = self.make()
        worker.compute = lambda *_: 1 / 0
        (reply,) = worker.replies(Message(Kind.ROUND, 4, 4))
        assert reply.kind == Kind.FAILED
        assert "ZeroDivisionError" in reply.text

    def test_levels_follow_the_order_of_the_partitions(self):
        data = {j: [np.array([float(j)])] for j in range(3)}
        rows = [[(2, 1.0)], [(0, 1.0), (2, -1.0)], [(0, 1.0)]]
        slots = np.empty((3, 4))

        def seal(level):
            return level, checksum(slots[level])

        write = coded_vectors(lambda p, x: p + x, rows, [2, 1, 0], data, slots, 1)
        done = list(write(np.array([1.0])))
        assert done == [None, seal(0), None, None, seal(1), seal(2)]
        assert slots[:, 0].tolist() == [3.0, -2.0, 1.0]
        assert slots[1, 1:].tolist() == [1.0, 0.0, -1.0]


def test_a_worker_that_abandons_leaves_its_delay_for_a_newer_round():
    worker = TestWorkerState().make()
    worker.delays, worker.abandons = np.array([600.0]), True
    begin = time.monotonic()
    (reply,) = worker.replies(Message(Kind.ROUND, 3, 4))
    assert reply.kind == Kind.STALE
    assert time.monotonic() - begin < 60


@pytest.mark.parametrize(("number", "late"), [(1, False), (2, True), (3, False), (4, True)])
def test_delays_come_round_again(number, late):
    worker = TestWorkerState().make()
    worker.delays = np.array([0.0, 0.05])
    worker.parameters[-1] = number
    begin = time.monotonic()
    (reply,) = worker.replies(Message(Kind.ROUND, number, number))
    assert reply.kind == Kind.ANSWER
    assert (time.monotonic() - begin >= 0.05) or not late


def test_a_share_is_what_the_worker_holds():
    arrays = {
        "encoding/0": np.array([[1.0, 0.0, 0.0], [0.0, 2.0, -0.5]]),
        "encoding/1": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 3.0]]),
        "order": np.array([[1.0, 0.0, -1.0], [2.0, 1.0, -1.0]]),
        "delays": np.array([[0.0, 0.5], [1.0, 1.5]]),
        **{f"{j}/{i}": np.array([10.0 * j + i]) for j in range(3) for i in range(2)},
    }
    share = share_of(1, 2, arrays)
    assert share.rows == [[(1, 2.0), (2, -0.5)], [(2, 3.0)]]
    assert share.order == [2, 1]
    assert {j: [a.item() for a in x] for j, x in share.partitions.items()} == {
        1: [10.0, 11.0], 2: [20.0, 21.0],
    }  # fmt: skip
    assert share.delays.tolist() == [0.5, 1.5]
    del arrays["delays"]
    assert share_of(0, 1, arrays).delays is None


@pytest.mark.parametrize(
    ("path", "error"), [("math:no_such", AttributeError), ("no_such_module:f", ImportError)]
)
def test_gradients_that_cannot_be_found(path, error):
    with pytest.raises(error):
        resolve(path)
