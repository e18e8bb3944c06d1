"""Gradient codes: one family a file, all as `GradientCode`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

from designs.codes.base import FORMAT as FORMAT
from designs.codes.base import GradientCode as GradientCode
from designs.codes.base import Symmetry as Symmetry
from designs.codes.block_design import block_design as block_design
from designs.codes.block_design import from_design as from_design
from designs.codes.cyclic import cyclic_repetition as cyclic_repetition
from designs.codes.recovery import keeps_full_span as keeps_full_span
from designs.codes.repetition import fractional_repetition as fractional_repetition
from designs.codes.repetition import uncoded as uncoded
from designs.codes.sparse import random_biregular as random_biregular
from designs.errors import BadInput
from designs.recipe import Recipe

FAMILIES: Mapping[str, Callable[..., GradientCode]] = {
    "block-design": block_design,
    "fractional-repetition": fractional_repetition,
    "cyclic-repetition": cyclic_repetition,
    "random-biregular": random_biregular,
    "uncoded": uncoded,
}


def build(recipe: Mapping[str, Any]) -> GradientCode:
    """The code that a recipe describes: ``{"family": name, parameter: value, ...}``.

    Raises:
        BadInput: unknown family, or parameters that the family does not take.

    Complexity: that of the family.

    >>> build({"family": "uncoded", "workers": 2}).encoding
    ((1, 0), (0, 1))
    """
    arguments = dict(recipe)
    family = str(arguments.pop("family", None))
    if family not in FAMILIES:
        raise BadInput(f"unknown family {family!r}; the families are {', '.join(FAMILIES)}")
    if arguments.get("design") is not None:
        arguments["design"] = Recipe.from_json(arguments["design"])
    try:
        bound = signature(FAMILIES[family]).bind(**arguments)
    except TypeError as error:
        raise BadInput(f"the parameters do not fit the family {family}: {error}") from None
    return FAMILIES[family](*bound.args, **bound.kwargs)
