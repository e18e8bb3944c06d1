"""The branch and bound shared out: the same answers, one proof, and an end when asked for."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context

import pytest
from small_codes import brute, searched_code

from adversary import certified, verify, worst_case
from adversary.certificate import tree_certificate
from adversary.worst_case.result import Method, WorstCase
from adversary.worst_case.tree import parallel
from adversary.worst_case.tree.parallel import ParallelSearch
from adversary.worst_case.tree.symmetry import worker_symmetries
from adversary.worst_case.tree.tree import TreeSearch
from designs import GradientCode, block_design, random_biregular
from designs.codes import from_design, product
from designs.constructions.difference import develop


class Here(Executor):
    """An executor that does everything at once, and counts it."""

    def __init__(self):
        self.done = 0

    def submit(self, work, /, *args):
        self.done += 1
        future = Future()
        future.set_result(work(*args))
        return future


@pytest.fixture
def small_items(monkeypatch):
    """Items of a few nodes, so that small searches are shared out too."""
    monkeypatch.setattr(parallel, "_NODES", 4)
    monkeypatch.setattr(parallel, "_DOUBLINGS", 0)
    monkeypatch.setattr(parallel, "_PIECES", 3)


def shared(code, s, executor=None, start=None, **options):
    search = ParallelSearch(
        code, s, tuple(range(s)) if start is None else start,
        executor=executor or Here(), workers=1, **options,
    )  # fmt: skip
    search.run(None, None)
    return search


def result_of(search, s):
    code = search.code
    ends = (search.lower, search.upper, search.worst_set, Method.STOPPED)
    return WorstCase(code.workers, code.partitions, s, "optimal", *ends, 0.0)


@pytest.mark.usefixtures("small_items")
@pytest.mark.parametrize("seed", range(60))
def test_every_s_against_brute_force_and_before_the_checker(seed):
    code = searched_code(seed)
    for s in range(code.workers + 1):
        search = shared(code, s, keep_records=True)
        assert search.done
        assert search.lower == search.upper == brute(code, s)
        verify(tree_certificate(code, result_of(search, s), search.records()))


@pytest.mark.usefixtures("small_items")
@pytest.mark.parametrize("s", [0, 1, 4, 7, 15, 16])
def test_threads_agree_and_their_proof_is_accepted(s):
    code = random_biregular(16, 16, 4, seed=4)
    with ThreadPoolExecutor(3) as executor:
        result, certificate = certified(code, s, executor=executor, workers=3)
    assert result.error == worst_case(code, s).error
    assert verify(certificate)


def test_processes_agree():
    code = random_biregular(24, 24, 5, seed=4)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        result, certificate = certified(code, 10, executor=executor, workers=2)
    assert result.error == worst_case(code, 10).error
    assert verify(certificate)


@pytest.mark.usefixtures("small_items")
@pytest.mark.parametrize("block", [(0, 1, 2), (0, 1, 3, 4)])
def test_symmetries_are_used_on_the_way(block):
    code = from_design(develop((13,), [block]))
    symmetries = worker_symmetries(code)
    search = shared(code, 5, keep_records=True, symmetries=symmetries)
    assert search.lower == search.upper == worst_case(code, 5).error
    assert any(record[0] in "ok" for record in search.records())
    assert verify(tree_certificate(code, result_of(search, 5), search.records(), symmetries))


def kronecker():
    plane = block_design(7, 3, 1)
    return product(plane, plane)


@pytest.mark.parametrize(
    ("make", "s", "nodes"),
    [
        (kronecker, 8, 512),
        (kronecker, 12, 64),
        (lambda: random_biregular(30, 30, 5, seed=1), 15, 64),
    ],
)
def test_few_nodes_more_than_in_one_piece(monkeypatch, make, s, nodes):
    monkeypatch.setattr(parallel, "_NODES", nodes)
    code, executor = make(), Here()
    options = {"symmetries": worker_symmetries(code), "start": worst_case(code, s).worst_set}
    search = shared(code, s, executor, **options)
    alone = TreeSearch(code, s, options["start"], symmetries=options["symmetries"])
    alone.run(None, None)
    assert search.upper == alone.upper
    assert (executor.done > 0) == (alone.nodes > nodes)
    assert search.nodes <= 1.1 * alone.nodes


@pytest.mark.usefixtures("small_items")
@pytest.mark.parametrize("options", [{"gap": Fraction(1, 10)}, {"enough": 3}])
def test_what_is_good_enough_does_not_depend_on_who_is_faster(options):
    code = random_biregular(18, 18, 4, seed=3)
    alone = shared(code, 6, **options)
    for _ in range(3):
        with ThreadPoolExecutor(4) as executor:
            search = shared(code, 6, executor, **options)
        assert (search.incumbent, search.upper) == (alone.incumbent, alone.upper)
        assert search.nodes == alone.nodes
    assert alone.lower <= worst_case(code, 6).error <= alone.upper == alone.claim


@pytest.mark.usefixtures("small_items")
def test_a_better_incumbent_is_known_to_the_others():
    code = random_biregular(18, 18, 4, seed=3)
    poor = shared(code, 6)
    good = shared(code, 6, start=poor.worst_set)
    apart = shared(code, 6, gap=Fraction(1, 10**9))  # nobody tells the others
    assert good.lower == poor.lower
    assert good.nodes <= poor.nodes < apart.nodes


def test_a_deadline_leaves_an_interval_that_holds():
    code = random_biregular(40, 40, 3, seed=1)
    with ThreadPoolExecutor(2) as executor:
        result = worst_case(code, 16, executor=executor, workers=2, time_limit=0.05)
    assert result.lower <= result.upper <= 40


@pytest.mark.usefixtures("small_items")
def test_any_moment_gives_an_interval_that_holds():
    code = random_biregular(16, 16, 4, seed=8)
    truth = worst_case(code, 6).error
    uppers, search = [], ParallelSearch(code, 6, tuple(range(6)), executor=Here(), workers=1)

    def interrupt(done, lower, upper):
        assert 0 <= done <= 1
        assert lower <= truth <= upper
        uppers.append(upper)
        if len(uppers) % 3 == 2:
            raise KeyboardInterrupt

    while not search.done:
        try:
            search.run(None, interrupt)
        except KeyboardInterrupt:
            assert search.lower <= truth <= search.upper == uppers[-1]
    assert search.lower == truth == search.upper
    assert min(uppers) < 16


def test_an_interrupt_ends_the_threads_too():
    code = random_biregular(60, 60, 4, seed=1)
    # A signal raised in the timer's thread would not wake the main thread, as Ctrl-C does.
    main_thread = threading.get_ident()
    timer = threading.Timer(0.5, signal.pthread_kill, [main_thread, signal.SIGINT])
    with ThreadPoolExecutor(2) as executor:
        search = ParallelSearch(code, 20, tuple(range(20)), executor=executor, workers=2)
        submit, given = executor.submit, []
        executor.submit = lambda work, *args: given.append(args[0]) or submit(work, *args)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            search.run(None, None)
        assert given[0].live.stopped
    timer.join()
    assert not search.done
    assert search.lower <= search.upper <= 60


@pytest.mark.parametrize("nodes", [8, 24])
def test_proved_sets_of_the_items_are_known_in_the_joined_proof(monkeypatch, nodes):
    monkeypatch.setattr(parallel, "_NODES", nodes)
    code = GradientCode([[int((j - w) % 13 in (0, 1, 4)) for j in range(13)] for w in range(13)])
    symmetries, executor = [[(w + 1) % 13 for w in range(13)]], Here()
    search = shared(code, 5, executor, keep_records=True, symmetries=symmetries)
    assert search.lower == search.upper
    assert executor.done > 1
    records = search.records()
    assert any(record.startswith("k") for record in records)
    verify(tree_certificate(code, result_of(search, 5), records, symmetries))
