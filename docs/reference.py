"""The reference, made from the packages when the docs are built: a page a package.

A page has the docstring of its package, what the package offers with links, and all of its modules.
`conf.py` calls `write`; what it writes is build output and is not committed.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOMS = ("kirkman", "designs", "adversary", "bounds")
# The command is told by `kirkman --help`, scripts that made the data by the files of the data.
_LEFT_OUT = {"command", "offline", "__main__", "verbs"}


def packages() -> Iterator[str]:
    """The packages that have a page, rooms before what they hold."""
    for room in ROOMS:
        yield room
        yield from (name for name, is_package in _below(room) if is_package)


def _below(package: str) -> list[tuple[str, bool]]:
    """All modules and packages in a package, each with whether it is a package."""
    path = import_module(package).__path__
    found = [(m.name, m.ispkg) for m in pkgutil.walk_packages(path, f"{package}.")]
    return sorted(x for x in found if not _LEFT_OUT & set(x[0].split(".")))


def page(package: str) -> str:
    """The page of a package: its docstring, what it offers, its parts and its modules."""
    inside = [(n, is_p) for n, is_p in _below(package) if n.rpartition(".")[0] == package]
    parts = [_section("#", package), *_offered(import_module(package))]
    if below := [name for name, is_package in inside if is_package]:
        parts.append("\n".join(["```{toctree}", ":maxdepth: 1", "", *below, "```"]))
    parts += [_section("##", name) for name, is_package in inside if not is_package]
    return "\n\n".join(parts) + "\n"


def _section(mark: str, module: str) -> str:
    """A heading, and a module with its members."""
    return f"{mark} {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```"


def _offered(package: ModuleType) -> Iterator[str]:
    """The table of the functions and classes that a package offers from its modules."""
    names = [name for name in dir(package) if not name.startswith("_")]
    things = {name: inspect.unwrap(getattr(package, name)) for name in names}
    rows = [
        f"| {{py:obj}}`{name} <{thing.__module__}.{thing.__qualname__}>` | {_summary(thing)} |"
        for name, thing in sorted(things.items())
        if (inspect.isclass(thing) or inspect.isfunction(thing))
        and thing.__module__.partition(".")[0] in ROOMS
        and thing.__module__ != package.__name__
    ]
    if rows:
        yield "\n".join(["| offered | what it is |", "|---|---|", *rows])


def _summary(thing: object) -> str:
    """The first line of a docstring, as a cell of a table."""
    return (inspect.getdoc(thing) or "").partition("\n")[0].replace("|", "\\|")


def write(folder: Path) -> None:
    """Write all pages, and remove those of packages that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{name}.md": page(name) for name in packages()}
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        target = folder / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
