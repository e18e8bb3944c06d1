"""Who shares a search out: threads of our own or an executor, and what does not fit."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from adversary import certified, worst_case
from adversary.worst_case.sharing import sharing, thread_count
from designs import BadInput, random_biregular

CODE = random_biregular(18, 18, 4, seed=3)


def test_one_thread_shares_nothing():
    with sharing(1, None, 1) as (executor, workers):
        assert (executor, workers) == (None, 1)


def test_threads_are_ended():
    with sharing(2, None, 1) as (executor, workers):
        assert workers == 2
    with pytest.raises(RuntimeError):
        executor.submit(print)


def test_all_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5, 6}, raising=False)
    assert thread_count("auto") == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert thread_count("auto") == 1


@pytest.mark.parametrize("threads", [2, "auto"])
def test_threads_change_nothing(threads):
    result, certificate = certified(CODE, 6, threads=threads)
    assert result.error == worst_case(CODE, 6).error == worst_case(CODE, 6, threads=threads).error
    assert certificate.upper == result.error


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, "all", None])
def test_what_is_no_number_of_threads(threads):
    with pytest.raises(BadInput, match="threads must be"):
        worst_case(CODE, 6, threads=threads)


def test_not_both():
    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(BadInput, match="either threads or an executor"):
            worst_case(CODE, 6, threads=2, executor=executor)
        with pytest.raises(BadInput, match="workers must be"):
            worst_case(CODE, 6, workers=0, executor=executor)
