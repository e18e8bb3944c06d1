"""Faces that import when they are used, and modules that are called."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import bounds
import designs
from designs.lazy import CallableModule, lazily, offered


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
