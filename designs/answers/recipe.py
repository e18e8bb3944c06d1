"""Recipe: the name of a construction and its arguments, from which the design can be rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from designs.answers.registry import named
from designs.errors import BadInput
from designs.incidence.design import Design


@dataclass(frozen=True, slots=True)
class Recipe:
    """A construction rule with its arguments; arguments may be recipes themselves.

    Complexity: building costs what the rule states; the recipe itself is small and hashable.

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
        rule, arguments = named(self.rule), dict(self.arguments)
        ingredients = isinstance(arguments.get("of", self), Recipe | tuple)
        if not ingredients or set(arguments) != set(rule.arguments):
            raise BadInput(f"{self} does not have the arguments that its rule takes")
        design: Design = rule.build(**{name: _built(x) for name, x in arguments.items()})
        return design

    def ingredients(self) -> tuple[Recipe, ...]:
        """The recipes among the arguments.

        >>> Recipe.of("together", of=(Recipe.of("complete", points=4, size=3),)).ingredients()
        (Recipe.of('complete', points=4, size=3),)
        """
        values = [value for _, value in self.arguments]
        flat = [x for value in values for x in (value if isinstance(value, tuple) else (value,))]
        return tuple(x for x in flat if isinstance(x, Recipe))

    def to_json(self) -> dict[str, Any]:
        """A JSON object: the rule and its arguments, nested recipes as objects.

        >>> Recipe.of("complete", points=4, size=3).to_json()
        {'rule': 'complete', 'points': 4, 'size': 3}
        """
        return {"rule": self.rule} | {name: _plain(value) for name, value in self.arguments}

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
        arguments = {name: _parsed(part) for name, part in value.items() if name != "rule"}
        return cls.of(value["rule"], **arguments)

    def __repr__(self) -> str:
        arguments = "".join(f", {name}={value!r}" for name, value in self.arguments)
        return f"Recipe.of({self.rule!r}{arguments})"

    def __str__(self) -> str:
        arguments = ", ".join(f"{name}={_text(value)}" for name, value in self.arguments)
        return f"{self.rule}({arguments})"


def _frozen(value: Any) -> Any:
    """Lists, as JSON has them, turned into tuples all the way down."""
    return tuple(_frozen(v) for v in value) if isinstance(value, list | tuple) else value


def _built(value: Any) -> Any:
    """Recipes replaced by the designs they build."""
    if isinstance(value, Recipe):
        return value.build()
    if isinstance(value, tuple) and any(isinstance(v, Recipe) for v in value):
        return tuple(map(_built, value))
    return value


def _plain(value: Any) -> Any:
    """Recipes replaced by JSON objects."""
    if isinstance(value, tuple) and any(isinstance(v, Recipe) for v in value):
        return [_plain(v) for v in value]
    return value.to_json() if isinstance(value, Recipe) else value


def _parsed(value: Any) -> Any:
    """JSON objects replaced by recipes."""
    if isinstance(value, list | tuple):
        return [_parsed(v) for v in value]
    return Recipe.from_json(value) if isinstance(value, dict) else value


def _text(value: Any) -> str:
    """An argument for people: recipes in their short form."""
    if isinstance(value, tuple) and any(isinstance(v, Recipe) for v in value):
        return f"({', '.join(map(str, value))})"
    return str(value)
