"""Decorated functions found in modules: by where they are defined, each name once."""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest

import bounds
import designs
import designs.algebra
from designs.answers.discovery import (
    CallableModule,
    lazily,
    marked,
    modules_beside,
    offered,
    reference,
    summary,
)
from designs.errors import VerificationError


def module(name, **things):
    """A module with these things in it."""
    made = ModuleType(name)
    vars(made).update(things)
    return made


def entered(name, home):
    """A function that a decorator has marked, defined in the module ``home``."""

    def function():
        """Nothing."""

    function._mark = SimpleNamespace(name=name)
    function.__module__ = home
    return function


def test_what_a_module_imports_is_not_its_own():
    own, other = entered("own", "here"), entered("other", "there")
    here = module("here", own=own, other=other, number=3)
    assert marked([here], "_mark") == {"own": own._mark}
    both = marked([here, module("there", other=other)], "_mark")
    assert list(both) == ["own", "other"]
    assert marked([here], "_another_mark") == {}


def test_one_name_for_two_functions_is_an_error_of_ours():
    one, two = (module(home, f=entered("same", home)) for home in ("a", "b"))
    with pytest.raises(VerificationError, match="two functions are entered as same"):
        marked([one, two], "_mark")


def test_the_modules_of_a_folder_are_its_files():
    found = modules_beside(designs.algebra.__file__, "designs.algebra")
    assert [m.__name__ for m in found] == sorted(m.__name__ for m in found)
    assert {m.__name__ for m in found} >= {"designs.algebra.field", "designs.algebra.linear"}
    assert "designs.algebra" not in {m.__name__ for m in found}


def documented():
    """What it is.

    Raises:
        BadInput: never.

    Source: somebody, on two
    lines.

    >>> 1
    1
    """


def test_the_docstring_is_read_and_a_missing_one_is_empty():
    assert summary(documented) == "What it is."
    assert reference(documented) == "somebody, on two lines."
    assert (summary(lambda: None), reference(lambda: None)) == ("", "")


def test_a_name_is_imported_when_it_is_used():
    program = (
        "import sys, bounds; assert 'bounds.comparison' not in sys.modules; dir(bounds);"
        "assert 'bounds.comparison' not in sys.modules; bounds.compare;"
        "assert 'bounds.comparison.compare' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_name_that_is_not_offered_is_none():
    get, listing = lazily("bounds")
    for name in ("nothing", "__path_of_nothing__", "_lazily"):
        with pytest.raises(AttributeError, match=name):
            get(name)
    assert set(offered("bounds")) <= set(listing())


def test_other_names_are_read_too():
    assert offered("bounds")["best"] == offered("bounds")["best_rows"]
    assert bounds.best is bounds.best_rows


def test_a_module_that_is_called_is_its_verb_and_still_a_module():
    assert isinstance(designs.search, CallableModule)
    assert list(inspect.signature(designs.search).parameters)[:3] == ["v", "k", "lam"]
    assert len(designs.search(7, 3, 1).recipe().build().blocks) == 7
    assert designs.search.__path__
