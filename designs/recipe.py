"""Recipe: the name of a construction and its arguments, from which the design can be rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any

from designs.errors import BadInput

if TYPE_CHECKING:
    from designs.design import Design


@dataclass(frozen=True, slots=True)
class Recipe:
    """A construction rule with its arguments; arguments may be recipes themselves.

    Complexity: building costs what the rule says; the recipe itself is small and hashable.

    >>> recipe = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)
    >>> recipe.build().parameters()
    Parameters(v=7, k=3, lam=1)
    >>> recipe
    Recipe.of('projective-geometry', dimension=2, order=2, subspace=1)
    """

    rule: str
    arguments: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, rule: str, **arguments: Any) -> Recipe:
        """The recipe of a rule with its arguments by name.

        >>> Recipe.of("complete", points=4, size=3).rule
        'complete'
        """
        return cls(rule, tuple((name, _frozen(value)) for name, value in arguments.items()))

    def build(self) -> Design:
        """Carry out the recipe; the rule has its result confirmed before it returns it.

        Raises:
            BadInput: no rule has this name, or its arguments are not what the rule takes.

        >>> Recipe.of("complete", points=4, size=3).build().parameters()
        Parameters(v=4, k=3, lam=2)
        """
        from designs.constructions import RULES

        if self.rule not in RULES:
            raise BadInput(f"unknown rule {self.rule!r}; the rules are {', '.join(sorted(RULES))}")
        rule, arguments = RULES[self.rule], dict(self.arguments)
        ingredients = isinstance(arguments.get("of", self), Recipe)
        if not ingredients or set(arguments) != set(signature(rule).parameters):
            raise BadInput(f"{self} does not have the arguments that its rule takes")
        return rule(**{k: v.build() if isinstance(v, Recipe) else v for k, v in arguments.items()})

    def to_json(self) -> dict[str, Any]:
        """A JSON object: the rule and its arguments, nested recipes as objects.

        >>> Recipe.of("complete", points=4, size=3).to_json()
        {'rule': 'complete', 'points': 4, 'size': 3}
        """
        plain = {k: v.to_json() if isinstance(v, Recipe) else v for k, v in self.arguments}
        return {"rule": self.rule, **plain}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Recipe:
        """The inverse of `to_json`.

        Raises:
            BadInput: the object names no rule.

        >>> Recipe.from_json({"rule": "complete", "points": 4, "size": 3})
        Recipe.of('complete', points=4, size=3)
        """
        if not isinstance(value, dict) or not isinstance(value.get("rule"), str):
            raise BadInput(f'a recipe is an object with a "rule", got {value!r:.60}')
        arguments = {
            k: cls.from_json(v) if isinstance(v, dict) else v
            for k, v in value.items()
            if k != "rule"
        }
        return cls.of(value["rule"], **arguments)

    def __repr__(self) -> str:
        arguments = "".join(f", {name}={value!r}" for name, value in self.arguments)
        return f"Recipe.of({self.rule!r}{arguments})"

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={value}" for name, value in self.arguments)
        return f"{self.rule}({arguments})"


def _frozen(value: Any) -> Any:
    """Lists, as JSON has them, turned into tuples all the way down."""
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value
