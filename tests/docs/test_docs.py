"""The pages keep their promises: named tests exist, the README's commands are two."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kirkman.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
NAMED = [
    pair
    for page in ("why-it-is-true.md", "bounds.md", "unbiased.md", "optimal-codes.md")
    for pair in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / page).read_text())
]


def test_the_page_of_proofs_names_tests():
    assert len(NAMED) >= 25


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda x: x)
def test_every_test_named_by_the_page_of_proofs_exists(file, name):
    assert f"def {name}(" in (ROOT / file).read_text()


def test_the_readme_has_exactly_two_commands():
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    assert blocks[0].strip().endswith("kirkman tour")
    assert blocks[1].strip().endswith("python -m pytest")
    assert all(block.count("\n") == 1 for block in blocks)


def test_the_readme_s_console_commands_run(tmp_path, monkeypatch, capsys):
    pytest.importorskip("sklearn")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text()
    (block,) = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line.partition("#")[0] for line in block.splitlines()]
    assert len(lines) >= 6
    for line in lines:
        prompt, name, *words = shlex.split(line)
        assert (prompt, name) == ("$", "kirkman")
        assert main(words) == 0, line
        assert any(capsys.readouterr())
