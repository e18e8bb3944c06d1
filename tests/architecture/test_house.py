"""The house plan holds: four packages, one direction, light imports, nothing from this machine."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "designs": {"designs"},
    "adversary": {"designs", "adversary"},
    "bounds": {"designs", "adversary", "bounds"},
    "kirkman": {"designs", "adversary", "bounds", "kirkman"},
}
ROOMS = set(ALLOWED)
# The packages whose names are offered to users.
FACES = ["kirkman", "designs", "adversary", "bounds", "designs.codes", "adversary.decoding",
         "adversary.worst_case", "bounds.comparison", "bounds.expectation",
         "bounds.expectation.latency"]  # fmt: skip
DEAR = {"galois", "numba", "sympy", "networkx", "cvxpy", "scipy", "sklearn", "matplotlib", "typer",
        "jax"}  # fmt: skip


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def modules(room: str) -> list[str]:
    package = importlib.import_module(room)
    return [m.name for m in pkgutil.walk_packages(package.__path__, f"{room}.")]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_point_one_way(room):
    for file in (ROOT / room).rglob("*.py"):
        backwards = (imported(file.read_text()) & ROOMS) - ALLOWED[room]
        assert not backwards, f"{file} imports {backwards}"


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_resolves_to_this_tree(room):
    assert Path(importlib.import_module(room).__file__).resolve().parent == ROOT / room


@pytest.mark.parametrize(
    "module", ["kirkman", "designs", "adversary", "bounds", "adversary.cluster.worker"]
)
def test_importing_is_light(module):
    program = f"import sys, {module}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not DEAR & set(loaded.stdout.decode().split())


def test_the_checker_needs_the_standard_library_alone():
    needed = imported((ROOT / "adversary" / "check.py").read_text())
    assert needed <= set(sys.stdlib_module_names)
    assert not needed & ROOMS


def test_an_existence_question_stays_light():
    program = (
        "import sys; from designs import exists; exists(7,3,1).design();"
        "exists(21,5,1).design(); exists(43,7,1); exists(22,7,2); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not DEAR & set(loaded.stdout.decode().split())


def public(module):
    names = [n for n in vars(module) if not n.startswith("_")]
    objects = [(n, getattr(module, n)) for n in names]
    return [(n, o) for n, o in objects if getattr(o, "__module__", None) == module.__name__]


NO_EXAMPLE = {
    # command-line verbs, and things that need a process or a file to show anything
    "__main__", "command", "offline", "picture", "report", "tour",
    "engine", "faults", "launch", "member", "memory", "worker",
}  # fmt: skip


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_public_function_has_a_runnable_example(room):
    finder = doctest.DocTestFinder(exclude_empty=False, recurse=False)
    for name in modules(room):
        if any(part in NO_EXAMPLE for part in name.split(".")):
            continue
        for label, thing in public(importlib.import_module(name)):
            if inspect.isfunction(thing):
                assert any(t.examples for t in finder.find(thing, label)), f"{name}.{label}"


def in_a_room(module):
    return str(module).partition(".")[0] in ROOMS


@pytest.mark.parametrize("face", FACES)
def test_every_name_of_a_face_is_explained_and_every_function_shown(face):
    finder = doctest.DocTestFinder(exclude_empty=False, recurse=False)
    package = importlib.import_module(face)
    offered = {n: inspect.unwrap(getattr(package, n)) for n in dir(package) if n[0] != "_"}
    ours = {n: x for n, x in offered.items() if in_a_room(getattr(x, "__module__", None))}
    assert ours
    for name, thing in ours.items():
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{face}.{name}"
        if inspect.isfunction(thing):
            home = importlib.import_module(thing.__module__)
            shown = finder.find(thing, name, module=home)
            assert any(t.examples for t in shown), f"{face}.{name}"


VERBS = """
import importlib, pkgutil, sys
face, *verbs = sys.argv[1:]
package = importlib.import_module(face)
def silent():
    return [v for v in verbs if not callable(getattr(package, v))]
print(*silent())
for module in pkgutil.walk_packages(package.__path__, face + "."):
    if not module.name.startswith("designs.search.offline"):
        importlib.import_module(module.name)
print(*silent())
"""
CALLED = {
    "designs": ["code", "design", "exists", "families", "identify", "scheme", "search", "table"],
    "adversary": ["certify", "certified", "check", "curve", "decode", "decoder", "error", "run"],
    "adversary.decoding": ["debiased", "decode", "erasure_head", "error", "iterative", "quantised"],
    "bounds": ["average", "best", "bound", "compare", "latency", "threshold", "tolerate", "tour"],
    "bounds.comparison": ["candidates", "compare", "page", "tolerate", "tour"],
    "bounds.expectation.latency": ["simulate"],
}


@pytest.mark.parametrize("face", sorted(CALLED))
def test_no_verb_is_a_module_that_cannot_be_called(face):
    words = [sys.executable, "-c", VERBS, face, *CALLED[face]]
    found = subprocess.run(words, capture_output=True, check=True, text=True)
    assert not found.stdout.split()


def test_every_module_of_the_average_case_is_offered():
    package = importlib.import_module("bounds.expectation")
    offered = (getattr(package, name) for name in dir(package))
    homes = {getattr(thing, "__module__", "") for thing in offered}
    there = {m.name for m in pkgutil.iter_modules(package.__path__, "bounds.expectation.")}
    assert there - {"bounds.expectation.latency"} <= homes


def test_no_machine_paths_are_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    marks = ["/" + "work/", "/" + "root/", "/" + "tmp/"]
    for name in listed.stdout.decode().split():
        text = (ROOT / name).read_bytes().decode(errors="ignore")
        assert not [m for m in marks if m in text], name


def test_no_file_is_too_long():
    """But for the checker, which is one file that anyone can carry away and read."""
    whole = ROOT / "adversary" / "check.py"
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            assert file == whole or len(file.read_text().splitlines()) <= 400, file


HIDDEN = """
import importlib, inspect, pkgutil, sys
room = importlib.import_module(sys.argv[1])
exported = {n for n, x in vars(room).items() if not n.startswith("_") and not inspect.ismodule(x)}
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    if not module.name.startswith("designs.search.offline"):
        importlib.import_module(module.name)
print(*sorted(n for n in exported if inspect.ismodule(getattr(room, n))))
"""


@pytest.mark.parametrize("face", FACES)
def test_no_module_hides_a_name_of_its_package(face):
    words = [sys.executable, "-c", HIDDEN, face]
    found = subprocess.run(words, capture_output=True, check=True, text=True)
    assert not found.stdout.split()
