"""Sphinx configuration: MyST pages, furo, every example executed."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ["COLUMNS"] = "100"

project = "kirkman"
author = "the kirkman authors"
release = version = installed_version("kirkman")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinxcontrib.programoutput",
]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
doctest_test_doctest_blocks = ""
programoutput_prompt_template = "$ {command}\n{output}"
html_static_path = ["_static"]
html_theme = "furo"
html_title = "kirkman"
nitpicky = False
# Classes of several modules may have one name, like Task: a signature then links to none.
suppress_warnings = ["ref.python"]


def draw() -> None:
    """The comparison that the tour shows, drawn anew by every build."""
    from bounds.comparison.compare import compare
    from bounds.comparison.report import picture

    folder = Path(__file__).parent / "_static"
    folder.mkdir(exist_ok=True)
    (folder / "comparison.svg").write_bytes(picture(compare(13, 4), "svg"))


def draw_gallery() -> None:
    """One picture a family, drawn anew when the code has changed."""
    sys.path.insert(0, str(Path(__file__).parent))
    from gallery import draw

    draw(Path(__file__).parent / "_static" / "gallery")


def write_reference() -> None:
    """The pages of the reference: one a package."""
    sys.path.insert(0, str(Path(__file__).parent))
    from reference import write

    write(Path(__file__).parent / "api" / "generated")


def write_families() -> None:
    """The tables of the families, and of what is done with schemes."""
    sys.path.insert(0, str(Path(__file__).parent))
    from families import write
    from scheme_table import write as write_schemes

    write(Path(__file__).parent / "_static")
    write_schemes(Path(__file__).parent / "_static")


draw()
draw_gallery()
write_reference()
write_families()
