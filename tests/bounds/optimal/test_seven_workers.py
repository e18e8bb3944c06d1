"""Every 0/1 code of seven workers, load 3 and redundancy 3, against the Fano plane.

What block designs are best at, and what they are not: exhaustive at the smallest size.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F
from functools import cache
from itertools import combinations

import numpy as np

from adversary import curve
from adversary.decoding.error import estimate, unit_rows
from bounds.closed_form.block_design import average_bound
from designs import GradientCode, block_design

ROWS = list(combinations(range(7), 3))
KEPT = np.array([[bool(bits >> w & 1) for w in range(7)] for bits in range(1, 128)])


def multisets(start: int = 0, room: tuple[int, ...] = (3,) * 7) -> Iterator[tuple[int, ...]]:
    """Numbers of rows, ascending, that use every partition up: indices into ROWS."""
    if not any(room):
        yield ()
        return
    for i in range(start, len(ROWS)):
        if all(room[j] for j in ROWS[i]):
            rest = tuple(x - (j in ROWS[i]) for j, x in enumerate(room))
            yield from ((i, *more) for more in multisets(i, rest))


@cache
def profiles() -> dict[tuple[float, ...], GradientCode]:
    """A code for every profile of worst cases; up to permutations it contains the first row."""
    found: dict[tuple[float, ...], GradientCode] = {}
    for chosen in multisets():
        if chosen[0] == 0:
            code = GradientCode([[int(j in ROWS[i]) for j in range(7)] for i in chosen])
            errors, silent = estimate(unit_rows(code), KEPT), 7 - KEPT.sum(axis=1)
            worst = tuple(round(float(errors[silent == s].max()), 6) + 0 for s in range(7))
            found.setdefault(worst, code)
    return found


def exact() -> list[list[F]]:
    return [[F(p.lower) for p in curve(code)] for code in profiles().values()]


def test_there_are_16700_codes_with_16_profiles():
    assert sum(1 for _ in multisets()) == 16_700
    assert len(profiles()) == 16


def test_the_least_worst_cases_of_all_codes():
    least = [min(column) for column in zip(*exact(), strict=True)]
    assert least == [0, F(1, 13), F(1, 4), 1, F(8, 5), F(5, 2), 4, 7]


def test_the_fano_plane_is_the_best_from_its_redundancy_on_and_not_before():
    fano = [F(p.lower) for p in curve(block_design(7, 3, 1))]
    least = [min(column) for column in zip(*exact(), strict=True)]
    assert [s for s in range(8) if fano[s] > least[s]] == [1, 2]


def test_no_profile_has_a_greater_average_error_than_the_fano_plane():
    silent, fano = 7 - KEPT.sum(axis=1), block_design(7, 3, 1)
    for code in profiles().values():
        errors = estimate(unit_rows(code), KEPT)
        for s in range(7):
            mean = float(errors[silent == s].mean())
            assert mean <= float(average_bound(fano, s)) + 1e-9
            assert average_bound(code, s) == average_bound(fano, s)
