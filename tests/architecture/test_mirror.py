"""Tests mirror the source: every source file has a test file of its name, in the same folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from paths import ROOT, TESTS

PACKAGES = ("adversary", "bounds", "designs", "kirkman")


def sources(package: str) -> list[Path]:
    """The files that hold code: faces only hand names on, and scripts are tried by hand."""
    files = [f.relative_to(ROOT) for f in (ROOT / package).rglob("*.py")]
    return sorted(f for f in files if f.name != "__init__.py" and "offline" not in f.parts)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_source_file_has_its_test_file(package):
    missing = [f for f in sources(package) if not (TESTS / f.parent / f"test_{f.name}").exists()]
    assert not missing, f"no test file of their own: {', '.join(map(str, missing))}"


def test_every_test_file_holds_a_test():
    empty = [f for f in TESTS.rglob("test_*.py") if "\ndef test_" not in f.read_text()
             and "\n    def test_" not in f.read_text()]  # fmt: skip
    assert not empty


def test_no_folder_of_tests_hides_a_package():
    listed = subprocess.run(
        ["git", "ls-files", "tests"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split()
    assert not [name for name in listed if name.endswith("__init__.py")]
