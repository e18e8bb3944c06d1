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

# A stopping rule is told how many levels each worker has completed, and says whether that will do.
Rule = Callable[[Mapping[int, int]], bool]


class ClusterError(KirkmanError):
    """Worker processes could not be started or controlled."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The answers of one round by worker, and a reason for every worker that is missing.

    Reasons read "late", "stopped", "dead (...)", "damaged" or "failed (...)". An answer is the
    vector of the last level; ``levels`` has the vectors of all levels completed, ``arrivals`` the
    seconds from the broadcast to each answer.
    """

    round: int
    answers: dict[int, Vector]
    missing: dict[int, str]
    seconds: float
    arrivals: dict[int, float] = field(default_factory=dict)
    levels: dict[int, tuple[Vector, ...]] = field(default_factory=dict)


class Engine(Protocol):
    """Workers that compute coded gradients; a context manager that leaves nothing behind."""

    @property
    def workers(self) -> int:
        """Number of workers."""

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; its number."""

    def collect(self, enough: int | Rule, deadline: float, *, borrow: bool = False) -> Collected:
        """Wait for so many answers of this round, or until the rule is content.

        At most ``deadline`` seconds. With ``borrow`` the vectors may be the workers' own, which
        change in the next round: decode them before the next broadcast.
        """

    def stop(self, worker: int) -> None:
        """Stop a worker for real, and see that it has stopped."""

    def resume(self, worker: int) -> None:
        """Let a stopped worker go on."""

    def kill(self, worker: int) -> None:
        """Kill a worker for real, and see that it is dead."""

    def slow(self, worker: int, share: float) -> None:
        """Let a worker run for this share of the time only; 1 lets it run freely again."""

    def restart(self, worker: int) -> None:
        """Replace a worker, dead or alive, by a new process."""

    def close(self) -> None:
        """End every worker; nothing is left afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...
