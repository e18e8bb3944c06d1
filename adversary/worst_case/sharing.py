"""Who shares a search out: threads of our own, or an executor that is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal

from designs.errors import BadInput, require

Threads = int | Literal["auto"]


@contextmanager
def sharing(
    threads: Threads, executor: Executor | None, workers: int
) -> Iterator[tuple[Executor | None, int]]:
    """The executor that a search is shared out to, if any, and how many workers it has.

    Raises:
        BadInput: threads are neither a number from 1 on nor "auto", or go with an executor; workers
            are not a number from 1 on.

    >>> with sharing(2, None, 1) as (executor, workers):
    ...     executor.submit(pow, 2, 5).result(), workers
    (32, 2)
    """
    count = thread_count(threads)
    number = isinstance(workers, int) and workers > 0
    require(number, f"workers must be a number from 1 on, got {workers!r}")
    if count == 1:
        yield executor, workers
        return
    require(executor is None, "give either threads or an executor with its workers")
    pool = ThreadPoolExecutor(count)
    try:
        yield pool, count
    finally:
        pool.shutdown(cancel_futures=True)


def thread_count(threads: Threads) -> int:
    """The number of threads meant; "auto" is one for each core that this process may use.

    Raises:
        BadInput: it is neither a number from 1 on nor "auto".

    >>> thread_count(3), thread_count("auto") >= 1
    (3, True)
    """
    if threads == "auto":
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise BadInput(f'threads must be a number from 1 on, or "auto", got {threads!r}')
    return threads
