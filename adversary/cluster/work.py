"""The work of a cluster: codes, the order of the partitions and delays, validated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from adversary.cluster.engine import POLICIES, Vector
from adversary.cluster.messages import Form
from adversary.tasks.task import Task
from designs.codes.base import GradientCode
from designs.codes.scheme import Messages, Sending
from designs.errors import require


@dataclass(frozen=True, slots=True)
class Work:
    """Codes of all messages, their form, the order of partitions of every worker, and delays.

    >>> from adversary.tasks.task import tiny
    >>> from designs import fractional_repetition
    >>> Work.of(fractional_repetition(2, 2), tiny(2), "newest", None).order
    ((0, 1), (0, 1))
    """

    codes: tuple[GradientCode, ...]
    order: tuple[tuple[int, ...], ...]
    delays: Vector | None
    form: Form

    @property
    def workers(self) -> int:
        """Number of workers."""
        return self.form.workers

    @property
    def partitions(self) -> int:
        """Number of partitions."""
        return self.form.partitions

    @classmethod
    def of(cls, code: Messages, task: Task, policy: str, delays: Vector | None) -> Self:
        """The work of a run, once code, task, policy and delays fit together.

        Raises:
            BadInput: they do not.

        >>> from adversary.tasks.task import tiny
        >>> from designs import uncoded
        >>> Work.of(uncoded(2), tiny(3), "newest", None)
        Traceback (most recent call last):
        designs.errors.BadInput: the task must have 2 partitions, as the code has, got 3
        """
        n, k, given = code.workers, code.partitions, len(task.partitions)
        codes, form = code.codes, _form(code.sending, len(code.codes), n, k, task.dimension)
        same = all(
            (level.workers, level.partitions) == (n, k * len(parts))
            for level, parts in zip(codes, form.parts, strict=True)
        )
        require(same, "all levels must have the same workers and partitions")
        require(k == given, f"the task must have {k} partitions, as the code has, got {given}")
        known = ", ".join(POLICIES)
        require(policy in POLICIES, f"the policy must be one of {known}, got {policy!r}")
        held = [
            sorted({i % k for level in codes for i, x in enumerate(level.encoding[w]) if x})
            for w in range(n)
        ]
        fits = [sorted(row) for row in code.tasks] == held
        require(fits, "the order must list for every worker the partitions that it holds, once")
        return cls(codes, code.tasks, None if delays is None else _checked(delays, n), form)

    def arrays(self, task: Task) -> dict[str, NDArray[np.float64]]:
        """The data that the workers need, as named arrays."""
        found = {
            f"{j}/{i}": a for j, part in enumerate(task.partitions) for i, a in enumerate(part)
        }
        found |= {f"encoding/{i}": code.to_numpy() for i, code in enumerate(self.codes)}
        table = np.full((self.workers, self.partitions), -1.0)
        for w, row in enumerate(self.order):
            table[w, : len(row)] = row
        found["order"] = table
        return found if self.delays is None else found | {"delays": self.delays}


def _form(sending: Sending | None, codes: int, n: int, k: int, dimension: int) -> Form:
    """The form of messages that are whole gradients, or differ from them in this way."""
    if sending is None:
        return Form(n, dimension, k, [[(0, dimension)]] * codes)
    sizes = sending.sizes(dimension)
    begins = [sum(sizes[:p]) for p in range(len(sizes))]
    parts = [[(begins[p], begins[p] + sizes[p]) for p in pieces] for pieces in sending.pieces]
    return Form(n, dimension, k, parts, sending.chosen, sending.models)


def _checked(delays: Vector, workers: int) -> Vector:
    table = np.asarray(delays, dtype=np.float64)
    fits = table.ndim == 2 and table.shape[0] > 0 and table.shape[1] == workers
    require(fits, f"delays must have the shape (rounds, {workers}), got {table.shape}")
    good = bool(np.isfinite(table).all() and (table >= 0).all())
    require(good, "delays must be finite and at least 0 seconds")
    return table
