"""Registries by decorator, faces whose names are imported when used, and callable modules.

A decorator marks its function and keeps no list, so a registry needs no import of every file, and a
new file is found by standing in the folder. A face lists its names once, where type checkers read
them, and imports each when it is first used.
"""

from __future__ import annotations

import ast
import pkgutil
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
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


@cache
def offered(package: str) -> dict[str, tuple[str, str]]:
    """What a face offers to type checkers: each name with a module and the name that it has there.

    The face says ``from module import name as name`` where type checkers read it, and ``verb =
    name`` for another name of the same thing; this reads the same lines, so that nothing is listed
    twice.

    >>> offered("bounds")["bound"]
    ('bounds.relaxation.every_bound', 'every_bound')
    """
    spec = find_spec(package)
    source = getattr(spec and spec.loader, "get_source", lambda _: "")(package)
    nodes = list(ast.walk(ast.parse(source)))
    found = {
        alias.name: (node.module, alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.asname == alias.name
    }
    others = {
        target.id: found[node.value.id]
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        for target in node.targets
        if isinstance(target, ast.Name) and node.value.id in found
    }
    return found | others


def lazily(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a face: a name is imported the first time it is used.

    >>> get, listing = lazily("bounds")
    >>> get("compare").__name__, "compare" in listing()
    ('compare', True)
    """

    def get(name: str) -> object:
        if name.startswith("__") or name not in offered(package):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home, its_name = offered(package)[name]
        found: object = getattr(import_module(home), its_name)
        known = vars(sys.modules[package])
        return known.setdefault(name, found)  # a module of this name, which can be called, stays

    def listing() -> list[str]:
        return sorted({*vars(sys.modules[package]), *offered(package)})

    return get, listing


class CallableModule(ModuleType):
    """A module or package that, called, does what the verb of its name does.

    `designs.search` is a package and a verb: ``from designs import search`` gives the package,
    which can be called, and has its modules.
    """

    _verb: tuple[str, str]

    @property
    def __wrapped__(self) -> Callable[..., Any]:
        """The verb, imported now."""
        home, name = self._verb
        verb: Callable[..., Any] = getattr(import_module(home), name)
        return verb

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """What the verb gives."""
        return self.__wrapped__(*arguments, **options)


def make_callable(module: str, home: str, verb: str) -> None:
    """Make a module callable, as this verb of its home.

    Complexity: importing the module, not its home.

    >>> import designs
    >>> callable(designs.search), designs.search.__name__
    (True, 'designs.search')
    """
    found = import_module(module)
    found.__class__ = CallableModule
    found.__dict__["_verb"] = (home, verb)
