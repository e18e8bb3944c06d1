"""Pictures: the map of existence, and the style of all figures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from designs.answers.answers import Answer
from designs.errors import BadInput, require
from designs.existence.table import STATUSES, status
from designs.files import check_target

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FORMATS = ("png", "svg", "pdf")
_NO_PICTURES = "pictures need matplotlib: pip install 'kirkman[plot]'"
_ACROSS = 4
# Colours that all eyes tell apart (M. Okabe, K. Ito), and shapes that need no colour.
_MARKS: dict[str, dict[str, Any]] = {
    "exists": {"marker": "o", "color": "#0072b2"},
    "impossible": {"marker": "x", "color": "#d55e00"},
    "open": {"marker": "s", "facecolors": "none", "edgecolors": "#333333"},
}


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


def existence_map(answers: Iterable[Answer], lambdas: Sequence[int] = ()) -> Figure:
    """Small maps, one a lambda: k across, v upwards, and a mark for each parameter set.

    Raises:
        BadInput: matplotlib is not installed, or no parameter set has one of the lambdas.

    Complexity: O(number of answers).
    """
    listed = list(answers)
    known = {answer.parameters.lam for answer in listed}
    for lam in lambdas:
        require(lam in known, f"lambda must be one of {sorted(known)}, got {lam}")
    chosen = list(lambdas) or sorted(known)
    across = min(_ACROSS, len(chosen))
    rows = ceil(len(chosen) / across)
    figure = new_figure(3.2 * across + 1, 2.8 * rows + 0.8)
    grid = figure.subplots(rows, across, squeeze=False, sharex=True, sharey=True)
    for axes in grid.flat[len(chosen) :]:
        axes.axis("off")
    for axes, lam in zip(grid.flat, chosen, strict=False):
        _map(axes, [answer for answer in listed if answer.parameters.lam == lam], lam)
    marks, labels = grid.flat[0].get_legend_handles_labels()
    figure.legend(marks, labels, loc="outside upper center", ncols=len(STATUSES))
    figure.supxlabel("points in a block, k")
    figure.supylabel("points, v")
    return figure


def _map(axes: Axes, answers: Sequence[Answer], lam: int) -> None:
    """The parameter sets with one lambda."""
    for name in STATUSES:
        places = [a.parameters for a in answers if status(a) == name]
        across, up = [p.k for p in places], [p.v for p in places]
        axes.scatter(across, up, s=14, linewidths=0.9, label=name, **_MARKS[name])
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:.0f}")
    axes.set_title(f"$\\lambda$ = {lam}")
    axes.grid(alpha=0.3)
