"""Parameters of small designs: every question up to a number of points."""

from __future__ import annotations

from designs import Parameters


def small_resolvable(limit=21):
    """Of resolvable 2-designs."""
    for v in range(3, limit):
        for k in range(2, v + 1):
            for lam in range(1, 9):
                yield Parameters(v, k, lam, resolvable=True)


def small_strong(limit=14):
    """Of t-designs with t from 3 to 5."""
    for t in (3, 4, 5):
        for v in range(t + 1, limit):
            for k in range(t, v):
                for lam in range(1, 7):
                    yield Parameters(v, k, lam, t=t)
