"""Faces of packages whose names are imported when they are used, and modules that are called."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


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
