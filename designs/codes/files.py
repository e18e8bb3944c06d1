"""Codes and nested schemes as text and files; designs are in `designs.interchange`."""

from __future__ import annotations

import json
import sys
import tokenize
import zlib
from collections.abc import Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from designs.codes.base import GradientCode
from designs.codes.nested import NestedScheme
from designs.codes.scheme import FORMAT, Messages, Scheme
from designs.errors import BadInput, VerificationError, printable, require

_UNREADABLE = (
    ValueError, EOFError, KeyError, MemoryError, BadZipFile, zlib.error, tokenize.TokenError,
    SyntaxError,
)  # fmt: skip
_LEVEL = "level "
_ALONE = "write a component as a code, with kirkman code FAMILY ... --component NAME -o CODE.json"


def read_code(path: str | PathLike[str]) -> GradientCode:
    r"""A code from a file: our JSON, or any matrix as .json, .npy, .npz or .csv.

    Rows are workers. In a .csv, entries are separated by commas or blanks and may be integers,
    decimals (exact as written) or fractions p/q; numpy's floats are the dyadic rationals that they
    are; an .npz must hold exactly one array, or one called ``encoding``.

    Raises:
        BadInput: no such file, or its content is not an exact rectangular matrix.

    Complexity: O(n k).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "code.csv")
    ...     _ = file.write_text("1,1/2\n0,0.25\n")
    ...     read_code(file).encoding
    ((1, Fraction(1, 2)), (0, Fraction(1, 4)))
    """
    path = Path(path)
    readers = {".json": _read_json, ".csv": _read_csv, ".npy": _read_numpy, ".npz": _read_numpy}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"a code file ends in {', '.join(readers)}, got {path.name!r}")
    try:
        return reader(path)
    except OSError as error:
        raise BadInput(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None


def parse_code(text: str) -> GradientCode:
    """A code from JSON text.

    Raises:
        BadInput: the text is no JSON, or no code.

    >>> parse_code("[[1, 0], [0, 1]]").workers
    2
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"this is not JSON: {error}") from None
    if isinstance(value, dict) and value.get("format") == FORMAT:
        raise BadInput(f"this is a scheme, and one code is needed: {_ALONE}")
    return GradientCode.from_json(value)


def _read_json(path: Path) -> GradientCode:
    try:
        return parse_code(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise BadInput("this is not JSON: it is not UTF-8 text") from None


def _read_csv(path: Path) -> GradientCode:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadInput("a .csv file must be UTF-8 text") from None
    rows = [line.split("," if "," in line else None) for line in lines if line.strip()]
    return GradientCode([[cell.strip() for cell in row] for row in rows], printable(path.stem))


def _read_numpy(path: Path) -> GradientCode:
    try:
        with path.open("rb") as file:
            content = np.load(file, allow_pickle=False)
            arrays = {"": content} if isinstance(content, np.ndarray) else dict(content)
    except _UNREADABLE:
        raise BadInput("this is not a numpy file of numbers") from None
    matrix = _only_array(arrays)
    require(isinstance(matrix, np.ndarray), "this is not a numpy file of numbers")
    require(matrix.ndim == 2, f"an encoding has 2 dimensions, got an array of {matrix.ndim}")
    return GradientCode(matrix.tolist(), printable(path.stem))


def _only_array(arrays: dict[str, Any]) -> Any:
    if "encoding" in arrays:
        return arrays["encoding"]
    require(len(arrays) == 1, f"an .npz must hold one array or one called encoding: {list(arrays)}")
    return next(iter(arrays.values()))


def read_levels(text: str) -> Messages:
    """The code or scheme that a CODE argument names: a file, or - for JSON.

    Raises:
        BadInput: it cannot be read as a code, or as a scheme.

    Complexity: that of the code.

    >>> read_levels("no-such-file.json")
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: cannot read 'no-such-file.json': No such file or directory
    """
    content = _content(text)
    value = _scheme_in(content)
    if value is None:
        return read_code(text) if text != "-" else parse_code(content)
    try:
        return scheme_from_json(value)
    except BadInput as error:
        raise BadInput(f"{Path(text).name}: {error}") from None


def _content(text: str) -> str:
    """The text of standard input or of a JSON file; "" if it cannot be read."""
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


def scheme_from_json(value: Mapping[str, Any]) -> Scheme:
    """A scheme from its scheme file.

    With a recipe the scheme is built anew, and must have the components of the file. Without one it
    is nested: the components are called ``level s``, and a worker computes the partitions of its
    row at the lowest level first, then those that the next level adds, each time the lowest number
    first.

    Raises:
        BadInput: no such object, components that are not those of the recipe, or without a recipe
            supports that are not nested.

    Complexity: that of building the scheme.

    >>> rows = [[[1, 0], [0, 1]], [[1, 1], [1, 1]]]
    >>> own = {f"level {s}": {"encoding": row} for s, row in enumerate(rows)}
    >>> file = {"format": "kirkman-scheme/1", "name": "mine", "components": own}
    >>> scheme_from_json(file).tasks
    ((0, 1), (1, 0))
    """
    components, recipe = value.get("components"), value.get("recipe")
    fits = isinstance(components, dict) and bool(components)
    require(fits, 'a scheme file is an object with "components": codes by name')
    codes = {str(name): GradientCode.from_json(code) for name, code in (components or {}).items()}
    if isinstance(recipe, dict):
        return _rebuilt(recipe, codes)
    name = str(value.get("name") or "user's nested scheme")
    require(name.isprintable(), f"a name must be a printable text, got {name!r:.40}")
    return _own(name, codes)


def nested_from_json(value: Mapping[str, Any]) -> NestedScheme:
    """A nested scheme from its scheme file, see `scheme_from_json`.

    Raises:
        BadInput: see there, or another kind of scheme.

    Complexity: that of building the scheme.

    >>> rows = [[[1, 0], [0, 1]], [[1, 1], [1, 1]]]
    >>> own = {f"level {s}": {"encoding": row} for s, row in enumerate(rows)}
    >>> nested_from_json({"format": "kirkman-scheme/1", "name": "mine", "components": own}).orders
    ((0, 1), (1, 0))
    """
    scheme = scheme_from_json(value)
    if not isinstance(scheme, NestedScheme):
        raise BadInput(f"this needs a nested scheme, got {scheme.name}: {_ALONE}")
    return scheme


def _rebuilt(recipe: Mapping[str, Any], codes: Mapping[str, GradientCode]) -> Scheme:
    """The scheme of a recipe, that must have these components."""
    from designs.codes.recipes import build_scheme

    scheme = build_scheme(recipe)
    same = dict(scheme.components) == codes
    require(same, "the components must be those of the recipe: leave the recipe out")
    return scheme


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
    components = {f"{_LEVEL}{s}": by_level[s] for s in levels}
    try:
        return NestedScheme(name, components, levels=tuple(levels), orders=orders)
    except VerificationError as error:
        raise BadInput(f"levels must have the partitions of lower levels: {error}") from None


def _level(component: str) -> int:
    number = component.removeprefix(_LEVEL)
    fits = component == f"{_LEVEL}{number}" and number.isascii() and number.isdigit()
    require(fits, f'components are called "level 0", "level 1" and so on, got {component!r:.40}')
    return int(number)


def _order(rows: list[tuple[Any, ...]]) -> tuple[int, ...]:
    """Partitions in the order in which the levels need them."""
    order = [j for row in rows for j, x in enumerate(row) if x]
    return tuple(dict.fromkeys(order))
