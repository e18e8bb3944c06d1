"""Decoders: one protocol, and a registry in which each is entered by a decorator.

A decoder of a code answers for any survivors, in the order in which their messages came, with one
exact weight each. A module that weighs anything else is no `Decoder`, and its docstring says so:
levels of a nested code, two stages, progress reports, blocks of shorter messages, jobs over many
rounds, clusters that change.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Protocol, TypeVar

from designs.algebra.linear import Rational, plain
from designs.answers.discovery import marked, modules_beside
from designs.codes.base import GradientCode
from designs.errors import BadInput, integer, require

Weights = tuple[Rational, ...]
Weigh = TypeVar("Weigh", bound=Callable[..., Weights])
_PACKAGE, _MARK = "adversary.decoding", "_decoder"


class Decoder(Protocol):
    """A decoder of a code: weights for any survivors, and the exact error of these weights."""

    @property
    def name(self) -> str:
        """Its name in the registry."""

    @property
    def certifiable(self) -> bool:
        """Whether `adversary.worst_case` proves its worst case."""

    def weights(self, survivors: Sequence[int]) -> Weights:
        """The exact weight of each survivor's message, in their order."""

    def error(self, survivors: Sequence[int]) -> Rational:
        """The exact error ``|a B_F - 1|^2`` of these weights."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the registry: ``weigh(code, survivors, parameters)`` returns the weights.

    >>> registered()["iterative"].parameters
    ('steps',)
    """

    name: str
    weigh: Callable[..., Weights]
    certifiable: bool

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.weigh) or "").partition("\n")[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters beside the code and the survivors."""
        return tuple(inspect.signature(self.weigh).parameters)[2:]


@dataclass(frozen=True, slots=True)
class CodeDecoder:
    """The `Decoder` of an entry, for one code and with its parameters.

    >>> chosen = decoder_of(GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), "iterative", steps=1)
    >>> chosen.weights([0, 2]), chosen.error([0, 2])
    ((Fraction(2, 3), Fraction(2, 3)), Fraction(1, 3))
    """

    code: GradientCode
    entry: Entry
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name in the registry."""
        return self.entry.name

    @property
    def certifiable(self) -> bool:
        """Whether `adversary.worst_case` proves its worst case."""
        return self.entry.certifiable

    def weights(self, survivors: Sequence[int]) -> Weights:
        """The exact weight of each survivor's message, in their order."""
        return self.entry.weigh(self.code, survivors, **self.parameters)

    def error(self, survivors: Sequence[int]) -> Rational:
        """The exact error of these weights."""
        return squared_distance(self.code, survivors, self.weights(survivors))


def decoder(name: str, *, certifiable: bool = False) -> Callable[[Weigh], Weigh]:
    """The decorator that enters ``weigh(code, survivors, ...)`` into the registry.

    >>> @decoder("sum")
    ... def plain_sum(code: GradientCode, survivors: Sequence[int]) -> Weights: ...
    """

    def enter(weigh: Weigh) -> Weigh:
        setattr(weigh, _MARK, Entry(name, weigh, certifiable))
        return weigh

    return enter


@cache
def registered() -> Mapping[str, Entry]:
    """All decoders by name.

    Complexity: the first time, importing the modules beside this one.

    >>> [name for name, entry in registered().items() if entry.certifiable]
    ['optimal', 'one-step', 'block-design']
    """
    return marked(modules_beside(__file__, _PACKAGE), _MARK)


def decoder_of(code: GradientCode, name: str, **parameters: Any) -> Decoder:
    """The decoder of this name for a code.

    Raises:
        BadInput: no decoder has that name, or it takes other parameters.

    >>> decoder_of(GradientCode([[1, 0], [0, 1]]), "one-step").weights([1])
    (2,)
    """
    known = registered()
    require(name in known, f"unknown decoder {name!r:.40}; the decoders are {', '.join(known)}")
    try:
        inspect.signature(known[name].weigh).bind(code, (), **parameters)
    except TypeError as error:
        raise BadInput(f"the parameters do not fit the decoder {name}: {error}") from None
    return CodeDecoder(code, known[name], parameters)


def squared_distance(
    code: GradientCode, survivors: Sequence[int], weights: Sequence[Rational]
) -> Rational:
    """The exact error of any weights: ``|a B_F - 1|^2``.

    Complexity: O(m k) for m survivors.

    >>> squared_distance(GradientCode([[1, 0], [0, 1]]), [1], [2])
    2
    """
    pairs = list(zip(survivors, weights, strict=True))
    arrived = (
        sum((a * code.encoding[w][j] for w, a in pairs), Fraction(0))
        for j in range(code.partitions)
    )
    return plain(sum(((x - 1) ** 2 for x in arrived), Fraction(0)))


def different_workers(named: Iterable[int], workers: int, what: str = "survivors") -> list[int]:
    """The workers named, as Python integers.

    Raises:
        BadInput: they are not different workers 0..n-1.

    >>> different_workers([2, 0], 3)
    [2, 0]
    """
    found = [integer(w, f"each of the {what}") for w in named]
    fits = len(set(found)) == len(found) and all(0 <= w < workers for w in found)
    require(fits, f"{what} must be different workers 0..{workers - 1}, got {found}")
    return found
