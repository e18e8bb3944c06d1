"""The protocol of rounds in every engine: credit, late-worker policies, which answers count."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeVar

import numpy as np

from adversary.cluster.engine import Collected, Policy, Rule, Vector
from adversary.cluster.messages import Form, Kind, Message
from adversary.cluster.vectors import borrowed, checksum_before, copied
from designs.errors import require


@dataclass(slots=True, kw_only=True)
class WorkerSlot(ABC):
    """The slot of a worker in a round, as the server sees it.

    ``count`` is the number of messages, ``outstanding`` the round sent and not yet answered (credit
    1: at most one; a worker that has not said hello has round 0), ``levels`` the vectors accepted
    in this round, ``arrivals`` when each was, ``failure`` why no other can come. ``sizes`` are the
    bytes of the coded gradients in its messages, -1 for an empty one.
    """

    count: int
    sizes: Sequence[int] = ()
    outstanding: int | None = 0
    levels: list[Vector] = field(default_factory=list, repr=False)
    arrivals: list[float] = field(default_factory=list, repr=False)
    failure: str = ""

    @property
    def answered(self) -> Vector | None:
        """The vector of the last level, if it has been accepted in this round."""
        return self.levels[-1] if len(self.levels) == self.count else None

    @property
    @abstractmethod
    def may_answer(self) -> bool:
        """Whether an answer to this round may still come."""

    @abstractmethod
    def reason(self) -> str:
        """The reason why this worker has not answered."""


AnySlot = TypeVar("AnySlot", bound=WorkerSlot)


class Rounds(ABC, Generic[AnySlot]):
    """The rounds of an engine, whatever carries its messages; a context manager that closes it.

    A worker has one round outstanding at most. When it has ended that one it is sent the next,
    which the late-worker policy determines. Only an undamaged answer to the outstanding round
    counts, and only if that is the current one.
    """

    def __init__(self, policy: Policy, form: Form) -> None:
        self._form, self._policy, self._members = form, policy, list[AnySlot]()
        self._round, self._stamp, self._begin = 0, 0, time.monotonic()
        self._answered, self._borrows = 0, False
        self._may_answer_next: AnySlot | None = None

    @property
    def workers(self) -> int:
        """Number of workers, dead or alive."""
        return len(self._members)

    def _member(self, worker: int) -> AnySlot:
        require(0 <= worker < self.workers, f"workers are 0..{self.workers - 1}, got {worker}")
        return self._members[worker]

    def _replace(self, worker: int, member: AnySlot) -> None:
        """Put a new member in a worker's slot; the old one's answers in this round are dropped."""
        member.sizes = self._members[worker].sizes
        self._members[worker], self._may_answer_next = member, None
        self._answered = sum(m.answered is not None for m in self._members)

    def _number(self, block: Vector, parameters: Vector) -> None:
        """Write the parameters of the next round, and its number behind them.

        The last round is over before its parameters change, so that nothing computed from both
        ever counts, not even if we are interrupted here.
        """
        given = np.broadcast_to(parameters, block[:-1].shape)
        for member in self._members:
            member.levels, member.arrivals, member.failure = [], [], ""
        self._answered, self._may_answer_next = 0, None
        self._round += 1
        block[:-1] = given
        block[-1] = self._round
        if self._form.chosen or not self._members[0].sizes:
            for w, member in enumerate(self._members):
                member.sizes = self._form.sizes(block, w)
        self._stamp = self._stamp_of(block)

    def _stamp_of(self, block: Vector) -> int:
        """The number by which workers recognise the announced parameters: they take no others."""
        return checksum_before(block)

    def _begin_round(self) -> None:
        """Announce the round to all who have nothing outstanding."""
        self._begin = time.monotonic()
        for member in self._members:
            if member.outstanding is None:
                self._announce(member, self._round)
            else:
                self._notify_busy(member)

    @abstractmethod
    def _announce(self, member: AnySlot, number: int) -> None:
        """Send a round to a worker that has nothing outstanding."""

    def _notify_busy(self, member: AnySlot) -> None:
        """Notify a worker that the round it is busy with is no longer the newest."""

    def _take(self, member: AnySlot, message: Message, vector: Callable[[], Vector | None]) -> None:
        """Process one message; ``vector`` returns the vector that it announces, or None.

        Only an undamaged answer to the current round counts.
        """
        if message.round != member.outstanding:
            return
        final = message.kind != Kind.ANSWER or message.level == member.count - 1
        if final:
            member.outstanding = None
        if message.round == self._round and message.kind in (Kind.ANSWER, Kind.FAILED):
            self._accept(member, message, vector)
        elif final:
            self._announce_after(member, message)

    def _announce_after(self, member: AnySlot, message: Message) -> None:
        """Send the round that follows the one that a worker has ended, or could not begin."""
        number = self._round
        if self._policy == "in-order" and message.kind != Kind.HELLO:
            number = message.round + (message.kind != Kind.STALE)
        if number:
            self._announce(member, number)

    def _accept(self, member: AnySlot, message: Message, read: Callable[[], Vector | None]) -> None:
        """Accept the vector of an answer to this round if it is the next level and undamaged."""
        if message.kind == Kind.FAILED:
            member.failure = f"failed ({message.text})"
            return
        if message.level != len(member.levels) or message.level >= member.count:
            member.failure = "damaged"
            return
        source = read()
        take = borrowed if self._borrows else copied
        vector, found = (None, 0) if source is None else take(source)
        if vector is not None and found == message.checksum:
            member.levels.append(vector)
            member.arrivals.append(time.monotonic())
            self._answered += len(member.levels) == member.count
        else:
            member.failure = "damaged"

    def _is_enough(self, enough: int | Rule) -> bool:
        if callable(enough):
            return enough({w: len(m.levels) for w, m in enumerate(self._members) if m.levels})
        return self._answered >= enough

    def _waiting(self, enough: int | Rule) -> bool:
        """Whether more answers are needed, and may come."""
        return not self._is_enough(enough) and self._may_come()

    def _may_come(self) -> bool:
        """Whether any answer may still come.

        The worker that was found last time is tested first, so that most calls cost O(1).
        """
        if self._may_answer_next is None or not self._may_answer_next.may_answer:
            self._may_answer_next = next((m for m in self._members if m.may_answer), None)
        return self._may_answer_next is not None

    def _collected(self, seconds: float) -> Collected:
        members = list(enumerate(self._members))
        done = {w: m.answered for w, m in members if m.answered is not None}
        sizes = [size for m in self._members for size in m.sizes[: len(m.levels)]]
        return Collected(
            self._round,
            done,
            {w: self._reason(w) for w, _ in members if w not in done},
            seconds,
            {w: m.arrivals[-1] - self._begin for w, m in members if w in done},
            {w: tuple(m.levels) for w, m in members if m.levels},
            {w: tuple(at - self._begin for at in m.arrivals) for w, m in members if m.levels},
            sum(size >= 0 for size in sizes),
            sum(max(0, size) for size in sizes),
        )

    def _reason(self, worker: int) -> str:
        """The reason why a worker's answer is missing."""
        return self._members[worker].reason()

    @abstractmethod
    def close(self) -> None:
        """End every worker: no process, memory or file is left."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
