"""Decoding whatever messages of a scheme have arrived: exact weights, exact and measured errors.

No `Decoder`: a worker has several messages, and they may hold pieces of the gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.communication import decoded_error, decoding_matrix
from adversary.decoding.decoder import different_workers
from adversary.decoding.error import error
from adversary.decoding.online import Decoding
from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.codes.clustering import ClusteredScheme
from designs.codes.communication import blocks_scheme
from designs.codes.scheme import Messages, Sending
from designs.errors import require

Vector = NDArray[np.float64]
# A message: its worker, and the place of its code.
Sent = tuple[int, int]


class Whole(NamedTuple):
    """A decoded sum of gradients; its error as the probes show it, and exactly.

    ``probes[p, q, j]`` is the multiple of piece q of partition j in the decoded piece p.
    """

    vector: Vector
    measured: float
    exact: Rational
    probes: Vector


class MessageDecoding:
    """The decoding of any messages of a scheme: of least error, and remembered.

    With P pieces and k partitions, what is decoded is for each piece p a combination of the P k
    pieces of partial gradients, which should be ones on those of p and zeros else; the error is the
    sum of the P squared distances. Codes that share no piece of a partition are decoded apart,
    since the error is the sum of theirs; among them a message of one piece like that of a code.

    Raises:
        BadInput: codes that share a piece combine different pieces.

    Complexity: for each new set of m messages of such a part O(m^2 k + m^3) exact operations.
    Source: least squares; docs/why-it-is-true.md.

    >>> from designs.codes.partial_straggler import partial_fractional
    >>> found = MessageDecoding(partial_fractional(4, 1, 3))
    >>> first = [(w, 0) for w in range(4)]
    >>> found.error([*first, (1, 1), (2, 1)]), found.error([*first[:3], (1, 1)])
    (0, 3)
    """

    def __init__(self, scheme: Messages) -> None:
        codes, self._sending = scheme.codes, scheme.sending or Sending(((0,),) * len(scheme.codes))
        self._pieces, self._k = len(self._sending.shares), scheme.partitions
        self._parts = [
            _Part(codes, members, self._sending.pieces, self._k)
            for members in _together(codes, self._sending.pieces, self._k)
        ]
        self._never = self._pieces * self._k - sum(part.units for part in self._parts)

    def error(self, arrived: Iterable[Sent]) -> Rational:
        """The exact error of these messages.

        Raises:
            BadInput: a weight is beyond the range of float64.
        """
        there = sorted(arrived)
        return self._never + sum(part.decoded(part.senders(there))[1] for part in self._parts)

    def whole(self, arrived: Mapping[Sent, Vector], dimension: int) -> Whole:
        """The sum of all gradients, of this dimension, from these messages with their probes."""
        sizes = self._sending.sizes(dimension)
        begins = np.cumsum([0, *sizes])
        vector, probes = np.zeros(dimension), np.zeros((self._pieces, self._pieces, self._k))
        exact: Rational = self._never
        for part in self._parts:
            senders = part.senders(sorted(arrived))
            weights, lost = part.decoded(senders)
            exact += lost
            if not senders:
                continue
            answers = [arrived[sent] for sent in senders]
            length = max(sizes[p] for p in part.pieces)
            for p, column in zip(part.pieces, weights.T, strict=True):
                total = _combined(column, answers)
                vector[begins[p] : begins[p + 1]] += total[: sizes[p]]
                probes[p, list(part.pieces)] += total[length:].reshape(-1, self._k)
        wanted = np.eye(self._pieces)[:, :, None]
        return Whole(vector, float(np.sum((probes - wanted) ** 2)), exact, probes)


def _combined(weights: Vector, vectors: Sequence[Vector]) -> Vector:
    """The sum of vectors of one length, each times its weight."""
    total = weights[0] * vectors[0]
    for weight, vector in zip(weights[1:], vectors[1:], strict=True):
        total += weight * vector
    return np.asarray(total, np.float64)


def silent_error(scheme: Messages, silent: Iterable[int]) -> Rational:
    """The exact error of a scheme without any message of these workers.

    Of a nested scheme it is the least of its levels; clusters are those at home; a job of a
    sequential one has no other answers, in any round.

    Raises:
        BadInput: a silent worker that is none, or is named twice.

    >>> from designs.codes.nested import nested_cyclic
    >>> silent_error(nested_cyclic(4, [0, 1]), [3])
    0
    """
    late = set(different_workers(silent, scheme.workers, "stragglers"))
    if scheme.levels:
        return min(error(code, sorted(late)) for code in scheme.codes)
    whole = isinstance(scheme, ClusteredScheme)
    codes = range(1 if whole else len(scheme.codes))
    sent = [(w, i) for w in range(scheme.workers) if w not in late for i in codes]
    return MessageDecoding(scheme).error(sent)


class _Part:
    """Codes that are decoded together, all of the same pieces.

    ``units`` counts the pieces of partitions that they are to recover: those that one of them
    combines, or all if there are several pieces.
    """

    def __init__(
        self,
        codes: Sequence[GradientCode],
        members: Sequence[int],
        pieces: Sequence[tuple[int, ...]],
        k: int,
    ) -> None:
        self.members, self.pieces = tuple(members), pieces[members[0]]
        same = all(pieces[i] == self.pieces for i in members)
        require(same, "codes that share a piece of a gradient must combine the same pieces")
        self._n = codes[0].workers
        rows = [row for i in members for row in codes[i].encoding]
        used = [j for j in range(k) if any(row[j] for row in rows)]
        self._known: dict[tuple[int, ...], tuple[Vector, Rational]] = {}
        self._plain = self._blocks = None
        if len(self.pieces) == 1:
            self._plain = Decoding(GradientCode([[row[j] for j in used] for row in rows]))
            self.units = len(used)
        else:
            cut = [[row[u * k : (u + 1) * k] for row in rows] for u in range(len(self.pieces))]
            self._blocks = blocks_scheme("pieces", [GradientCode(block) for block in cut], {})
            self.units = k * len(self.pieces)

    def senders(self, there: Sequence[Sent]) -> tuple[Sent, ...]:
        """Those of the messages that have one of these codes, by code and worker."""
        mine = ((self.members.index(i), w) for w, i in there if i in self.members)
        return tuple((w, self.members[place]) for place, w in sorted(mine))

    def decoded(self, senders: Sequence[Sent]) -> tuple[Vector, Rational]:
        """The weights of these messages, a column for each piece, and their exact error."""
        rows = tuple(self.members.index(i) * self._n + w for w, i in senders)
        if self._plain is not None:
            found = self._plain.of(rows)
            return found.weights.reshape(-1, 1), found.error
        if rows not in self._known and self._blocks is not None:
            matrix = decoding_matrix(self._blocks, rows)
            weights = np.array([[float(x) for x in row] for row in matrix])
            self._known[rows] = weights, decoded_error(self._blocks, rows, matrix)
        return self._known[rows]


def _together(
    codes: Sequence[GradientCode], pieces: Sequence[tuple[int, ...]], k: int
) -> list[list[int]]:
    """The places of the codes that share a piece of a partition, directly or by others.

    >>> one, two = GradientCode([[1, 0]]), GradientCode([[0, 1]])
    >>> _together([one, two, one], [(0,)] * 3, 2), _together([one, one], [(0,), (1,)], 2)
    ([[0, 2], [1]], [[0], [1]])
    """
    parts: list[tuple[list[int], set[tuple[int, int]]]] = []
    for i, (code, mine) in enumerate(zip(codes, pieces, strict=True)):
        columns = zip(*code.encoding, strict=True)
        units = {(mine[c // k], c % k) for c, column in enumerate(columns) if any(column)}
        touched = [part for part in parts if part[1] & units]
        parts = [part for part in parts if not part[1] & units]
        places = sorted([i, *(place for part in touched for place in part[0])])
        parts.append((places, units.union(*(part[1] for part in touched))))
    return sorted(places for places, _ in parts)
