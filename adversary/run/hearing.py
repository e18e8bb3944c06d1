"""When the server of a round stops waiting, and what it then has to decode."""

from __future__ import annotations

from dataclasses import dataclass

from adversary.cluster.engine import Collected, Rule
from adversary.decoding.online import Decoding


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the server waits in a round, and whether it then makes do with what has come.

    ``enough`` is a number of answers or a stopping rule. With ``accept_fewer`` a round that is not
    content at the deadline is decoded all the same, from one answer on.

    >>> import numpy as np
    >>> Wait(3, 10.0).failure(Collected(1, {0: np.zeros(2), 2: np.zeros(2)}, {1: "late"}, 10.0))
    '2 of 3 answers; worker 1 late'
    """

    enough: int | Rule
    deadline: float
    accept_fewer: bool = False

    def content(self, brought: Collected) -> bool:
        """Whether enough has come."""
        if callable(self.enough):
            return self.enough(completed(brought))
        return len(brought.answers) >= self.enough

    def failure(self, brought: Collected) -> str:
        """Why a round cannot be decoded, in words; "" if it can."""
        if self.content(brought) or (self.accept_fewer and brought.answers):
            return ""
        wanted = "enough" if callable(self.enough) else str(self.enough)
        return f"{len(brought.answers)} of {wanted} answers; {reasons(brought)}"


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers of a round that are decoded, by the decoder of their code.

    ``failure`` says why there is nothing to decode. In a nested scheme the code is that of
    ``level``; if it is ``promised`` that nothing is lost, any error is a failure.

    >>> from designs import uncoded
    >>> Heard(Collected(1, {}, {0: "late"}, 1.0), Decoding(uncoded(1)), "0 of 1 answers").level
    """

    brought: Collected
    decoding: Decoding
    failure: str
    level: int | None = None
    promised: bool = False


def completed(brought: Collected) -> dict[int, int]:
    """How many levels each worker has completed, as stopping rules are told.

    >>> import numpy as np
    >>> completed(Collected(1, {}, {0: "late"}, 1.0, levels={0: (np.zeros(2),)}))
    {0: 1}
    """
    return {w: len(vectors) for w, vectors in brought.levels.items()}


def reasons(brought: Collected) -> str:
    """Who is missing and why, in words.

    >>> reasons(Collected(1, {}, {0: "late", 2: "stopped"}, 1.0))
    'worker 0 late, worker 2 stopped'
    """
    return ", ".join(f"worker {w} {reason}" for w, reason in brought.missing.items())
