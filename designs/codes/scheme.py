"""Scheme: several encodings that are used together, each a gradient code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.errors import require, show

FORMAT = "kirkman-scheme/1"
Fact = Rational | str


class Levels(Protocol):
    """The computation of the workers: a code for each of one or several levels.

    A `designs.codes.nested.NestedScheme` has a level for each straggler tolerance, lowest first.
    A `GradientCode` is one level without a declared tolerance: its ``levels`` are empty.
    """

    @property
    def name(self) -> str:
        """The name of the code or scheme."""

    @property
    def workers(self) -> int:
        """Number of workers."""

    @property
    def partitions(self) -> int:
        """Number of partitions."""

    @property
    def levels(self) -> tuple[int, ...]:
        """The declared straggler tolerances, ascending."""

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The code of every level: at least one."""

    @property
    def tasks(self) -> tuple[tuple[int, ...], ...]:
        """The partitions that each worker computes, one after another."""

    def identity(self) -> str:
        """SHA-256 of the codes, and of all that matters beside them."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """Encodings that one method uses together: levels, stages, or blocks of a message.

    Every component is a `GradientCode` and can be certified like any other. A kind of scheme that
    has numbers of its own, such as a delay, has a field for each, and lists them in its `facts`.
    Name and recipe take no part in comparisons.

    Raises:
        BadInput: no components.

    Complexity: O(1).

    >>> from designs.codes.repetition import uncoded
    >>> Scheme("one level", {"level 0": uncoded(2)})["level 0"].workers
    2
    """

    name: str = field(compare=False)
    components: Mapping[str, GradientCode]
    recipe: Mapping[str, Any] | None = field(compare=False, default=None)

    def __post_init__(self) -> None:
        require(bool(self.components), "a scheme needs a component")

    def __getitem__(self, component: str) -> GradientCode:
        known = ", ".join(self.components)
        require(
            component in self.components,
            f"{self.name} has the components {known}; got {component!r:.40}",
        )
        return self.components[component]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Exact numbers and sentences about the whole, as in its file."""
        return {}

    @property
    def workers(self) -> int:
        """Number n of workers of the first component."""
        return next(iter(self.components.values())).workers

    def to_json(self) -> dict[str, Any]:
        """The scheme file of the toolkit; its components are code files."""
        return {
            "format": FORMAT,
            "name": self.name,
            "facts": {name: _plain(fact) for name, fact in self.facts.items()},
            "components": {name: code.to_json() for name, code in self.components.items()},
            "recipe": None if self.recipe is None else dict(self.recipe),
        }

    def summary(self) -> str:
        """A summary for people: the facts and the components."""
        return f"{self}"

    def __str__(self) -> str:
        lines = [self.name]
        lines += [f"  {name}: {_plain(fact)}" for name, fact in self.facts.items()]
        lines += [f"  component {name}: {code}" for name, code in self.components.items()]
        return "\n".join(lines)


def _plain(fact: Fact) -> int | str:
    return fact if isinstance(fact, int | str) else show(fact)
