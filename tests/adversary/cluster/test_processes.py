"""Real worker processes: late, stopped, killed, failing, damaged; and nothing left afterwards."""

from __future__ import annotations

import sys
import textwrap
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from scenes import gone, nested_of

from adversary.cluster import ClusterError
from adversary.cluster.processes import Processes
from adversary.tasks.task import Task, tiny
from designs import BadInput, GradientCode, block_design, uncoded

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the local engine needs Linux"),
    pytest.mark.usefixtures("nothing_left"),
]


def task_with(gradient, partitions):
    numbers = [(np.array([float(x)]),) for x in range(partitions)]
    return Task("test", gradient, numbers, 1, partitions, 0.5, lambda _: (0.0, 0.0))


@pytest.fixture
def gradients(tmp_path, monkeypatch):
    """A module that the workers can import, with gradients that misbehave."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "odd_gradients.py").write_text(
        textwrap.dedent("""
            import os, sys, time
            import numpy as np

            def slow_zero(p, x):
                if x[0] == 0: time.sleep(0.25)
                return p - x

            def boom(p, x):
                if x[0] == 1: raise ValueError("boom")
                return p - x

            def wrong_shape(p, x):
                return np.zeros(3) if x[0] == 1 else p - x

            def leaves(p, x):
                if x[0] == 1: os._exit(7)
                return p - x

            def exits(p, x):
                if x[0] == 1: sys.exit(7)
                return p - x

            def scalar(p, x):
                return 5.0 if x[0] == 1 else p - x

            def not_finite(p, x):
                return p * np.inf if x[0] == 1 else p - x

            def scribbles(p, x):
                p += 1
                return p - x
        """)
    )
    return "odd_gradients"


def test_answers_are_the_coded_gradients():
    code = block_design(3, 2, 1)
    with Processes(code, tiny(3)) as engine:
        for p in (0.0, 1.5):
            engine.broadcast(np.array([p]))
            brought = engine.collect(3, 10.0)
            assert not brought.missing
            for w, answer in brought.answers.items():
                row = code.to_numpy()[w]
                assert answer.tolist() == [sum(row[j] * (p - j) for j in range(3)), *row]


def test_a_stopped_worker_costs_nothing_and_has_no_backlog():
    with Processes(uncoded(3), tiny(3)) as engine:
        engine.stop(1)
        for _ in range(200):
            engine.broadcast(np.array([1.0]))
            brought = engine.collect(2, 10.0)
            assert sorted(brought.answers) == [0, 2]
            assert brought.missing == {1: "stopped"}
        engine.resume(1)
        engine.broadcast(np.array([7.0]))
        brought = engine.collect(3, 10.0)
        assert brought.answers[1][0] == 7.0 - 1.0


def test_many_rounds_with_a_stopped_worker_leave_no_trace(leftovers):
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.stop(0)
        before = leftovers.descriptors()
        for _ in range(1000):
            engine.broadcast(np.array([1.0]))
            engine.collect(1, 10.0)
        assert leftovers.descriptors() == before


def test_a_killed_worker_is_named_and_the_rest_go_on():
    with Processes(uncoded(3), tiny(3)) as engine:
        engine.kill(0)
        for _ in range(3):
            engine.broadcast(np.array([1.0]))
            brought = engine.collect(2, 10.0)
            assert sorted(brought.answers) == [1, 2]
            assert brought.missing == {0: "dead (SIGKILL)"}


def test_when_too_few_can_answer_nobody_waits_for_the_deadline():
    with Processes(uncoded(3), tiny(3)) as engine:
        engine.kill(0)
        engine.kill(2)
        begin = time.monotonic()
        for _ in range(2):
            engine.broadcast(np.array([1.0]))
            brought = engine.collect(2, 60.0)
        assert time.monotonic() - begin < 30.0
        assert brought.missing == {0: "dead (SIGKILL)", 2: "dead (SIGKILL)"}


def test_all_workers_killed():
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.kill(0)
        engine.kill(1)
        engine.broadcast(np.array([1.0]))
        assert not engine.collect(1, 60.0).answers


def test_late_answers_never_enter_another_round(gradients):
    with Processes(uncoded(3), task_with(f"{gradients}:slow_zero", 3)) as engine:
        late = in_time = 0
        for p in range(60):
            engine.broadcast(np.array([float(p)]))
            brought = engine.collect(3, 0.02)
            for w, answer in brought.answers.items():
                assert answer[0] == p - w
            in_time += 0 in brought.answers
            late += brought.missing.get(0) == "late"
        assert late > 20
        engine.broadcast(np.array([100.0]))
        assert engine.collect(3, 10.0).answers[0][0] == 100.0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("boom", "failed (ValueError: boom)"),
        ("wrong_shape", "failed (ValueError: a gradient has shape (1,), got (3,))"),
        ("scalar", "failed (ValueError: a gradient has shape (1,), got ())"),
        ("not_finite", "failed (ValueError: the gradient is not finite)"),
    ],
)
def test_a_gradient_that_fails_is_reported_every_round(gradients, name, reason):
    with Processes(uncoded(3), task_with(f"{gradients}:{name}", 3)) as engine:
        for _ in range(2):
            engine.broadcast(np.array([1.0]))
            brought = engine.collect(3, 20.0)
            assert sorted(brought.answers) == [0, 2]
            assert brought.missing[1].startswith(reason)


@pytest.mark.parametrize("name", ["leaves", "exits"])
def test_a_worker_that_exits_in_its_gradient_is_dead(gradients, name):
    with Processes(uncoded(3), task_with(f"{gradients}:{name}", 3)) as engine:
        engine.broadcast(np.array([1.0]))
        assert engine.collect(3, 20.0).missing == {1: "dead (exit code 7)"}


def test_a_gradient_cannot_change_the_parameters(gradients):
    with Processes(uncoded(2), task_with(f"{gradients}:scribbles", 2)) as engine:
        engine.broadcast(np.array([1.0]))
        assert all("read-only" in r for r in engine.collect(2, 20.0).missing.values())


def test_data_that_are_no_numbers_are_refused_and_leave_nothing():
    task = Task("odd", "adversary.tasks.task:mean_gradient", [(np.array([{}]),)], 1, 1, 1.0, None)
    with pytest.raises(BadInput, match="must hold numbers"):
        Processes(uncoded(1), task)


def test_faults_on_the_dead_and_the_unknown():
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.kill(0)
        with pytest.raises(ClusterError, match="no effect"):
            engine.stop(0)
        with pytest.raises(BadInput, match=r"0\.\.1"):
            engine.stop(2)


def test_closing_twice_and_with_everybody_stopped():
    engine = Processes(uncoded(3), tiny(3))
    pids = engine.pids
    for w in range(3):
        engine.stop(w)
    engine.close()
    engine.close()
    assert gone(pids)


def test_a_worker_that_cannot_start(capfd):
    with pytest.raises(ClusterError, match=r"did not start: dead \(exit code 1\)"):
        Processes(uncoded(2), task_with("no_such_module:gradient", 2))
    assert "no_such_module" in capfd.readouterr().err


def test_an_exception_in_the_round_loop_leaves_nothing():
    with pytest.raises(ZeroDivisionError), Processes(uncoded(2), tiny(2)):
        raise ZeroDivisionError


def test_refuses_a_task_of_another_size_and_other_threads():
    with pytest.raises(BadInput, match="must have 3 partitions"):
        Processes(uncoded(3), tiny(2))
    seen = []

    def attempt():
        try:
            Processes(uncoded(2), tiny(2))
        except BadInput as error:
            seen.append(str(error))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert "main thread" in seen[0]


def test_a_weighted_code_arrives_weighted():
    code = GradientCode([["1/3", -2], [0, 1]])
    with Processes(code, tiny(2)) as engine:
        engine.broadcast(np.array([0.0]))
        answers = engine.collect(2, 10.0).answers
        assert answers[0].tolist() == [2.0, 1 / 3, -2.0]


def test_delays_are_those_of_the_round():
    with Processes(uncoded(2), tiny(2), delays=np.array([[0.2, 0.0], [0.0, 0.3]])) as engine:
        for late, seconds in ((0, 0.2), (1, 0.3), (0, 0.2)):
            engine.broadcast(np.array([0.0]))
            arrivals = engine.collect(2, 10.0).arrivals
            assert arrivals[late] >= seconds
            assert arrivals[late] > arrivals[1 - late]


def test_a_delay_for_every_partition_counts_them():
    code, delays = GradientCode([[1, 1], [1, 0]]), np.full((1, 2), 0.15)
    with Processes(code, tiny(2), delays=delays, for_every_partition=True) as engine:
        engine.broadcast(np.array([0.0]))
        arrivals = engine.collect(2, 10.0).arrivals
    assert arrivals[0] >= 0.3
    assert 0.15 <= arrivals[1] < arrivals[0]


def test_levels_are_published_as_they_are_done():
    codes = [uncoded(3), GradientCode([[1, 2, 0], [0, 1, 2], [2, 0, 1]])]
    scheme, delays = nested_of(codes, ((0, 1), (1, 2), (2, 0))), np.array([[0.0, 0.0, 30.0]])
    engine = Processes(scheme, tiny(3), delays=delays, for_every_partition=True)
    with engine:
        engine.broadcast(np.array([0.0]))
        brought = engine.collect(lambda done: sum(x == 2 for x in done.values()) == 2, 10.0)
    assert sorted(brought.answers) == [0, 1]
    assert [v[0] for v in brought.levels[1]] == [-1.0, -5.0]
    assert brought.levels[0][1][1:].tolist() == [1.0, 2.0, 0.0]
    assert 2 not in brought.levels


@pytest.mark.parametrize("blow", ["stop", "kill", None])
def test_a_restarted_worker_takes_part_in_the_round_under_way(blow):
    with Processes(uncoded(2), tiny(2)) as engine:
        if blow:
            getattr(engine, blow)(1)
        engine.broadcast(np.array([1.0]))
        engine.collect(1, 10.0)
        old = engine.pids[1]
        engine.restart(1)
        brought = engine.collect(2, 30.0)
        assert sorted(brought.answers) == [0, 1]
        assert engine.pids[1] != old
        assert gone([old])


def test_a_worker_restarted_before_the_first_round():
    with Processes(uncoded(2), tiny(2)) as engine:
        engine.restart(0)
        engine.broadcast(np.array([1.0]))
        assert sorted(engine.collect(2, 30.0).answers) == [0, 1]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"policy": "never"}, "policy"),
        ({"delays": np.zeros(2)}, "shape"),
        ({"delays": np.zeros((0, 2))}, "shape"),
        ({"delays": np.array([[0.0, -1.0]])}, "at least 0"),
        ({"delays": np.array([[0.0, np.nan]])}, "finite"),
    ],
)
def test_work_that_does_not_fit(options, text):
    with pytest.raises(BadInput, match=text):
        Processes(uncoded(2), tiny(2), **options)


def test_levels_of_different_sizes_are_refused():
    codes = [uncoded(2), GradientCode([[1, 1, 0], [0, 1, 1]])]
    with pytest.raises(BadInput, match="levels"):
        Processes(nested_of(codes, ((0, 1), (1, 2))), tiny(2))


@pytest.mark.parametrize("tasks", [((0,), (0,)), ((0,),), ((0, 0), (1,))], ids=str)
def test_a_worker_computes_each_partition_that_it_holds_once(tasks):
    codes = (uncoded(2),)
    levels = SimpleNamespace(workers=2, partitions=2, codes=codes, tasks=tasks, sending=None)
    with pytest.raises(BadInput, match="once"):
        Processes(levels, tiny(2))
