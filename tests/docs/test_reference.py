"""The reference is made from the packages: no module is left out, none is there twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from page_scripts import page_script

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def reference():
    return page_script("reference")


def test_every_module_has_its_place_in_the_reference(reference):
    text = "".join(map(reference.page, reference.packages()))
    there = Counter(re.findall(r"automodule:: ([\w.]+)\n", text))
    assert set(there.values()) == {1}
    wanted = set()
    for room in reference.ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if not {"command", "offline", "__main__", "verbs"} & set(parts):
                wanted.add(".".join(parts).removesuffix(".__init__"))
    assert set(there) == wanted


def test_every_page_is_reached_from_the_index(reference):
    pages = set(reference.packages())
    index = (ROOT / "docs" / "api" / "index.md").read_text()
    reached = set(re.findall(r"^generated/(\w+)$", index, re.MULTILINE))
    assert reached == set(reference.ROOMS)
    for package in reference.packages():
        toctree = re.search(r"```\{toctree\}\n(.*?)```", reference.page(package), re.DOTALL)
        reached |= set(toctree[1].split()[2:]) if toctree else set()
    assert reached == pages


def test_what_a_face_offers_is_linked_to_where_it_stands(reference):
    door = reference.page("kirkman")
    assert "{py:obj}`exists <designs.existence.ask.exists>`" in door
    assert "{py:obj}`certify <adversary.worst_case.worst_case>`" in door
    assert "{py:obj}`GradientCode <designs.codes.base.GradientCode>`" in door


def test_pages_of_packages_that_are_no_more_are_removed(reference, tmp_path):
    (tmp_path / "gone.md").write_text("# gone\n")
    reference.write(tmp_path)
    assert {file.stem for file in tmp_path.iterdir()} == set(reference.packages())
    page = tmp_path / "kirkman.md"
    before = page.stat().st_mtime_ns
    reference.write(tmp_path)
    assert page.stat().st_mtime_ns == before
