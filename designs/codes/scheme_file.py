"""Nested schemes from files: those that ``kirkman code nested-cyclic -o FILE`` writes, or any."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from designs.codes.base import GradientCode
from designs.codes.files import parse_code, read_code
from designs.codes.nested import NestedScheme
from designs.codes.recipes import build_scheme
from designs.codes.scheme import FORMAT
from designs.errors import BadInput, VerificationError, require

_PREFIX = "level "


def code_or_nested(text: str) -> GradientCode | NestedScheme:
    """What a CODE argument names where nested schemes are taken too: a file, or - for JSON.

    Raises:
        BadInput: it cannot be read as a code, or as a nested scheme.

    Complexity: that of the code.

    >>> code_or_nested("no-such-file.json")
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: cannot read 'no-such-file.json': No such file or directory
    """
    content = _content(text)
    value = _scheme_in(content)
    if value is None:
        return read_code(text) if text != "-" else parse_code(content)
    try:
        return nested_from_json(value)
    except BadInput as error:
        raise BadInput(f"{Path(text).name}: {error}") from None


def _content(text: str) -> str:
    """The text of standard input or of a JSON file; "" if it is not to be had."""
    try:
        if text == "-":
            return sys.stdin.read()
        if Path(text).suffix.lower() == ".json":
            return Path(text).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        require(text != "-", "standard input is not UTF-8 text")
    return ""


def _scheme_in(content: str) -> dict[str, Any] | None:
    with suppress(ValueError, RecursionError):
        value = json.loads(content)
        if isinstance(value, dict) and value.get("format") == FORMAT:
            return value
    return None


def nested_from_json(value: Mapping[str, Any]) -> NestedScheme:
    """A nested scheme from its scheme file.

    With a recipe the scheme is built anew, and must have the components of the file. Without one,
    the components are called ``level s``, and a worker computes the partitions of its row at the
    lowest level first, then those that the next level adds, each time the lowest number first.

    Raises:
        BadInput: no such object, another kind of scheme, components that are not those of the
            recipe, or supports that are not nested.

    Complexity: that of building the scheme.

    >>> rows = [[[1, 0], [0, 1]], [[1, 1], [1, 1]]]
    >>> own = {f"level {s}": {"encoding": row} for s, row in enumerate(rows)}
    >>> nested_from_json({"format": "kirkman-scheme/1", "name": "mine", "components": own}).orders
    ((0, 1), (1, 0))
    """
    components, recipe = value.get("components"), value.get("recipe")
    fits = isinstance(components, dict) and bool(components)
    require(fits, 'a scheme file is an object with "components": codes by name')
    codes = {str(name): GradientCode.from_json(code) for name, code in (components or {}).items()}
    if isinstance(recipe, dict):
        scheme = build_scheme(recipe)
        nested = isinstance(scheme, NestedScheme)
        require(nested, f"only nested schemes are run as a whole, got {scheme.name}: {_ALONE}")
        same = dict(scheme.components) == codes
        require(same, "the components must be those of the recipe: leave the recipe out")
        assert isinstance(scheme, NestedScheme)  # noqa: S101 - required above
        return scheme
    return _own(str(value.get("name") or "user's nested scheme"), codes)


_ALONE = "write a component as a code, with kirkman code FAMILY ... --component NAME -o CODE.json"


def _own(name: str, codes: Mapping[str, GradientCode]) -> NestedScheme:
    """A scheme of the user's, once its levels fit together."""
    by_level = {_level(component): code for component, code in codes.items()}
    levels, first = sorted(by_level), next(iter(codes.values()))
    shape = first.workers, first.partitions
    same = all((code.workers, code.partitions) == shape for code in codes.values())
    require(same, "all levels must have the same workers and partitions")
    for s, code in by_level.items():
        whole = all(load == s + 1 for load in code.load())
        require(whole, f"a row of level {s} has {s + 1} entries that are not 0, got {code.load()}")
    orders = tuple(_order([by_level[s].encoding[w] for s in levels]) for w in range(shape[0]))
    components = {f"{_PREFIX}{s}": by_level[s] for s in levels}
    try:
        return NestedScheme(name, components, levels=tuple(levels), orders=orders)
    except VerificationError as error:
        raise BadInput(f"levels must have the partitions of lower levels: {error}") from None


def _level(component: str) -> int:
    number = component.removeprefix(_PREFIX)
    fits = component == f"{_PREFIX}{number}" and number.isascii() and number.isdigit()
    require(fits, f'components are called "level 0", "level 1" and so on, got {component!r:.40}')
    return int(number)


def _order(rows: list[tuple[Any, ...]]) -> tuple[int, ...]:
    """Partitions in the order in which the levels want them."""
    order = [j for row in rows for j, x in enumerate(row) if x]
    return tuple(dict.fromkeys(order))
