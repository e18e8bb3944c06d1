"""Operations on whole vectors: checksums, copies, linear combinations."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64, xxh3_64_intdigest

Vector = NDArray[np.float64]

# A block, 256 KiB, stays in a core's cache between two looks at it.
BLOCK = 32_768


def checksum(vector: Vector) -> int:
    """A 64-bit checksum (XXH3) of the bits of a vector: tells torn copies from whole ones.

    Two vectors that are not made to collide have the same with a probability of 2^-64.

    >>> a, b = np.array([1.0, 2.0]), np.array([2.0, 1.0])
    >>> checksum(a) == checksum(a.copy()), checksum(a) == checksum(b)
    (True, False)
    """
    return xxh3_64_intdigest(vector.data)


def checksum_before(parameters: Vector) -> int:
    """The checksum of all but the last entry: of parameters before the number of their round.

    >>> checksum_before(np.array([1.0, 2.0, 7.0])) == checksum(np.array([1.0, 2.0]))
    True
    """
    return checksum(parameters[:-1])


def number_behind(parameters: Vector) -> int:
    """The number of the newest round, which stands behind its parameters.

    >>> number_behind(np.array([0.5, 0.25, 7.0]))
    7
    """
    return int(parameters[-1])


class Seal:
    """The checksum of a vector that is written block by block, and whether all of it is finite.

    Processes that seal vectors that may not be finite switch numpy's warnings off.

    >>> vector, seal = np.array([1.0, 2.0, 3.0]), Seal()
    >>> seal.add(vector[:2])
    >>> seal.over(vector[2:]) == checksum(vector)
    True
    >>> with np.errstate(all="ignore"):
    ...     Seal().over(np.array([1e300, np.inf])), Seal().over(np.array([1e300])) is None
    (None, False)
    """

    __slots__ = ("_digest", "_finite")

    def __init__(self) -> None:
        self._digest, self._finite = xxh3_64(), True

    def add(self, block: Vector) -> None:
        """The next block of the vector."""
        self._digest.update(block.data)
        # The sum of squares tells most quickly; but it can overflow where no entry has.
        if not math.isfinite(block.dot(block)):
            self._finite = self._finite and bool(np.isfinite(block).all())

    def over(self, rest: Vector) -> int | None:
        """The checksum of what was added and of the rest, None if an entry is not finite."""
        self.add(rest)
        return self._digest.intdigest() if self._finite else None


def copied(source: Vector) -> tuple[Vector, int]:
    """A copy of a vector and the checksum of the copy, whatever becomes of the source meanwhile.

    >>> source = np.arange(3.0)
    >>> vector, found = copied(source)
    >>> vector.tolist(), found == checksum(source)
    ([0.0, 1.0, 2.0], True)
    """
    vector = source.copy()
    return vector, xxh3_64_intdigest(vector.data)


def borrowed(source: Vector) -> tuple[Vector, int]:
    """A view of a vector that cannot be written through, and the checksum of the vector.

    >>> borrowed(np.zeros(2))[0].flags.writeable
    False
    """
    view = source.view()
    view.flags.writeable = False
    return view, checksum(source)


def combination(weights: Sequence[float] | Vector, vectors: Sequence[Vector]) -> Vector:
    """The sum of vectors of one length, each times its weight; there must be one at least.

    >>> combination([1.0, -0.5], [np.array([1.0, 2.0]), np.array([4.0, 0.0])]).tolist()
    [-1.0, 2.0]
    """
    total = np.empty_like(vectors[0])
    scratch = np.empty(min(BLOCK, len(total)))
    for begin in range(0, len(total), BLOCK):
        out = total[begin : begin + BLOCK]
        np.multiply(vectors[0][begin : begin + BLOCK], weights[0], out=out)
        for weight, vector in zip(weights[1:], vectors[1:], strict=True):
            block = vector[begin : begin + BLOCK]
            if weight != 1:
                block = np.multiply(block, weight, out=scratch[: len(out)])
            out += block
    return total
