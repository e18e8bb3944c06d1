"""What all pictures and tables of results share: files, figures, HTML and frames."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from designs.errors import BadInput, Unavailable, require
from designs.files import check_target

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, object]]
_FORMATS = ("png", "svg", "pdf")
_NO_PICTURES = "pictures need matplotlib: pip install 'kirkman[plot]'"


def check_picture(path: Path) -> str:
    """The format of a picture's file name; `BadInput` if it cannot be drawn or written there.

    >>> check_picture(Path("curves.svg"))
    'svg'
    """
    form = path.suffix.removeprefix(".").lower()
    require(form in _FORMATS, f"a picture ends in .png, .svg or .pdf, got {path.name!r}")
    require(find_spec("matplotlib") is not None, _NO_PICTURES)
    check_target(path)
    return form


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches.

    Raises:
        BadInput: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise BadInput(_NO_PICTURES) from None
    return Figure(figsize=(width, height), layout="constrained")


def drawn(figure: Figure, form: str) -> bytes:
    """The figure as a file: png, svg or pdf.

    Raises:
        BadInput: another format.
    """
    require(form in _FORMATS, f"a picture is png, svg or pdf, got {form!r}")
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form)
    return buffer.getvalue()


def matrix_figure(matrix: NDArray[np.float64], title: str) -> Figure:
    """A matrix as a picture: rows downwards, zeros white, the largest entries darkest.

    Raises:
        BadInput: matplotlib is not installed.
    """
    rows, columns = matrix.shape
    figure = new_figure(1.5 + 4.5 * min(1, columns / rows), 1.5 + 4.5 * min(1, rows / columns))
    axes = figure.subplots()
    axes.imshow(abs(matrix), cmap="Greys", vmin=0, interpolation="nearest")
    axes.set_xlabel("partitions")
    axes.set_ylabel("workers")
    axes.set_title(title, fontsize="small")
    return figure


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
