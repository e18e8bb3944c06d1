"""The page of constructions is what the decorators say."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from designs.answers.registry import constructions

DOCS = Path(__file__).resolve().parents[2] / "docs"


def written():
    spec = importlib.util.spec_from_file_location("docs_constructions", DOCS / "constructions.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.page()


def test_the_page_is_up_to_date_and_has_a_row_for_each_construction():
    page = (DOCS / "constructions.md").read_text(encoding="utf-8")
    assert page == written(), "run python docs/constructions.py"
    rows = [line.split("|")[1].strip(" `") for line in page.splitlines() if line.startswith("| `")]
    assert rows == sorted(constructions())
