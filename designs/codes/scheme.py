"""Scheme: several encodings that are used together, each a gradient code of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designs.algebra.linear import Rational
from designs.codes.base import GradientCode
from designs.errors import require, show

FORMAT = "kirkman-scheme/1"
Fact = Rational | str


@dataclass(frozen=True, slots=True)
class Scheme:
    """Encodings that one method uses together: levels, stages, or blocks of a message.

    Every component is a `GradientCode` and can be certified like any other; ``facts`` are exact
    numbers or sentences about the whole, such as its load. Schemes are equal if their components
    are; name, recipe and facts are remembered, not compared.

    Raises:
        BadInput: no components.

    Complexity: O(1).

    >>> from designs.codes.repetition import uncoded
    >>> Scheme("one level", {"level 0": uncoded(2)}, {"load": 1})["level 0"].workers
    2
    """

    name: str = field(compare=False)
    components: Mapping[str, GradientCode]
    facts: Mapping[str, Fact] = field(compare=False, default_factory=dict)
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
        """What people are told of a new scheme: its facts and its components."""
        return f"{self}"

    def __str__(self) -> str:
        lines = [self.name]
        lines += [f"  {name}: {_plain(fact)}" for name, fact in self.facts.items()]
        lines += [f"  component {name}: {code}" for name, code in self.components.items()]
        return "\n".join(lines)


def _plain(fact: Fact) -> int | str:
    return fact if isinstance(fact, int | str) else show(fact)
