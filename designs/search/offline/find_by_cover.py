"""Find designs with a group of few orbits of pairs by exact combination; print table lines.

Run as ``python designs/search/offline/find_by_cover.py [--max-r 41] [--part 0/1]``. For every
parameter set that is still open, all actions of `designs.search.groups` with at most 30 orbits of
pairs are tried: the base blocks that a stabiliser leaves alone are listed, and combined to cover
every orbit of pairs lambda times. The lines are those of prescribed_groups.txt.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from datetime import UTC, datetime
from time import process_time

import numpy as np

from designs.answers.answers import Open
from designs.constructions.action import Action
from designs.constructions.prescribed import Entry
from designs.existence.table import table
from designs.incidence.parameters import Parameters
from designs.search.groups import actions
from designs.search.offline.kramer_mesner import candidates, combination
from designs.search.settings import Setting

PAIR_ORBITS, MOST_ORBITS, MOST_UNIONS, STEPS = 30, 70, 8_000, 300


def found(p: Parameters, setting: Setting, rng: np.random.Generator) -> Entry | None:
    """A design with this group, if base blocks with large enough stabilisers combine to one."""
    parts = [(s.index, s.orbits) for s in setting.stabilisers if len(s.orbits) <= MOST_ORBITS]
    field = candidates(p, setting.pairs, parts, MOST_UNIONS, rng)
    if not len(field.covers) or not field.covers.any(axis=0).all():
        return None
    rows = combination(field.covers, p.lam, STEPS, rng)
    if not rows:
        return None
    base = []
    for i in rows:
        orbit = len(setting.action.orbit(field.blocks[i]))
        base += [field.blocks[i]] * (field.images[i] // orbit)
    entry = Entry(p, setting.action, tuple(base), f"Kramer-Mesner, {datetime.now(UTC):%Y-%m-%d}")
    entry.recipe().build().confirmed(p.v, p.k, p.lam)
    return entry


def few(action: Action, v: int) -> bool:
    """Whether the group may have as few orbits of pairs, before its order is counted.

    The order of a multiplier is below |A|, or at most copies times that if it rotates copies.
    """
    multiplier = max(1, action.order - 1) * action.copies
    return v * (v - 1) <= 2 * PAIR_ORBITS * action.order * multiplier


def main() -> None:
    """Print a line for every design that is found."""
    parser = ArgumentParser(description="Find designs by exact combination of block orbits.")
    parser.add_argument("--max-r", type=int, default=41)
    parser.add_argument("--part", default="0/1", help="I/N: every N-th v, from the I-th")
    parser.add_argument("--seconds", type=float, default=30.0, help="for each v")
    given = parser.parse_args()
    index, number = map(int, given.part.split("/"))
    wanted = defaultdict(list)
    for answer in table(given.max_r):
        if isinstance(answer, Open) and isinstance(answer.parameters, Parameters):
            wanted[answer.parameters.v].append(answer.parameters)
    rng = np.random.default_rng(0)
    for v in sorted(wanted)[index::number]:
        end = process_time() + given.seconds
        for action in (a for a in actions(v) if few(a, v)):
            if process_time() > end or not wanted[v]:
                break
            setting = Setting(action)
            if v * (v - 1) > 2 * PAIR_ORBITS * setting.order:
                continue
            for p in wanted[v].copy():
                if (entry := found(p, setting, rng)) is not None:
                    wanted[v].remove(p)
                    print(entry.line(), flush=True)


if __name__ == "__main__":
    main()
