"""The search for a design with a prescribed group: a tournament of plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count
from random import Random

from designs.answers.answers import Impossible
from designs.constructions.prescribed import Base, Entry
from designs.errors import BadInput, require
from designs.existence.ask import exists
from designs.incidence.parameters import Parameters
from designs.search.annealing import Annealing
from designs.search.groups import actions
from designs.search.plans import Plan, plans
from designs.search.settings import Setting

_FEWEST_STEPS, _FIRST_FIELD = 8_000, 64
_PLANS_OF_A_SETTING = 8
_LEAST_EXPECTED, _COMFORTABLE, _MOST_CONSTRAINTS = -3.0, 3.0, 48


def search(p: Parameters, seed: int = 0) -> Iterator[Entry | None]:
    """Look for a 2-(v, k, lambda) design with a prescribed group; None after each failed attempt.

    It never ends by itself, and the same seed gives the same attempts. What is found has been
    confirmed by the checker.

    Raises:
        BadInput: the design is impossible, no plan fits it, a negative seed, or numba is not
            installed.

    Complexity: O(k) a step of annealing, from 8,000 steps an attempt upwards.
    Source: E. S. Kramer, D. M. Mesner, t-designs on hypergraphs, Discrete Math. 15 (1976).

    >>> next(found for found in search(Parameters(13, 4, 1)) if found).parameters
    Parameters(v=13, k=4, lam=1)
    """
    require(find_spec("numba") is not None, "a search needs numba: install kirkman[search]")
    require(seed >= 0, f"a seed must be at least 0, got {seed}")
    answer = exists(p.v, p.k, p.lam)
    if isinstance(answer, Impossible):
        raise BadInput(f"there is no {p} design to look for: {answer.because}")
    random = Random(seed)
    field = promising(p, map(Setting, actions(p.v)), random)
    require(bool(field), f"no prescribed group is known here that is worth trying for {p}")
    return tournament(p, field, random)


def promising(p: Parameters, settings: Iterable[Setting], random: Random) -> list[Plan]:
    """Plans in the order of trying: few constraints, enough candidates, few of one setting.

    >>> best = promising(Parameters(13, 4, 1), map(Setting, actions(13)), Random(0))[0]
    >>> best.constraints <= 6
    True
    """
    found: list[Plan] = []
    for setting in settings:
        if p.v * (p.v - 1) <= 2 * _MOST_CONSTRAINTS * setting.order <= 8 * _MOST_CONSTRAINTS * p.b:
            found += [plan for plan in plans(p, setting) if plan.expected > _LEAST_EXPECTED]
    found.sort(key=lambda plan: _difficulty(plan) + 3 * random.random())
    seen: Counter[Setting] = Counter()
    kept = []
    for plan in found:
        seen[plan.setting] += 1
        if seen[plan.setting] <= _PLANS_OF_A_SETTING:
            kept.append(plan)
    return kept


def _difficulty(plan: Plan) -> float:
    """Small problems first, but those with hardly a solution to expect much later."""
    return plan.constraints + 3 * max(0.0, _COMFORTABLE - plan.expected)


def tournament(p: Parameters, field: list[Plan], random: Random) -> Iterator[Entry | None]:
    """Attempts at plans: those that come nearer to a design go on with twice the steps.

    When few are left a new tournament begins, of more plans and with more steps.

    >>> field = promising(Parameters(7, 3, 1), map(Setting, actions(7)), Random(0))
    >>> attempts = tournament(Parameters(7, 3, 1), field, Random(0))
    >>> next(found for found in attempts if found).parameters
    Parameters(v=7, k=3, lam=1)
    """
    prepared: dict[int, Annealing] = {}
    for turn in count():
        steps, alive = _FEWEST_STEPS << turn, list(range(min(len(field), _FIRST_FIELD << turn)))
        while alive:
            costs = {}
            for i in alive:
                plan = prepared.setdefault(i, Annealing(p, field[i]))
                costs[i], base = plan.attempt(steps, random)
                yield _entry(p, field[i], base) if costs[i] == 0 else None
            alive.sort(key=costs.__getitem__)
            steps, alive = 2 * steps, alive[: len(alive) // 2]


def _entry(p: Parameters, plan: Plan, base: Base) -> Entry:
    found = Entry(p, plan.setting.action, base, f"annealing, {datetime.now(UTC):%Y-%m-%d}")
    found.recipe().build().confirmed(p.v, p.k, p.lam)
    return found
