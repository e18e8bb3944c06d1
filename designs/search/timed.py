"""The verb search: look for a design for so many seconds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from designs.constructions.prescribed import Entry
from designs.errors import Unavailable, require
from designs.incidence.parameters import Parameters


def search(
    v: int,
    k: int,
    lam: int,
    *,
    time_limit: float = 60.0,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Entry:
    """A 2-(v, k, lambda) design with a prescribed group of automorphisms, found by search.

    ``found.recipe().build()`` is the design, ``found.because()`` says what it is. ``progress`` is
    told what is being tried.

    Raises:
        BadInput: no such parameters, they are impossible, or the time limit is not positive.
        Unavailable: none was found in time, which proves nothing.

    Complexity: the time limit in seconds, and one attempt.
    Source: `designs.search.prescribed.search`.

    >>> found = search(7, 3, 1)
    >>> len(found.recipe().build().blocks)
    7
    """
    from designs.search.prescribed import search as attempts

    require(time_limit > 0, f"the time limit must be positive, got {time_limit}")
    p, tell = Parameters(v, k, lam), progress or (lambda _: None)
    end, tried = monotonic() + time_limit, 0
    tell(f"planning the search for {p}")
    for found in attempts(p, seed):
        tried += 1
        if found is not None:
            return found
        if monotonic() > end:
            break
        tell(f"{tried} attempts at {p}")
    raise Unavailable(
        f"no {p} design was found in {tried} attempts, which proves nothing; "
        "a longer --time-limit or another --seed may find one"
    )
