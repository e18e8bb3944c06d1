"""The registry of families: every builder is entered, and a new one needs its own file alone."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from designs import FAMILIES, SCHEMES, GradientCode, Scheme, VerificationError, build
from designs.codes import build_scheme
from designs.codes.family import (
    PARAMETERS,
    entered,
    example,
    family,
    listed,
    named,
    registered,
    scheme,
)
from designs.codes.recipes import codes_of

CODES = Path(__file__).resolve().parents[3] / "designs" / "codes"
# v, k, lambda are the design's; a recipe of a design is not for the command line.
OF_DESIGNS = {"v", "k", "lam", "workers", "design"}


def families_written(tree: ast.AST) -> set[str]:
    """The names that the dictionaries of a module have under "family"."""
    pairs = [
        pair
        for node in ast.walk(tree) if isinstance(node, ast.Dict)
        for pair in zip(node.keys, node.values, strict=True)
    ]  # fmt: skip
    words = [(getattr(key, "value", None), getattr(value, "value", None)) for key, value in pairs]
    return {value for key, value in words if key == "family" and isinstance(value, str)}


def test_every_builder_of_a_recipe_is_entered():
    written = [families_written(ast.parse(file.read_text())) for file in CODES.glob("*.py")]
    assert len(set().union(*written)) > 20
    assert set().union(*written) <= set(registered())


@pytest.mark.parametrize("name", registered())
def test_a_family_is_described_and_its_example_has_its_name(name):
    known = named(name)
    assert re.fullmatch(r"[A-Z].*\.", known.summary)
    assert known.reference.endswith(".")
    assert all(code.workers <= 12 for code in codes_of(known.recipe).values())
    assert known.build.__module__.startswith("designs.codes.")
    assert (name in SCHEMES, name in FAMILIES) == (known.is_scheme, not known.is_scheme)


@pytest.mark.parametrize("name", registered())
def test_every_parameter_is_explained_once(name):
    known = named(name)
    taken = set(inspect.signature(known.build).parameters)
    assert set(known.parameters) <= taken
    assert not set(known.parameters) & set(PARAMETERS)
    assert taken <= set(known.parameters) | set(PARAMETERS) | OF_DESIGNS


def test_common_parameters_are_common():
    taken = [
        p for known in registered().values() for p in inspect.signature(known.build).parameters
    ]
    assert all(taken.count(parameter) > 1 for parameter in PARAMETERS)


def test_families_and_schemes_are_mappings():
    assert list(FAMILIES)[:2] == ["block-design", "fractional-repetition"]
    assert [*FAMILIES, *SCHEMES] == list(registered())
    assert len(FAMILIES) + len(SCHEMES) == len(registered())
    assert "uncoded" in FAMILIES
    assert "uncoded" not in SCHEMES
    assert "nothing" not in FAMILIES
    assert {**SCHEMES}["multiplexed"] is named("multiplexed").build


def module_of(name: str, **things: object) -> ModuleType:
    module = ModuleType(name)
    for thing in things.values():
        thing.__module__ = name
    vars(module).update(things)
    return module


def test_a_new_family_is_found_in_its_module_and_listed_where_it_says():
    @family("ours", example={"workers": 2}, after="uncoded")
    def ours(workers: int) -> GradientCode:
        """Ours."""
        return GradientCode([[1]] * workers)

    @scheme("pair", example={"workers": 2})
    def pair(workers: int) -> Scheme:
        """Two."""
        return Scheme("pair", {"one": ours(workers)})

    found = entered([module_of("new", ours=ours, pair=pair)])
    assert (found["ours"].is_scheme, found["pair"].is_scheme) == (False, True)
    assert ours(2).workers == 2
    order = [known.name for known in listed({**registered(), **found})]
    assert order.index("ours") == order.index("uncoded") + 1
    assert order[-1] == "pair"
    assert set(order) == {*registered(), "ours", "pair"}


def test_an_unknown_neighbour_loses_no_family():
    @family("ours", example={}, after="no such family")
    def ours() -> GradientCode:
        """Ours."""
        return GradientCode([[1]])

    found = entered([module_of("new", ours=ours)])
    order = [known.name for known in listed({**registered(), **found})]
    assert order[len(FAMILIES)] == "ours"


def test_a_name_is_given_once():
    @family("ours", example={})
    def first() -> GradientCode:
        """Ours."""
        return GradientCode([[1]])

    @family("ours", example={})
    def second() -> GradientCode:
        """Ours too."""
        return GradientCode([[2]])

    with pytest.raises(VerificationError, match="two functions are entered as ours"):
        entered([module_of("new", first=first, second=second)])


def test_the_registry_is_light():
    program = "import sys; from designs import FAMILIES; len(FAMILIES); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    dear = {"galois", "numba", "sympy", "networkx", "cvxpy", "scipy", "matplotlib", "typer", "jax"}
    assert not dear & set(loaded.stdout.decode().split())


@pytest.mark.parametrize("family", registered())
def test_the_examples_are_small_enough_to_try_all_sets(family):
    recipe = example(family)
    small = build(recipe) if family in FAMILIES else build_scheme(recipe)
    assert small.workers <= 12
