"""What the training loop needs of an engine: six calls, and what a round brought."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from designs.errors import KirkmanError

Vector = NDArray[np.float64]


class ClusterError(KirkmanError):
    """Worker processes could not be started or controlled."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The answers of one round by worker, and a reason for every worker that is missing.

    Reasons read "late", "stopped", "dead (...)", "damaged" or "failed (...)".
    """

    round: int
    answers: dict[int, Vector]
    missing: dict[int, str]
    seconds: float


class Engine(Protocol):
    """Workers that compute coded gradients; a context manager that leaves nothing behind."""

    @property
    def workers(self) -> int:
        """Number of workers."""

    def broadcast(self, parameters: Vector) -> int:
        """Start a round with these parameters; its number."""

    def collect(self, needed: int, deadline: float) -> Collected:
        """Wait for so many answers of this round, at most ``deadline`` seconds."""

    def stop(self, worker: int) -> None:
        """Stop a worker for real, and see that it has stopped."""

    def resume(self, worker: int) -> None:
        """Let a stopped worker go on."""

    def kill(self, worker: int) -> None:
        """Kill a worker for real, and see that it is dead."""

    def close(self) -> None:
        """End every worker; nothing is left afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None: ...
