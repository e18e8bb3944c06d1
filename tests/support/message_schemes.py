"""Schemes of shorter messages: a placement, and a trial of every straggler set."""

from __future__ import annotations

from itertools import combinations

from adversary.decoding.communication import BlockErrors
from designs import GradientCode


def petersen() -> GradientCode:
    """The adjacency of the Petersen graph: pairs of five points, joined if disjoint."""
    pairs = list(combinations(range(5), 2))
    return GradientCode([[int(not set(a) & set(b)) for b in pairs] for a in pairs], "Petersen")


def exact_for_every_set(scheme, s):
    errors, n = BlockErrors(scheme), scheme.workers
    return not any(errors.of(left) for left in combinations(range(n), n - s))
