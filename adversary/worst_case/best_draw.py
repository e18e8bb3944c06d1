"""The best of several random codes, by their certified worst cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adversary.decoding.decode import Decoder
from adversary.decoding.error import error
from adversary.worst_case import WorstCase, deadline_after, worst_case
from adversary.worst_case.attacks import local_search
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.errors import BadInput


@dataclass(frozen=True, slots=True)
class BestDraw:
    """The code of the best seed, its worst case, and whether it is proved to be the best.

    ``proved``: the worst case is exact and no other seed tried has a smaller one.

    >>> best_draw(lambda seed: GradientCode([[1, seed]]), [1, 2], 0).seed
    1
    """

    code: GradientCode
    worst: WorstCase
    seed: int
    proved: bool


def best_draw(
    make: Callable[[int], GradientCode],
    seeds: Iterable[int],
    s: int,
    *,
    decoder: Decoder = "optimal",
    time_limit: float | None = None,
) -> BestDraw:
    """The code ``make(seed)`` with the least worst case of s stragglers, over these seeds.

    Each draw is attacked first: one with a straggler set as bad as the best draw's worst case
    cannot be better, and is not proved. Of equally good draws the first is taken. When the time
    limit in seconds passes, draws not yet proved count with the upper end of their interval.

    Raises:
        BadInput: no seeds, or as `adversary.worst_case.worst_case` does.

    Complexity: one attack and at most one `worst_case` for each seed.
    Source: A. Sakorikar, L. Wang (2022) draw codes at random; the choice by proof is ours.

    >>> from designs import random_biregular
    >>> best = best_draw(lambda seed: random_biregular(8, 8, 3, seed), range(5), 3)
    >>> best.seed, best.worst.error, best.proved
    (3, Fraction(5, 4), True)
    """
    deadline = deadline_after(time_limit)
    best: BestDraw | None = None
    reached: list[Rational] = []
    for seed in seeds:
        code = make(seed)
        if best is not None and decoder == "optimal":
            found = error(code, local_search(code, s, deadline=deadline))
            if found >= best.worst.upper:
                reached.append(found)
                continue
        left = None if deadline is None else max(deadline - time.monotonic(), 0)
        worst = worst_case(code, s, decoder=decoder, time_limit=left)
        reached.append(worst.lower)
        if best is None or worst.upper < best.worst.upper:
            best = BestDraw(code, worst, seed, proved=False)
    if best is None:
        raise BadInput("the best draw needs at least one seed, got none")
    return BestDraw(best.code, best.worst, best.seed, min(reached) >= best.worst.upper)
