"""The branch and bound shared out: the same answers, one proof, and an end when asked for."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import comb
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import certified, verify, worst_case
from adversary.certificate import tree_certificate
from adversary.worst_case.tree.parallel import Item, ParallelSearch, join, leaves, split
from designs import GradientCode, cyclic_repetition, random_biregular


@given(st.integers(1, 12), st.data(), st.integers(1, 40))
def test_a_split_is_a_partition_of_the_straggler_sets(n, data, items):
    s = data.draw(st.integers(0, n))
    tree = split(n, s, items)
    found = list(leaves(tree))
    assert sum(item.sets for item in found) == comb(n, s)
    assert len(found) == len(set(found)) <= items
    for item in found:
        left = n - len(item.kept) - len(item.silent)
        assert item.sets == comb(left, s - len(item.silent))


def test_records_are_joined_in_preorder():
    tree = split(4, 2, 3)
    names = {item: [str(item.sets)] for item in leaves(tree)}
    assert list(join(tree, names)) == ["b 0", "b 1", "1", "2", "3"]
    assert list(join(Item((), (), 1), {Item((), (), 1): ["e"]})) == ["e"]


@pytest.mark.parametrize("s", [0, 1, 4, 7, 15, 16])
def test_threads_agree_and_their_proof_is_accepted(s):
    code = random_biregular(16, 16, 4, seed=4)
    with ThreadPoolExecutor(2) as executor:
        result, certificate = certified(code, s, executor=executor, workers=2)
    assert result.error == worst_case(code, s).error
    assert verify(certificate)


def test_processes_agree():
    code = random_biregular(18, 18, 4, seed=4)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        result = worst_case(code, 6, executor=executor, workers=2)
    assert result.error == worst_case(code, 6).error


def test_symmetries_may_be_used_in_the_items():
    code = cyclic_repetition(12, 3)
    with ThreadPoolExecutor(2) as executor:
        result, certificate = certified(code, 5, executor=executor, workers=2)
    assert result.error == worst_case(code, 5).error
    assert verify(certificate)


def test_a_deadline_leaves_an_interval_that_holds():
    code = random_biregular(40, 40, 3, seed=1)
    with ThreadPoolExecutor(2) as executor:
        result = worst_case(code, 16, executor=executor, workers=2, time_limit=0.05)
    assert result.lower <= result.upper <= 40


def test_an_interrupt_ends_the_threads_too():
    code = random_biregular(60, 60, 4, seed=1)
    # A signal raised in the timer's thread would not wake the main thread, as Ctrl-C does.
    main_thread = threading.get_ident()
    timer = threading.Timer(0.5, signal.pthread_kill, [main_thread, signal.SIGINT])
    with ThreadPoolExecutor(2) as executor:
        search = ParallelSearch(code, 20, tuple(range(20)), executor=executor, workers=2)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            search.run(None, None)
    timer.join()
    assert search.lower <= search.upper == 60


def test_proved_sets_of_the_items_are_known_in_the_joined_proof():
    code = GradientCode([[int((j - w) % 13 in (0, 1, 4)) for j in range(13)] for w in range(13)])
    symmetries = [[(w + 1) % 13 for w in range(13)]]
    with ThreadPoolExecutor(2) as executor:
        options = {"keep_records": True, "symmetries": symmetries}
        search = ParallelSearch(code, 5, (0, 1, 2, 3, 4), executor=executor, workers=1, **options)
        search.run(None, None)
    result = worst_case(code, 5)
    assert search.lower == search.upper == result.error
    records = search.records()
    assert any(record.startswith("k") for record in records)
    verify(tree_certificate(code, result, records, symmetries))
