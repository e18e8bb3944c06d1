"""First use of the kernels: they are compiled or loaded in the background, and it is told."""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread, current_thread

from adversary.worst_case.tree.compiled import has_compiler
from designs.codes import GradientCode

LOGGER, TOLD = "kirkman", "compiling kernels, once on this machine"


class _Stopped(BaseException):
    """The compilation is given up because the program ends."""


class Kernels:
    """Kernels that a thread of their own compiles, or loads where that has been done before.

    Compilation takes many seconds and cannot be interrupted; here its caller can go on with other
    work, or give up. It is told to the logger ``kirkman``, as information, and only when something
    is compiled. A program that ends does not wait for more than the function under way.

    >>> kernels = Kernels(lambda: None)
    >>> kernels.wait(None), kernels.ready
    (True, True)
    """

    def __init__(self, first_call: Callable[[], object]) -> None:
        self._first_call = first_call
        self._change = Condition()
        self._thread: Thread | None = None
        self._done = self._compiles = self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether a call compiles nothing any more."""
        return self._done or not has_compiler()

    @property
    def compiling(self) -> bool:
        """Whether they are being compiled now, which takes much longer than to load them."""
        return self._compiles and not self.ready

    @property
    def busy(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and not self._done

    def start(self) -> None:
        """Begin, unless that was done before."""
        if not self.ready and self._thread is None:
            atexit.register(self.stop)
            self._thread = Thread(target=self._work, name="kirkman-kernels", daemon=True)
            self._thread.start()

    def wait(self, deadline: float | None) -> bool:
        """Whether they are ready: at the deadline (of `time.monotonic`) at the latest."""
        return self._until(lambda: self.ready, deadline)

    def loaded(self, deadline: float | None) -> bool:
        """Whether they are ready, without waiting for anything to be compiled."""
        return self._until(lambda: self.ready or self._compiles, deadline) and self.ready

    def stop(self) -> None:
        """Compile no further function, and wait for the one under way."""
        self._stopped = True
        if self._thread is not None:
            self._thread.join()

    def _until(self, reached: Callable[[], bool], deadline: float | None) -> bool:
        self.start()
        with self._change:
            left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
            return self._change.wait_for(reached, left)

    def _work(self) -> None:
        """Call the kernels; what goes wrong goes wrong again where they are used, and is seen."""
        try:
            with suppress(Exception, _Stopped):
                _listen(self._compile_begins)
                self._first_call()
        finally:
            with self._change:
                self._done = True
                self._change.notify_all()

    def _compile_begins(self) -> None:
        if current_thread() is not self._thread:
            return
        if self._stopped:
            raise _Stopped
        if not self._compiles:
            _tell_once()
        with self._change:
            self._compiles = True
            self._change.notify_all()


_told: list[str] = []


def _tell_once() -> None:
    """Say that something is compiled, the first time in this process."""
    if not _told:
        _told.append(TOLD)
        logging.getLogger(LOGGER).info(TOLD)


def _listen(begins: Callable[[], None]) -> None:
    """Call this whenever numba begins to compile a function."""
    from numba.core.event import Event, Listener, register

    class Ear(Listener):
        def on_start(self, _: Event) -> None:
            begins()

        def on_end(self, _: Event) -> None:
            pass

    listen: Callable[[str, Listener], None] = register
    listen("numba:compile", Ear())


def _search_a_tree() -> None:
    """Call all kernels of attacks and of the branch and bound."""
    from adversary.worst_case.tree.tree import TreeSearch

    tree = TreeSearch(_smallest(), 1, (0,))
    tree.attack()
    tree.run(None, None)


def _scan_few_sets() -> None:
    """Call all kernels of the scans in a branch and bound."""
    from adversary.worst_case.tree.tree import TreeSearch

    TreeSearch(_smallest(), 1, (0,), scan_from=0).run(None, None)


def _list_all_sets() -> None:
    """Call all kernels of the listing, from both sides, and of ranks."""
    from adversary.worst_case.listing.root import Roots
    from adversary.worst_case.listing.search import Listing
    from adversary.worst_case.listing.spans import every_span_is_kept
    from designs.codes import cyclic_repetition

    code = cyclic_repetition(8, 4)
    for s in (3, 5):
        Listing(code, s, tuple(range(s)), Roots(code)).run(None, None)
    every_span_is_kept(code, 3)


def _search_for_fixed_weights() -> None:
    """Call all kernels of the decoders with fixed weights."""
    from adversary.worst_case.fixed.search import FixedWeight

    FixedWeight(_smallest(), 1, "one-step").run(None, None)


def _smallest() -> GradientCode:
    return GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])


TREE, FIXED = Kernels(_search_a_tree), Kernels(_search_for_fixed_weights)
LISTING, SCANS = Kernels(_list_all_sets), Kernels(_scan_few_sets)


def busy() -> bool:
    """Whether kernels are being compiled or loaded now.

    >>> Kernels(lambda: None).compiling
    False
    """
    return any(kernels.busy for kernels in (TREE, FIXED, LISTING, SCANS))
