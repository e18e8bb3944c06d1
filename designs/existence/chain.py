"""The chain of constructions behind an answer, down to the roots, each step checkable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from designs.answers.answers import Answer, Exists, Impossible
from designs.answers.recipe import Recipe
from designs.incidence.design import Design

_MOST_BUILT = 2_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its statement, and the steps that it rests on."""

    text: str
    rests_on: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON object: ``step``, and ``rests_on`` if it rests on others.

        >>> Step("a", (Step("b"),)).to_json()
        {'step': 'a', 'rests_on': [{'step': 'b'}]}
        """
        parts = {"rests_on": [part.to_json() for part in self.rests_on]} if self.rests_on else {}
        return {"step": self.text, **parts}

    def lines(self, depth: int = 0) -> list[str]:
        """The tree as text, two blanks a level.

        >>> Step("a", (Step("b"),)).lines()
        ['a', '  b']
        """
        below = [line for part in self.rests_on for line in part.lines(depth + 1)]
        return ["  " * depth + self.text, *below]


def why(answer: Answer) -> Step:
    """The reasons behind an answer: constructions and their results, or a failed condition.

    Every ingredient of a design whose blocks hold at most 2e6 points is built, and so confirmed by
    the checker, and named by its parameters.

    Raises:
        BadInput: a recipe cannot be built.

    Complexity: that of building every ingredient, once for each level that it is under.

    >>> from designs.incidence.parameters import Parameters
    >>> plane = Recipe.of("projective-geometry", dimension=2, order=2, subspace=1)
    >>> answer = Exists(Parameters(7, 4, 2), Recipe.of("complement", of=plane), "", "")
    >>> for line in why(answer).lines():
    ...     print(line)
    2-(7,4,2) exists
      2-(7,4,2) by complement
        2-(7,3,1) by projective-geometry(dimension=2, order=2, subspace=1)
    """
    p = answer.parameters
    match answer:
        case Exists(recipe=recipe):
            built = p.b * p.k <= _MOST_BUILT
            return Step(f"{p} exists", (_step(recipe, built=built),))
        case Impossible(because=because, source=source, facts=facts):
            known = tuple(Step(f"{name} = {value}") for name, value in facts.items())
            return Step(f"{p} does not exist", (Step(f"{because} [{source}]", known),))
        case _:
            return Step(f"{p} is open here", (Step(answer.because),))


def _step(recipe: Recipe, *, built: bool) -> Step:
    own = [(n, x) for n, x in recipe.arguments if not _has_recipe(x)]
    arguments = f"({', '.join(f'{name}={value}' for name, value in own)})" if own else ""
    name = f"{_described(recipe.build())} by " if built else ""
    parts = tuple(_step(part, built=built) for part in recipe.ingredients())
    return Step(f"{name}{recipe.rule}{arguments}", parts)


def _has_recipe(value: Any) -> bool:
    return isinstance(value, Recipe) or (isinstance(value, tuple) and any(map(_has_recipe, value)))


def _described(design: Design) -> str:
    """The parameters of a 2-design, or else the numbers of points and blocks."""
    if (p := design.parameters()) is not None:
        return str(p)
    return f"{design.points} points and {len(design.blocks)} blocks"
