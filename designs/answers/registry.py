"""The registry of constructions: each is entered beside its builder, under the name recipes use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import Any, TypeVar

from designs.answers import discovery
from designs.errors import BadInput, VerificationError

Builder = TypeVar("Builder", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Construction:
    """A builder of designs with its name in recipes, and the arguments of one design of it.

    Among the arguments of the example, recipes stand for the designs that they build.
    """

    name: str
    build: Callable[..., Any]
    example: Mapping[str, Any]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments that its recipes have."""
        return tuple(signature(self.build).parameters)

    @property
    def summary(self) -> str:
        """The first line of the builder's docstring."""
        return discovery.summary(self.build)

    @property
    def reference(self) -> str:
        """The source that the builder's docstring names, on one line."""
        return discovery.reference(self.build)


_ENTERED: dict[str, Construction] = {}
_MODULES: list[str] = []


def construction(name: str, *, example: Mapping[str, Any]) -> Callable[[Builder], Builder]:
    """A decorator that enters a builder under a name, with the arguments of one example.

    Raises:
        VerificationError: another builder has this name.

    >>> @construction("one-block", example={"points": 3})
    ... def one_block(points): return points
    >>> _ENTERED.pop("one-block").example
    {'points': 3}
    """

    def enter(build: Builder) -> Builder:
        known = _ENTERED.get(name)
        if known is not None and known.build.__module__ != build.__module__:
            raise VerificationError(f"two functions are entered as {name}.")
        _ENTERED[name] = Construction(name, build, example)
        return build

    return enter


def entered_in(module: str) -> None:
    """Register a module whose import enters constructions; it is imported on first use.

    >>> entered_in("designs.constructions")
    """
    if module not in _MODULES:
        _MODULES.append(module)


def load() -> None:
    """Import the modules that enter constructions.

    >>> load()
    """
    for module in _MODULES:
        import_module(module)


def constructions() -> Mapping[str, Construction]:
    """All constructions by name.

    >>> constructions()["complete"].summary
    'The complete design: every ``size``-subset of the points is a block.'
    """
    load()
    return _ENTERED


def named(name: str) -> Construction:
    """The construction of this name.

    Raises:
        BadInput: there is none.

    >>> named("complete").arguments
    ('points', 'size')
    """
    known = constructions()
    if name not in known:
        raise BadInput(f"unknown rule {name!r}; the rules are {', '.join(sorted(known))}")
    return known[name]
