"""Modules that are called: where a verb has the name of the module or package it stands in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


class CallableModule(ModuleType):
    """A module that, called, does what its verb does.

    `designs.search` is a package and a verb: ``from designs import search`` gives the package,
    which can be called, and has its modules.
    """

    __wrapped__: Callable[..., Any]

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """What the verb gives."""
        return self.__wrapped__(*arguments, **options)


def make_callable(module: str, verb: Callable[..., Any]) -> None:
    """Make a module that is loaded callable, as this verb.

    Complexity: constant.

    >>> import designs
    >>> callable(designs.search), designs.search.__name__
    (True, 'designs.search')
    """
    found = sys.modules[module]
    found.__class__ = CallableModule
    found.__dict__["__wrapped__"] = verb
