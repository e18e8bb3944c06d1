"""Mean times of a nested code and of its levels: exact where there is a formula, and simulated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from bounds.expectation.latency.groups import expected_group_time, group_failure_probability
from bounds.expectation.latency.nested import expected_nested_time
from bounds.expectation.latency.order_statistics import (
    TimeModel,
    expected_level_time,
    failure_probability,
)
from bounds.expectation.latency.simulate import Estimate, simulate
from designs.algebra.linear import Rational
from designs.errors import BadInput, require, show


@dataclass(frozen=True, slots=True)
class LatencyRow:
    """One code: its mean time given that it ends, exact if known, and the chance that it does not.

    ``level`` is the straggler tolerance, None for the nested code.

    >>> LatencyRow(None, None, Fraction(0), Estimate(1.0, 0.1, 0.0)).name
    'nested'
    """

    level: int | None
    mean: Fraction | None
    failure: Fraction
    estimate: Estimate

    @property
    def name(self) -> str:
        """The name of the row in a table."""
        return "nested" if self.level is None else f"s = {self.level}"

    def to_json(self) -> dict[str, Any]:
        """The row with exact numbers as strings "p/q" and estimates as floats; null is unknown."""
        ends = self.estimate.failed < 1
        return {
            "level": self.level,
            "mean": None if self.mean is None else show(self.mean),
            "failure": show(self.failure),
            "estimate": self.estimate.mean if ends else None,
            "standard_error": self.estimate.standard_error if ends else None,
            "estimated_failure": self.estimate.failed,
        }


def latency_report(
    model: TimeModel,
    workers: int,
    levels: Sequence[int],
    dead: Rational = 0,
    samples: int = 10_000,
    seed: int = 0,
    *,
    groups: bool = False,
) -> list[LatencyRow]:
    """A row for each level as a code of its own, ascending, and one for the nested code, last.

    Exact means are known for every level, and for the nested code if each worker draws one time,
    exponential without shift, and n - s workers are awaited; else, and where a formula refuses its
    size, the mean is None. With ``groups`` the codes are fractional and one worker of each group is
    awaited.

    Raises:
        BadInput: see `simulate`; or a probability of being dead that is 1.

    Complexity: that of `simulate`, `expected_level_time` and `expected_nested_time`.
    Source: the parts named.

    >>> rows = latency_report(TimeModel(), 2, [0, 1], samples=100)
    >>> [(row.name, show(row.mean)) for row in rows]
    [('s = 0', '3/2'), ('s = 1', '1'), ('nested', '5/6')]
    """
    require(dead < 1, f"some worker must be alive, got probability {show(dead)} of being dead")
    chosen = sorted(set(levels))
    found = simulate(model, workers, chosen, dead, samples, seed, groups=groups)
    mean, failure = (
        (expected_group_time, group_failure_probability)
        if groups
        else (expected_level_time, failure_probability)
    )
    size = int(groups)  # a group has s + 1 workers
    rows = [
        LatencyRow(
            s,
            _known(partial(mean, model, workers, s + size, dead)),
            failure(workers, s + size, dead),
            found.fixed[s],
        )
        for s in chosen
    ]
    nested = None
    if len(chosen) == 1:
        nested = rows[0].mean
    elif not (model.shift or model.per_task or groups):
        nested = _known(partial(expected_nested_time, workers, chosen, model.rate, dead))
    return [*rows, LatencyRow(None, nested, rows[-1].failure, found.nested)]


def _known(mean: Callable[[], Fraction]) -> Fraction | None:
    """The exact mean, or None if its formula refuses a size as large."""
    try:
        return mean()
    except BadInput:
        return None
