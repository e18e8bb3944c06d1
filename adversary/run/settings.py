"""The settings of a run, checked in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from adversary.cluster.engine import POLICIES, Policy, Rule
from adversary.cluster.start import ENGINES
from adversary.run.hearing import Wait
from adversary.run.nested import Trained, identity_of, partitions_of, require_tolerated, rule_for
from adversary.run.optimisers import OPTIMISERS, Optimiser, constant
from adversary.tasks.task import Task
from designs.codes.nested import NestedScheme
from designs.errors import require

Attack = Literal["worst", "random", "none"]
Fault = Literal["stop", "kill"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
FAULTS: tuple[Fault, ...] = get_args(Fault)
# Adam's steps do not scale with the gradient, so that the rate of a task is none for it.
_RATE_OF_ADAM = 0.05


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is to be: see `adversary.run.trial.trial`.

    Raises:
        BadInput: a number out of range, or a name that is not known.

    >>> Settings(stragglers=1, rounds=0)
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: rounds must be at least 1, got 0
    """

    stragglers: int
    attack: Attack = "worst"
    fault: Fault = "stop"
    decoder: str = "optimal"
    rounds: int = 100
    deadline: float = 10.0
    seed: int = 0
    optimiser: str = "gd"
    rate: float | None = None
    policy: Policy = "newest"
    enough: int | Rule | None = None
    accept_fewer: bool = False
    engine: str = "processes"
    evaluate_every: int = 0
    every_partition: bool = False

    def __post_init__(self) -> None:
        _one_of("attack", self.attack, ATTACKS)
        _one_of("fault", self.fault, FAULTS)
        _one_of("policy", self.policy, POLICIES)
        _one_of("engine", self.engine, ENGINES)
        _one_of("optimiser", self.optimiser, tuple(OPTIMISERS))
        require(self.rounds >= 1, f"rounds must be at least 1, got {self.rounds}")
        above = self.deadline > 0
        require(above, f"the deadline must be above 0 seconds, got {self.deadline}")
        require(self.seed >= 0, f"a seed must be at least 0, got {self.seed}")
        above = self.rate is None or self.rate > 0
        require(above, f"the rate must be above 0, got {self.rate}")
        every = self.evaluate_every
        require(every >= 0, f"evaluate every 0 (only at the end) or more rounds, got {every}")

    def require_fit(self, code: Trained) -> None:
        """Raise `BadInput` unless the numbers of workers fit the code."""
        n, enough = code.workers, self.enough
        fits = 0 <= self.stragglers < n
        require(fits, f"stragglers must be 0..{n - 1}, got {self.stragglers}")
        if isinstance(enough, int):
            require(1 <= enough <= n, f"the answers to wait for must be 1..{n}, got {enough}")
        if isinstance(code, NestedScheme):
            self._require_nested(code)

    def _require_nested(self, scheme: NestedScheme) -> None:
        optimal = self.decoder == "optimal"
        require(optimal, f"nested schemes have optimal decoding, got {self.decoder!r:.40}")
        by_rule = not isinstance(self.enough, int)
        require(by_rule, f"a nested scheme waits by a stopping rule, got {self.enough} answers")
        if not self.accept_fewer:
            require_tolerated(scheme, self.stragglers)

    def wait(self, code: Trained) -> Wait:
        """How long the server waits in a round."""
        enough = rule_for(code, self.stragglers, self.enough)
        return Wait(enough, self.deadline, self.accept_fewer)

    def start(self, task: Task) -> Optimiser:
        """The optimiser before the first round."""
        begin = np.zeros(task.dimension) if task.start is None else task.start
        return OPTIMISERS[self.optimiser](begin, constant(self.rate_for(task)))

    def rate_for(self, task: Task) -> float:
        """The rate given, or else that of the task, or of Adam."""
        if self.rate is not None:
            return self.rate
        return _RATE_OF_ADAM if self.optimiser == "adam" else task.rate

    def header(self, code: Trained, task: Task) -> dict[str, Any]:
        """What a log says about the run before its first round."""
        rule = self.enough
        return {
            "code": code.name,
            "identity": identity_of(code),
            "workers": code.workers,
            "partitions": partitions_of(code),
            "levels": list(code.levels) if isinstance(code, NestedScheme) else None,
            "data": task.name,
            "dimension": task.dimension,
            "rows": task.rows,
            "stragglers": self.stragglers,
            "attack": self.attack,
            "fault": self.fault,
            "decoder": self.decoder,
            "optimiser": self.optimiser,
            "rate": self.rate_for(task),
            "policy": self.policy,
            "enough": rule if isinstance(rule, int | None) else _name_of(rule),
            "deadline": self.deadline,
            "accept_fewer": self.accept_fewer,
            "engine": self.engine,
            "seed": self.seed,
        }


def _name_of(rule: Rule) -> str:
    return str(getattr(rule, "__name__", type(rule).__name__))


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    require(given in known, f"the {what} must be one of {', '.join(known)}, got {given!r:.40}")
