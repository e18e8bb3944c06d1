"""The verbs code and families: a gradient code by the name of its family."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from designs.codes import FAMILIES, SCHEMES
from designs.codes.base import GradientCode
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
    if family in SCHEMES:
        raise BadInput(f"{family} is a scheme of several codes: scheme({family!r}, ...) builds it")
    made: GradientCode = _called(family, FAMILIES, arguments, parameters)
    return made


def scheme(family: str, *arguments: Any, **parameters: Any) -> Scheme:
    """The scheme of a family of schemes, by name: several codes that are used together.

    Raises:
        BadInput: no such scheme, or parameters that it does not take.

    Complexity: that of the scheme.

    >>> scheme("nested-fractional", workers=8, levels=[0, 1, 3]).levels
    (0, 1, 3)
    """
    made: Scheme = _called(family, SCHEMES, arguments, parameters)
    return made


def families() -> dict[str, str]:
    """All families and schemes by name, each with one line that says what it is.

    >>> families()["uncoded"]
    'No redundancy: worker w holds partition w alone, and what straggles is lost.'
    """
    return {name: _summary(build) for name, build in {**FAMILIES, **SCHEMES}.items()}


def _summary(build: Callable[..., Any]) -> str:
    return (inspect.getdoc(build) or "").partition("\n")[0]


def _called(
    family: str, known: Mapping[str, Callable[..., Any]], arguments: Any, parameters: Any
) -> Any:
    if family not in known:
        raise BadInput(f"unknown family {family!r:.40}; the families are {', '.join(known)}")
    build = known[family]
    try:
        bound = inspect.signature(build).bind(*arguments, **parameters)
    except TypeError as error:
        takes = ", ".join(inspect.signature(build).parameters)
        raise BadInput(f"the family {family} takes {takes}: {error}") from None
    return build(*bound.args, **bound.kwargs)
