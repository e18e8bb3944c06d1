"""Results in a notebook: rows as an HTML table, and as a frame of pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from typing import Any

from designs.errors import Unavailable

Rows = Sequence[Mapping[str, object]]


def html_table(rows: Rows, caption: str = "") -> str:
    """An HTML table of rows that have the same keys; texts are escaped.

    >>> html_table([{"s": 1, "e(s)": "1/5"}])
    '<table><tr><th>s</th><th>e(s)</th></tr><tr><td>1</td><td>1/5</td></tr></table>'
    """
    heads = "".join(f"<th>{escape(str(key))}</th>" for key in (rows[0] if rows else ()))
    lines = ("".join(f"<td>{escape(str(x))}</td>" for x in row.values()) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in (heads, *lines))
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}{body}</table>"


def frame(rows: Rows) -> Any:
    """The rows as a `pandas.DataFrame`, which is imported now.

    Raises:
        Unavailable: pandas is not installed.

    >>> from importlib.util import find_spec
    >>> list(frame([{"s": 1}])) if find_spec("pandas") else ["s"]
    ['s']
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise Unavailable("tables as frames need pandas: pip install pandas") from None
    return pandas.DataFrame([dict(row) for row in rows])
