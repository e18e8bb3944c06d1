"""Registries by decorator: the marked functions in the modules of a folder.

A decorator marks its function and keeps no list, so a registry needs no import of every file, and a
new file is found once it is in the folder.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from types import ModuleType
from typing import Any

from designs.errors import VerificationError


def modules_beside(file: str, package: str) -> list[ModuleType]:
    """The modules in the folder of this file, which is the package, in the order of their names.

    Complexity: importing them, the first time.

    >>> import designs.algebra
    >>> [m.__name__ for m in modules_beside(designs.algebra.__file__, "designs.algebra")][:1]
    ['designs.algebra.arithmetic']
    """
    found = pkgutil.iter_modules([str(Path(file).parent)])
    return [import_module(f"{package}.{module.name}") for module in found]


def marked(modules: Iterable[ModuleType], mark: str) -> dict[str, Any]:
    """The values of this attribute of the functions that the modules define, by their names.

    Raises:
        VerificationError: two functions are entered under one name.

    >>> marked([], "_family")
    {}
    """
    found: dict[str, Any] = {}
    for module in modules:
        for thing in list(vars(module).values()):
            entry = getattr(thing, mark, None)
            if entry is None or getattr(thing, "__module__", None) != module.__name__:
                continue
            if entry.name in found:
                raise VerificationError(f"two functions are entered as {entry.name}.")
            found[entry.name] = entry
    return found


def summary(builder: Callable[..., Any]) -> str:
    """The first line of a builder's docstring.

    >>> summary(summary)
    "The first line of a builder's docstring."
    """
    return (getdoc(builder) or "").partition("\n")[0]


def reference(builder: Callable[..., Any]) -> str:
    """The source that a builder's docstring names, on one line.

    >>> from designs.constructions.complete import complete
    >>> reference(complete)
    'counting the k-subsets that contain two given points.'
    """
    source = (getdoc(builder) or "").partition("\nSource: ")[2]
    return " ".join(source.partition("\n\n")[0].split())
