"""Rounds of a scheme: all messages that have come are decoded together.

Nested schemes, of which one level is decoded, are in `adversary.run.nested`; sequential ones, whose
jobs last several rounds, in `adversary.run.sequential`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from adversary.cluster.engine import Collected, Engine, Rule, Vector
from adversary.decoding.clustering import recluster
from adversary.decoding.decode import Decoder
from adversary.decoding.messages import MessageDecoding, Sent
from adversary.decoding.online import Decoding
from adversary.run.optimisers import Optimiser
from adversary.run.rules import Done, RoundAnswers, Sum, Wait, completed, reasons
from designs.algebra.linear import Rational
from designs.codes.block_coordinate import CoordinateBlocks
from designs.codes.clustering import ClusteredScheme, at_home, clustered, possible_clusters
from designs.codes.partial_straggler import PartialScheme
from designs.codes.scheme import Messages
from designs.codes.sequential import MultiplexedScheme, ReattemptScheme
from designs.errors import BadInput, require

SCHEME_RULES = ("first", "all", "deadline", "decodable", "decodable:ERROR")


@dataclass(frozen=True, slots=True)
class Ending:
    """The stopping rule of a round of a scheme, of which the decoder does the second half.

    So many workers have sent all of their ``messages``; and what has come loses at most ``most``,
    or whatever it does.

    >>> Ending(1, 2)({0: 1, 1: 1}), Ending(1, 2)({0: 2})
    (False, True)
    """

    count: int
    messages: int
    most: Rational | None = None

    def __call__(self, done: Done) -> bool:
        """Whether so many workers have."""
        return sum(1 for many in done.values() if many >= self.messages) >= self.count


@dataclass(frozen=True, slots=True)
class SentAnswers:
    """The messages of a round that are decoded together; ``failure`` says why they are not.

    >>> SentAnswers(Collected(1, {}, {0: "late"}, 1.0), {}, None, "late").sums(1)
    []
    """

    collected: Collected
    messages: Mapping[Sent, Vector] = field(repr=False)
    decoding: MessageDecoding | None
    failure: str
    must_be_exact: bool = False
    level: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def survivors(self) -> tuple[int, ...]:
        """The workers all of whose messages have come, ascending."""
        return tuple(sorted(self.collected.answers))

    def sums(self, dimension: int) -> list[Sum]:
        """The decoded sum of gradients of this dimension."""
        if self.decoding is None:
            return []
        found = self.decoding.whole(self.messages, dimension)
        return [Sum(found.vector, found.measured, found.exact)]


class SentDecoder:
    """The decoder of a scheme whose messages are those of one round, in the order of its codes.

    Complexity: exact decoding of every new set of messages, see `MessageDecoding`.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> decoder = SentDecoder(partial_fractional(4, 1, 3))
    >>> decoder.suffices(Ending(0, 2, 0), {0: 2, 1: 1, 2: 1, 3: 1})
    False
    >>> decoder.suffices(Ending(0, 2, 0), {0: 2, 1: 1, 2: 2, 3: 1})
    True
    """

    def __init__(self, scheme: Messages) -> None:
        self.scheme, self.decoding = scheme, MessageDecoding(scheme)

    @property
    def certifiable(self) -> Decoder:
        """The decoder's name in `adversary.worst_case`: all messages are decoded optimally."""
        return "optimal"

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """What is broadcast: the point of the next gradient."""
        return optimiser.point

    def collect(self, engine: Engine, wait: Wait) -> SentAnswers:
        """The messages of the broadcast round, waited for."""
        enough = ending_of(wait, len(self.scheme.codes))
        collected = engine.collect(
            lambda done: self.suffices(enough, done), wait.deadline, borrow=True
        )
        met = self.suffices(enough, completed(collected))
        failure = "" if met else failure_of(collected, wait)
        messages = {
            (w, i): vector
            for w, vectors in collected.levels.items()
            for i, vector in enumerate(vectors)
        }
        return SentAnswers(collected, messages, self.decoding, failure, met and enough.most == 0)

    def suffices(self, enough: Ending, done: Done) -> bool:
        """Whether these numbers of messages of each worker suffice."""
        if not enough(done):
            return False
        sent = [(w, i) for w, many in done.items() for i in range(many)]
        return enough.most is None or self.decoding.error(sent) <= enough.most


class ClusterDecoder:
    """The decoder of dynamic clustering: clusters are formed from the stragglers of the last round.

    Complexity: a code for each new assignment; exact decoding of each new set of survivors.
    Source: see `adversary.decoding.clustering.recluster`.

    >>> from designs.codes.clustering import dynamic_clustering
    >>> from adversary.run.optimisers import GradientDescent, constant
    >>> decoder = ClusterDecoder(dynamic_clustering(4, 2, 1))
    >>> decoder.broadcast(GradientDescent(np.zeros(1), constant(1.0))).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0]
    """

    def __init__(self, scheme: ClusteredScheme) -> None:
        self.scheme, self.last = scheme, tuple[int, ...]()
        self.assignment = at_home(scheme.workers, scheme.clusters)
        self._decodings: dict[tuple[int, ...], Decoding] = {}

    @property
    def certifiable(self) -> Decoder:
        """The decoder's name in `adversary.worst_case`: every cluster is decoded optimally."""
        return "optimal"

    def broadcast(self, optimiser: Optimiser) -> Vector:
        """The point of the next gradient, and for each worker which of its clusters it serves."""
        if self.last:
            self.assignment = recluster(self.scheme, self.last)
        chosen = [possible_clusters(self.scheme, w).index(c) for w, c in enumerate(self.assignment)]
        return np.concatenate([optimiser.point, np.array(chosen, float)])

    def collect(self, engine: Engine, wait: Wait) -> RoundAnswers:
        """The answers of the broadcast round, waited for."""
        enough, decoding = ending_of(wait, 1), self._decoding()

        def suffices(done: Done) -> bool:
            most = enough.most
            return enough(done) and (most is None or decoding.of(tuple(sorted(done))).error <= most)

        collected = engine.collect(suffices, wait.deadline, borrow=True)
        self.last = tuple(sorted(collected.missing))
        failure = "" if suffices(completed(collected)) else failure_of(collected, wait)
        told = {"clusters": list(self.assignment)}
        return RoundAnswers(collected, decoding, failure, told=told)

    def _decoding(self) -> Decoding:
        """The decoding of the code of the clusters of this round."""
        if self.assignment not in self._decodings:
            self._decodings[self.assignment] = Decoding(clustered(self.scheme, self.assignment))
        return self._decodings[self.assignment]


def ending_of(wait: Wait, messages: int) -> Ending:
    """The stopping rule of a round that may also be waited for by a number of workers or a rule.

    Raises:
        BadInput: it is a rule of another kind.

    >>> ending_of(Wait(3, 1.0), 2)
    Ending(count=3, messages=2, most=None)
    """
    if isinstance(wait.enough, int):
        return Ending(wait.enough, messages)
    if not isinstance(wait.enough, Ending):
        known = ", ".join(SCHEME_RULES)
        raise BadInput(f"the rule of a scheme must be one of {known}, got {wait.enough!r:.40}")
    return wait.enough


def failure_of(collected: Collected, wait: Wait) -> str:
    """Why a round that was not enough cannot be decoded, in words; "" if fewer are accepted.

    >>> failure_of(Collected(1, {}, {0: "late"}, 1.0), Wait(1, 1.0))
    '0 workers sent all of their messages, 0 some: not enough; worker 0 late'
    """
    if wait.accept_fewer and collected.levels:
        return ""
    many, whole = len(collected.levels), len(collected.answers)
    return (
        f"{whole} workers sent all of their messages, {many} some: not enough; {reasons(collected)}"
    )


def scheme_rule(text: str, scheme: Messages, stragglers: int) -> Rule:
    """The stopping rule of a scheme by its name, see `adversary.run.settings.rule_of`.

    With several messages a worker ``first`` is the first moment at which nothing is lost.

    Raises:
        BadInput: another name, or no rational number.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> scheme_rule("first", partial_fractional(4, 1, 3), 1)
    Ending(count=0, messages=2, most=0)
    """
    name, colon, number = text.partition(":")
    n, sending = scheme.workers, scheme.sending
    chosen = sending.chosen if sending is not None else 0
    many = chosen or len(scheme.codes)
    if name == "decodable":
        try:
            return Ending(0, many, Fraction(number) if colon else 0)
        except (ValueError, ZeroDivisionError):
            raise BadInput(f"decodable:E has a rational number, got {text!r:.40}") from None
    known = ", ".join(SCHEME_RULES)
    fits = text in ("first", "all", "deadline")
    require(fits, f"the rule of a scheme must be one of {known}, got {text!r:.40}")
    if text != "first":
        return Ending(n, many)
    return Ending(0, many, 0) if many > 1 and not chosen else Ending(n - stragglers, many)


def require_schemes_tolerance(scheme: Messages, silent: int) -> None:
    """Raise `BadInput` if so many silent workers leave nothing that a scheme can decode exactly.

    >>> from designs.codes.block_coordinate import block_coordinate
    >>> require_schemes_tolerance(block_coordinate([0, 2, 3]), 1)
    """
    most = silent
    if isinstance(scheme, PartialScheme):
        most = 0 if scheme.uncoded else scheme.stragglers
    elif isinstance(scheme, CoordinateBlocks):
        most = min(int(name.split()[-1]) for name in scheme.components)
    elif isinstance(scheme, MultiplexedScheme):
        most = 0
    elif isinstance(scheme, ReattemptScheme):
        most = scheme.tolerated
    require(
        silent <= most,
        f"{scheme.name} cannot decode without any message of {silent} workers, at most of {most}: "
        "choose the attack none and delays, or accept fewer answers",
    )
