"""The search for a design with a prescribed group, from the smallest problems to larger ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from random import Random

from designs.answers import Impossible
from designs.constructions.prescribed import Entry
from designs.errors import BadInput, require
from designs.existence import exists
from designs.parameters import Parameters
from designs.search.annealing import Annealing
from designs.search.groups import actions
from designs.search.plans import Plan, plans
from designs.search.settings import Setting

_FEWEST_STEPS, _ATTEMPTS = 20_000, 2
_PLANS_OF_A_SETTING, _FIRST_PLANS = 6, 25
_LEAST_EXPECTED, _COMFORTABLE, _MOST_CONSTRAINTS = -3.0, 3.0, 48


def search(p: Parameters, seed: int = 0) -> Iterator[Entry | None]:
    """Look for a 2-(v, k, lambda) design with a prescribed group; None after each failed attempt.

    Plans with few orbits of pairs and many candidates come first. Every round allows each plan
    twice the annealing steps of the round before, and looks at more plans; it never ends by itself.
    The same seed gives the same attempts. What is found has been confirmed by the referee.

    Raises:
        BadInput: the design is impossible, or no plan fits it.

    Complexity: O(k) a step of annealing, from 20,000 steps an attempt upwards.
    Source: E. S. Kramer, D. M. Mesner, t-designs on hypergraphs, Discrete Math. 15 (1976).

    >>> next(found for found in search(Parameters(13, 4, 1)) if found).parameters
    Parameters(v=13, k=4, lam=1)
    """
    answer = exists(p.v, p.k, p.lam)
    if isinstance(answer, Impossible):
        raise BadInput(f"there is no {p} design to look for: {answer.because}")
    random = Random(seed)
    promising = _promising(p, random)
    require(bool(promising), f"no prescribed group is known here that is worth trying for {p}")
    prepared: dict[int, Annealing] = {}
    for turn in count():
        for i in range(min(len(promising), _FIRST_PLANS << turn)):
            annealing = prepared.setdefault(i, Annealing(p, promising[i]))
            for _ in range(_ATTEMPTS):
                base = annealing.attempt(_FEWEST_STEPS << turn, random)
                yield None if base is None else _entry(p, promising[i], base)


def _promising(p: Parameters, random: Random) -> list[Plan]:
    """Plans in the order of trying: few constraints, many candidates, few of one setting."""
    found: list[Plan] = []
    for action in actions(p.v):
        setting = Setting(action)
        if p.v * (p.v - 1) <= 2 * _MOST_CONSTRAINTS * setting.order <= 8 * _MOST_CONSTRAINTS * p.b:
            found += [plan for plan in plans(p, setting) if plan.expected > _LEAST_EXPECTED]
    found.sort(key=lambda plan: _difficulty(plan) + random.random())
    seen: dict[Setting, int] = {}
    kept = []
    for plan in found:
        seen[plan.setting] = seen.get(plan.setting, 0) + 1
        if seen[plan.setting] <= _PLANS_OF_A_SETTING:
            kept.append(plan)
    return kept


def _difficulty(plan: Plan) -> float:
    """Small problems first, but those with hardly a solution to expect much later."""
    return plan.constraints + 3 * max(0.0, _COMFORTABLE - plan.expected)


def _entry(p: Parameters, plan: Plan, base: tuple[tuple[int, ...], ...]) -> Entry:
    found = Entry(p, plan.setting.action, base, f"annealing, {datetime.now(UTC):%Y-%m-%d}")
    found.recipe().build().confirmed(p.v, p.k, p.lam)
    return found
