"""The three answers to an existence question: Exists, Impossible, Open."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from designs.answers.recipe import Recipe
from designs.display import html_table
from designs.errors import VerificationError, require
from designs.incidence.design import Design
from designs.incidence.parameters import Parameters

_LARGEST, _LONGEST_COUNT = 50_000_000, 2_000_000_000


class _Answer:
    """What the three answers share: they refuse to be read as true or false."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "an answer has three values and no truth value: write "
            "`match answer: case Exists(): ...` or `isinstance(answer, Exists)`"
        )

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The JSON form shared by all three answers."""

    def _repr_html_(self) -> str:
        shown = ("v", "b", "r", "k", "lambda", "status", "because", "source")
        known = self.to_json()
        return html_table([{key: known[key] for key in shown if key in known}])


@dataclass(frozen=True, slots=True)
class Exists(_Answer):
    """There is such a design: a recipe that builds it, and the theorem behind the recipe."""

    parameters: Parameters
    recipe: Recipe
    because: str
    source: str

    def design(self) -> Design:
        """Build the design; the checker confirms it against the parameters of the answer.

        Raises:
            BadInput: the design is too large to build or to confirm: more than 5e7 points in all
                its blocks, or more than 2e9 pairs of them.
            VerificationError: the recipe gives something else, or no resolution that is asked for.

        >>> Exists(Parameters(4, 3, 2), Recipe.of("complete", points=4, size=3), "", "").design()
        Design(points=4, blocks=((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)))
        """
        p = self.parameters
        require(
            p.b * p.k <= _LARGEST,
            f"a design is built if its blocks hold at most {_LARGEST:,} points in all, "
            f"got b k = {int(p.b * p.k):,} for {p}",
        )
        require(
            p.b * p.k**2 <= _LONGEST_COUNT,
            f"a design is built if at most {_LONGEST_COUNT:,} pairs of points are to be counted, "
            f"got b k^2 = {int(p.b * p.k**2):,} for {p}",
        )
        design = self.recipe.build()
        if p.resolvable and not design.resolution:
            raise VerificationError(f"this {p.balanced} design comes without a resolution.")
        return design.confirmed(p.v, p.k, p.lam, p.t)

    def about(self, parameters: Parameters) -> Exists:
        """The same design as an answer for other parameters that it has.

        >>> found = Exists(Parameters(4, 4, 1), Recipe.of("complete", points=4, size=4), "", "")
        >>> str(found.about(Parameters(4, 4, 1, t=3)).parameters)
        '3-(4,4,1)'
        """
        return replace(self, parameters=parameters)

    def to_json(self) -> dict[str, Any]:
        """The JSON form shared by all three answers."""
        return _json(self.parameters, "exists", self.because, self.source) | {
            "recipe": self.recipe.to_json()
        }


@dataclass(frozen=True, slots=True)
class Impossible(_Answer):
    """There is no such design: the condition that it breaks, with the facts to check that again."""

    parameters: Parameters
    condition: str
    because: str
    source: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """The JSON form shared by all three answers."""
        return _json(self.parameters, "impossible", self.because, self.source) | {
            "recipe": None,
            "condition": self.condition,
            "facts": self.facts,
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """What the literature says of parameters that are not settled here, with its citation.

    ``status`` is "open" (listed as undecided) or "exists" (a design is known elsewhere).
    """

    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Open(_Answer):
    """Neither built nor refuted here: what was tried, and what the literature says if known."""

    parameters: Parameters
    tried: tuple[str, ...]
    listed: Listed | None = None

    @property
    def because(self) -> str:
        """One sentence for people."""
        if self.listed is None:
            return "neither built nor refuted here, and nothing is listed here of the literature"
        return {
            "open": "the literature lists it as open, and it is neither built nor refuted here",
            "exists": "the literature knows a design, but no construction here reaches it",
        }[self.listed.status]

    def to_json(self) -> dict[str, Any]:
        """The JSON form shared by all three answers."""
        source = self.listed.source if self.listed else ""
        return _json(self.parameters, "open", self.because, source) | {
            "recipe": None,
            "listed": self.listed.status if self.listed else None,
            "tried": list(self.tried),
        }


Answer = Exists | Impossible | Open
Instances = Iterator[Exists]


def _json(parameters: Parameters, status: str, because: str, source: str) -> dict[str, Any]:
    return {
        "format": "kirkman-existence/1",
        **parameters.to_json(),
        "status": status,
        "because": because,
        "source": source,
    }
