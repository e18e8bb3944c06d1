"""The protocol of an engine, and the answers of a round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Protocol, Self, get_args

import numpy as np
from numpy.typing import NDArray

from designs.errors import KirkmanError

Vector = NDArray[np.float64]
Policy = Literal["in-order", "newest", "abandon"]
POLICIES: tuple[Policy, ...] = get_args(Policy)

# A stopping rule maps the number of levels that each worker has completed to whether they suffice.
Rule = Callable[[Mapping[int, int]], bool]


class ClusterError(KirkmanError):
    """The failure to start or to control worker processes."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The answers of one round by worker, and a reason for every worker that is missing.

    Reasons read "late", "stopped", "dead (...)", "damaged" or "failed (...)". An answer is the
    vector of the last message; ``levels`` has the vectors of all messages received, in their order.
    ``arrivals`` are the seconds from the broadcast to each answer, ``level_arrivals`` to each
    message. ``messages`` counts these, without empty ones, and ``bytes`` their coded gradients, 8
    for each number: the probes, with which we measure, are not counted.
    """

    round: int
    answers: dict[int, Vector]
    missing: dict[int, str]
    seconds: float
    arrivals: dict[int, float] = field(default_factory=dict)
    levels: dict[int, tuple[Vector, ...]] = field(default_factory=dict)
    level_arrivals: dict[int, tuple[float, ...]] = field(default_factory=dict)
    messages: int = 0
    bytes: int = 0


class Engine(Protocol):
    """Workers that compute coded gradients; a context manager that leaves nothing behind."""

    @property
    def workers(self) -> int:
        """Number of workers."""

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; its number."""

    def collect(self, enough: int | Rule, deadline: float, *, borrow: bool = False) -> Collected:
        """Wait for so many answers of this round, or until the stopping rule is satisfied.

        At most ``deadline`` seconds. With ``borrow`` the vectors may be the workers' own, which
        change in the next round: decode them before the next broadcast.
        """

    def stop(self, worker: int) -> None:
        """Stop a worker's process, and wait until it has stopped."""

    def resume(self, worker: int) -> None:
        """Resume a stopped worker."""

    def kill(self, worker: int) -> None:
        """Kill a worker's process, and wait until it is dead."""

    def slow(self, worker: int, share: float) -> None:
        """Limit a worker to this share of the time; 1 removes the limit."""

    def restart(self, worker: int) -> None:
        """Replace a worker, dead or alive, by a new process."""

    def close(self) -> None:
        """End every worker: no process, memory or file is left."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...
