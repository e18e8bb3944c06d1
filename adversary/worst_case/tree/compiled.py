"""One switch between compiled and plain Python: the same functions, with or without numba."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

# Division by zero is that of NumPy, as in the plain functions; no kernel is called from C.
_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}


def has_compiler() -> bool:
    """Whether kernels run compiled: numba is there and KIRKMAN_PLAIN is not set.

    >>> isinstance(has_compiler(), bool)
    True
    """
    return os.environ.get("KIRKMAN_PLAIN", "") in ("", "0") and find_spec("numba") is not None


def jit(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled by numba and cached on disk, or itself where there is no numba.

    Decorating imports numba, so modules of kernels are imported only when they are needed.

    >>> jit(abs)(-3) if not has_compiler() else 3
    3
    """
    if not has_compiler():
        return function
    from numba import njit

    return cast("Callable[P, R]", njit(**_OPTIONS)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Like `jit`, but its code becomes part of its caller's: for what is called in one place.

    A caller is optimised with all that it calls, so that every level of calls costs its share of
    the first compilation again; this saves a level. The result is the same.

    >>> inlined(abs)(-3) if not has_compiler() else 3
    3
    """
    if not has_compiler():
        return function
    from numba import njit

    return cast("Callable[P, R]", njit(inline="always", **_OPTIONS)(function))


def jit_sums(function: Callable[P, R]) -> Callable[P, R]:
    """Like `jit`, but sums may be taken in any order, so that they can be vectorised.

    For estimates, and for sums that are exact, or whose errors are bounded, in any order.

    >>> jit_sums(abs)(-3) if not has_compiler() else 3
    3
    """
    if not has_compiler():
        return function
    from numba import njit

    flags = {"reassoc", "nsz", "contract"}
    return cast("Callable[P, R]", njit(fastmath=flags, **_OPTIONS)(function))


def jit_finite(function: Callable[P, R]) -> Callable[P, R]:
    """Like `jit_sums`, where no value is infinite or undefined: maxima can be vectorised too.

    >>> jit_finite(abs)(-3) if not has_compiler() else 3
    3
    """
    if not has_compiler():
        return function
    from numba import njit

    flags = {"reassoc", "nsz", "contract", "nnan", "ninf"}
    return cast("Callable[P, R]", njit(fastmath=flags, **_OPTIONS)(function))
