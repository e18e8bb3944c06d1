"""Codes and schemes from recipes, as JSON writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from inspect import signature
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from designs.answers.recipe import Recipe
from designs.codes.base import GradientCode
from designs.codes.family import FAMILIES, SCHEMES
from designs.codes.scheme import Scheme
from designs.errors import BadInput


def build(recipe: Mapping[str, Any]) -> GradientCode:
    """The code that a recipe describes: ``{"family": name, parameter: value, ...}``.

    Rationals are written as strings "p/q"; a code among the parameters as its recipe or code file.

    Raises:
        BadInput: unknown family, or parameters that the family does not take.

    Complexity: that of the family.

    >>> build({"family": "uncoded", "workers": 2}).encoding
    ((1, 0), (0, 1))
    """
    code: GradientCode = _build(recipe, FAMILIES)
    return code


def build_scheme(recipe: Mapping[str, Any]) -> Scheme:
    """The scheme that a recipe describes, like `build`.

    Raises:
        BadInput: unknown scheme, or parameters that the scheme does not take.

    Complexity: that of the scheme.

    >>> build_scheme({"family": "nothing"})
    Traceback (most recent call last):
    designs.errors.BadInput: unknown family 'nothing'...
    """
    scheme: Scheme = _build(recipe, SCHEMES)
    return scheme


def codes_of(recipe: Mapping[str, Any]) -> Mapping[str, GradientCode]:
    """All codes of a recipe: that of a family under the name "", those of a scheme under theirs.

    Raises:
        BadInput: as `build`.

    Complexity: that of the family or scheme.

    >>> list(codes_of({"family": "nested-fractional", "workers": 4, "levels": [0, 1]}))
    ['level 0', 'level 1']
    """
    if recipe.get("family") in SCHEMES:
        return build_scheme(recipe).components
    return {"": build(recipe)}


def _build(recipe: Mapping[str, Any], known: Mapping[str, Callable[..., Any]]) -> Any:
    arguments = dict(recipe)
    family = str(arguments.pop("family", None))
    if family not in known:
        raise BadInput(f"unknown family {family!r}; the families are {', '.join(known)}")
    make = known[family]
    hints = get_type_hints(make)
    try:
        bound = signature(make).bind(**arguments)
        bound.arguments |= {x: _given(hints[x], y) for x, y in bound.arguments.items()}
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise BadInput(f"the parameters do not fit the family {family}: {error}") from None
    return make(*bound.args, **bound.kwargs)


def _given(hint: Any, value: Any) -> Any:
    """A parameter from its JSON form; designs and codes are rebuilt."""
    kind = required(hint)
    if kind is Recipe and value is not None:
        return Recipe.from_json(value)
    if kind is GradientCode and isinstance(value, dict):
        return build(value) if "family" in value else GradientCode.from_json(value)
    return from_recipe(hint, value)


def recipe_of(code: GradientCode) -> Mapping[str, Any]:
    """The JSON form of a code that is a parameter: its own recipe, else its code file.

    >>> recipe_of(GradientCode([[1]]))["encoding"]
    [[1]]
    """
    named = code.recipe is not None and "family" in code.recipe
    return dict(code.recipe) if named and code.recipe is not None else code.to_json()


def required(hint: Any) -> Any:
    """A type without its None; of a union of numbers the widest, Fraction.

    >>> required(int | None), required(int | Fraction)
    (<class 'int'>, <class 'fractions.Fraction'>)
    """
    if get_origin(hint) not in (Union, UnionType):
        return hint
    members = [x for x in get_args(hint) if x is not NoneType]
    return Fraction if Fraction in members else members[0]


def from_recipe(hint: Any, value: Any) -> Any:
    """A parameter of this type from JSON: rationals are integers or strings "p/q".

    Raises:
        ValueError, ZeroDivisionError: a string that is no rational.

    >>> from_recipe(Sequence[int | Fraction], [1, "1/2"]), from_recipe(int, 3)
    ([1, Fraction(1, 2)], 3)
    """
    kind = required(hint)
    if kind is Fraction and isinstance(value, str):
        return Fraction(value)
    if get_origin(kind) is Sequence and isinstance(value, list):
        return [from_recipe(get_args(kind)[0], x) for x in value]
    return value
