"""Files written whole or not at all, JSON texts, and rationals as people read them."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any

from designs.errors import BadInput, show

Numbers = tuple[int, ...]

_LONGEST_EXACT = 40


def as_json_text(value: Any, indent: int | None = 1) -> str:
    """The text of a JSON document, on one line without indent; NaN and infinity become null.

    >>> as_json_text({"loss": float("nan")}, None).strip()
    '{"loss": null}'
    """
    return json.dumps(_finite(value), indent=indent, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(x) for x in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def check_target(path: Path) -> None:
    """Raise `BadInput` now if a file could not be written there later.

    >>> check_target(Path("/no/such/folder/file"))
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: cannot write '/no/such/folder/file': there is no such folder
    """
    folder = path.resolve().parent
    if not path.name or path.is_dir():
        raise BadInput(f"cannot write {str(path)!r}: it is a folder")
    if not folder.is_dir():
        raise BadInput(f"cannot write {str(path)!r}: there is no such folder")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise BadInput(f"cannot write {str(path)!r}: permission denied")


def write_file(path: Path, text: str) -> None:
    """Write a text file completely or not at all.

    Raises:
        BadInput: the file cannot be written there.

    >>> write_file(Path("/no/such/folder/file"), "text")
    Traceback (most recent call last):
        ...
    designs.errors.BadInput: cannot write '/no/such/folder/file': there is no such folder
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file completely or not at all: to a neighbour first, then renamed.

    Links are followed, and a file keeps its permissions. Devices, pipes and files in a folder that
    may not be changed are written to directly.

    Raises:
        BadInput: the file cannot be written there.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "file"), b"content")
    ...     Path(folder, "file").read_bytes()
    b'content'
    """
    check_target(path)
    try:
        target = path.resolve()
        special = path.exists() and not stat.S_ISREG(path.stat().st_mode)
        if special or str(path).startswith(("/dev/", "/proc/")):
            path.write_bytes(content)
        elif os.access(target.parent, os.W_OK):
            _replace(target, content)
        else:
            target.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot write {str(path)!r}: {error.strerror or error}") from None


def _replace(target: Path, content: bytes) -> None:
    """Write a neighbour of the target, then rename it over the target."""
    mask = os.umask(0)
    os.umask(mask)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".kirkman-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def exact_and_decimal(value: int | Fraction) -> str:
    """A rational for people: exact if short, and rounded to six digits.

    >>> exact_and_decimal(Fraction(3, 7)), exact_and_decimal(2), exact_and_decimal(10**500)
    ('3/7 = 0.428571...', '2', '1.00000e+500')
    """
    exact, rounded = show(value), decimal(value)
    if len(exact) > _LONGEST_EXACT:
        return rounded
    dots = "" if Fraction(rounded) == value else "..."
    return exact if "/" not in exact else f"{exact} = {rounded}{dots}"


def decimal(value: int | Fraction) -> str:
    """A rational of any size rounded to six digits.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(1, 10**400)), decimal(Fraction(1, 4))
    ('0.333333', '1.00000e-400', '0.25')
    """
    with suppress(OverflowError):
        if value == 0 or abs(rounded := float(value)) > sys.float_info.min:
            return f"{float(value) if value == 0 else rounded:.6g}"
    exact = Fraction(value)
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.5e}"


# Text tables: an entry a line, its parts between bars; empty lines and # comments are left out.


def shipped(name: str) -> list[str]:
    """The entries of a table in ``designs/data``.

    >>> shipped("rotational_classes.txt")[0][:6]
    '0 1 3;'
    """
    text = resources.files("designs").joinpath("data", name).read_text(encoding="utf-8")
    return list(entries(text.splitlines()))


def entries(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are neither empty nor comments.

    >>> list(entries(["# n | rows", "", "1 | 2"]))
    ['1 | 2']
    """
    return (line for line in lines if line.strip() and not line.startswith("#"))


def parts(lines: Iterable[str]) -> Iterator[list[str]]:
    """The parts between the bars of each entry.

    >>> list(parts(["# n | rows", "1 | 2 3; 4"]))
    [['1', '2 3; 4']]
    """
    return ([part.strip() for part in line.split("|")] for line in entries(lines))


def numbers(text: str) -> Numbers:
    """The integers of a text, separated by blanks.

    >>> numbers("7 3 1")
    (7, 3, 1)
    """
    return tuple(map(int, text.split()))


def rows(text: str) -> tuple[Numbers, ...]:
    """The rows of integers of a text, separated by semicolons; `written` is the inverse.

    >>> rows("0 1 3; 2 4"), written(rows("0 1 3; 2 4"))
    (((0, 1, 3), (2, 4)), '0 1 3; 2 4')
    """
    return tuple(map(numbers, text.split(";")))


def written(of: Iterable[Iterable[int]]) -> str:
    """Rows of integers as text.

    >>> written([(0, 1), (2,)])
    '0 1; 2'
    """
    return "; ".join(" ".join(map(str, row)) for row in of)
