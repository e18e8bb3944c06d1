"""The page of constructions is what the decorators say."""

from __future__ import annotations

from page_scripts import DOCS, page_script

from designs.answers.registry import constructions


def written():
    return page_script("constructions").page()


def test_the_page_is_up_to_date_and_has_a_row_for_each_construction():
    page = (DOCS / "constructions.md").read_text(encoding="utf-8")
    assert page == written(), "run python docs/constructions.py"
    rows = [line.split("|")[1].strip(" `") for line in page.splitlines() if line.startswith("| `")]
    assert rows == sorted(constructions())
