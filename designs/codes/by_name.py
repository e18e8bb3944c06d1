"""The verbs code and families: a gradient code by the name of its family."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from designs.codes.base import GradientCode
from designs.codes.family import Family, named, registered
from designs.codes.scheme import Scheme
from designs.errors import BadInput


def code(family: str, *arguments: Any, **parameters: Any) -> GradientCode:
    """The gradient code of a family, by name: ``code("block-design", 13, 4, 1)``.

    `families` lists the names; parameters are those of the builder, in its order or by name.

    Raises:
        BadInput: no such family, or parameters that it does not take.

    Complexity: that of the family.

    >>> code("cyclic-repetition", workers=5, replication=2).replication()
    (2, 2, 2, 2, 2)
    """
    known = named(family)
    if known.is_scheme:
        raise BadInput(f"{family} is a scheme of several codes: scheme({family!r}, ...) builds it")
    made: GradientCode = _called(known, arguments, parameters)
    return made


def scheme(family: str, *arguments: Any, **parameters: Any) -> Scheme:
    """The scheme of a family of schemes, by name: several codes that are used together.

    Raises:
        BadInput: no such scheme, or parameters that it does not take.

    Complexity: that of the scheme.

    >>> scheme("nested-fractional", workers=8, levels=[0, 1, 3]).levels
    (0, 1, 3)
    """
    known = named(family)
    if not known.is_scheme:
        raise BadInput(f"{family} is a family of codes: code({family!r}, ...) builds one")
    made: Scheme = _called(known, arguments, parameters)
    return made


def families() -> dict[str, str]:
    """All families and schemes by name, each with one line that says what it is.

    >>> families()["uncoded"]
    'No redundancy: worker w holds partition w alone, and what straggles is lost.'
    """
    return {name: known.summary for name, known in registered().items()}


def _called(known: Family, arguments: tuple[Any, ...], parameters: Mapping[str, Any]) -> Any:
    """What the builder gives; its parameters are explained if they do not fit."""
    signature = inspect.signature(known.build)
    try:
        bound = signature.bind(*arguments, **parameters)
    except TypeError as error:
        takes = ", ".join(signature.parameters)
        raise BadInput(f"the family {known.name} takes {takes}: {error}") from None
    return known.build(*bound.args, **bound.kwargs)
