"""The switch between compiled and plain kernels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adversary.worst_case.tree.compiled import has_compiler, inlined, jit, jit_finite, jit_sums


def twice(x: int) -> int:
    return 2 * x


@pytest.mark.parametrize("wrap", [jit, jit_finite, jit_sums, inlined])
def test_plain_functions_stay_as_they_are(monkeypatch, wrap):
    monkeypatch.setenv("KIRKMAN_PLAIN", "1")
    assert not has_compiler()
    assert wrap(twice) is twice


@pytest.mark.parametrize("value", ["", "0"])
@pytest.mark.parametrize("wrap", [jit, jit_finite, jit_sums, inlined])
def test_compiled_functions_keep_the_plain_one_beside_them(monkeypatch, wrap, value):
    pytest.importorskip("numba")
    monkeypatch.setenv("KIRKMAN_PLAIN", value)
    assert has_compiler()
    assert wrap(twice).py_func is twice


HERE = Path(__file__).resolve().parent
KERNELS = {
    HERE: ["policy", "concave", "dependence", "node", "rounding", "search"],
    HERE.parent / "fixed": ["exchange", "branch_and_bound"],
    HERE.parent / "listing": ["kernel", "decoders", "rank_kernel"],
}


def test_what_holds_of_compiled_kernels_holds_of_plain_ones():
    files = [folder / f"test_{name}.py" for folder, names in KERNELS.items() for name in names]
    words = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
    root, plain = HERE.parents[3], os.environ | {"KIRKMAN_PLAIN": "1"}
    done = subprocess.run(words, cwd=root, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
