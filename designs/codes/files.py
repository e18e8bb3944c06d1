"""Codes as text and files; designs are in `designs.interchange`."""

from __future__ import annotations

import json
import tokenize
import zlib
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from designs.codes.base import GradientCode
from designs.errors import BadInput, require

_UNREADABLE = (
    ValueError, EOFError, KeyError, MemoryError, BadZipFile, zlib.error, tokenize.TokenError,
    SyntaxError,
)  # fmt: skip


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
    return GradientCode([[cell.strip() for cell in row] for row in rows], path.stem)


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
    return GradientCode(matrix.tolist(), path.stem)


def _only_array(arrays: dict[str, Any]) -> Any:
    if "encoding" in arrays:
        return arrays["encoding"]
    require(len(arrays) == 1, f"an .npz must hold one array or one called encoding: {list(arrays)}")
    return next(iter(arrays.values()))
