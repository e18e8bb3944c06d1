"""Decoding while training runs: weights of the set that answered, and its exact error.

No `Decoder` of its own: it remembers what those of the registry answer, as floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from adversary.decoding.decode import DECODERS, Decoder, require_decoder
from adversary.decoding.decoder import decoder_of, squared_distance
from adversary.decoding.unbiased import two_tracks
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.coerce import CodeLike, as_code
from designs.errors import BadInput, integer, require

Vector = NDArray[np.float64]
TWO_TRACK = "two-track"


class Decoded(NamedTuple):
    """Weights of the answers, in the order of the survivors; the exact error; a second track."""

    weights: Vector
    error: Rational
    second: Vector | None = None


class Decoding:
    """The decoder of a run: exact weights of every survivor set, computed once and remembered.

    The decoders are those of `adversary.decoding.decode`, and ``two-track``: the fixed weights of
    `adversary.decoding.unbiased.two_tracks` for the ``probabilities`` that workers are silent,
    unbiased ones for the step and shrunken ones for Adam's second moments.

    Raises:
        BadInput: an unknown decoder; probabilities missing, or given to another decoder; a weight
            beyond the range of float64.

    Complexity: that of the decoder for every new set; O(1) for one that is known.
    Source: two tracks as in H. Song and J. Choi (2025).

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> Decoding(code).of((0, 2)).error
    Fraction(1, 3)
    >>> found = Decoding(code, "two-track", [Fraction(1, 2)] * 3).of((0, 2))
    >>> found.weights.tolist(), found.second.tolist(), found.error
    ([1.0, 1.0], [0.75, 0.75], 1)
    """

    def __init__(
        self,
        code: GradientCode,
        decoder: str = "optimal",
        probabilities: Sequence[int | Fraction] | None = None,
    ) -> None:
        self.code, self.decoder = code, decoder
        self._tracks: tuple[tuple[Rational, ...], tuple[Rational, ...]] | None = None
        self._known: dict[tuple[int, ...], Decoded] = {}
        if decoder == TWO_TRACK:
            given = probabilities is not None
            require(given, "two-track decoding needs the probabilities that workers are silent")
            self._tracks = two_tracks(code, probabilities or ())
            return
        require_decoder(decoder)
        known = ", ".join(DECODERS)
        require(probabilities is None, f"probabilities go with {TWO_TRACK} decoding, not {known}")

    @property
    def certifiable(self) -> Decoder | None:
        """The decoder as `adversary.worst_case` knows it, or None."""
        return None if self._tracks else cast("Decoder", self.decoder)

    def of(self, survivors: tuple[int, ...]) -> Decoded:
        """Weights and exact error of a survivor set.

        Raises:
            BadInput: a weight is beyond the range of float64.
        """
        if survivors not in self._known:
            try:
                self._known[survivors] = self._decoded(survivors)
            except OverflowError:
                raise BadInput("a decoding weight is beyond the range of float64") from None
        return self._known[survivors]

    def weights(self, survivors: Iterable[int]) -> Vector:
        """The weights of the survivors' messages, in the order in which they are named.

        Raises:
            BadInput: a survivor that is no worker or is named twice, or a weight beyond the range
                of float64.

        >>> Decoding(GradientCode([[1, 0], [0, 1]])).weights([1, 0]).tolist()
        [1.0, 1.0]
        """
        named, found = self._named(survivors)
        place = {w: i for i, w in enumerate(sorted(named))}
        return found.weights[[place[w] for w in named]]

    def error(self, survivors: Iterable[int]) -> Rational:
        """The exact error of what these survivors' messages decode to.

        Raises:
            BadInput: see `weights`.

        >>> Decoding(GradientCode([[1, 0], [0, 1]])).error([1])
        1
        """
        return self._named(survivors)[1].error

    def _named(self, survivors: Iterable[int]) -> tuple[list[int], Decoded]:
        """The survivors as numbers of Python, and what is known of their set."""
        named, n = [integer(w, "a survivor") for w in survivors], self.code.workers
        fits = len(set(named)) == len(named) and all(0 <= w < n for w in named)
        require(fits, f"survivors must be different workers 0..{n - 1}, got {named}")
        return named, self.of(tuple(sorted(named)))

    def _decoded(self, survivors: tuple[int, ...]) -> Decoded:
        decoder = self.certifiable
        if decoder is not None:
            weights = decoder_of(self.code, decoder).weights(survivors)
            return Decoded(_floats(weights), squared_distance(self.code, survivors, weights))
        first, second = ([track[w] for w in survivors] for track in self._tracks or ())
        distance = squared_distance(self.code, survivors, first)
        return Decoded(_floats(first), distance, _floats(second))


def decoder(
    code: CodeLike,
    name: str = "optimal",
    *,
    probabilities: Sequence[int | Fraction] | None = None,
) -> Decoding:
    """A decoder for a training loop of one's own: weights for whoever has answered.

    ``decoder(code).weights(survivors) @ messages`` is the decoded gradient, ``error(survivors)``
    its exact error. What is computed for a set of survivors is remembered.

    Raises:
        BadInput: see `Decoding`.

    Complexity: that of the decoder for every new set; O(1) for one that is known.

    >>> found = decoder([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    >>> found.weights([0, 2]).round(3).tolist(), found.error([0, 2])
    ([0.667, 0.667], Fraction(1, 3))
    """
    return Decoding(as_code(code), name, probabilities)


def _floats(weights: Sequence[Rational]) -> Vector:
    return np.array([float(x) for x in weights])
