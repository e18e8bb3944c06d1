"""Where designs exist: a map of parameter sets for each lambda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from designs.answers.answers import Answer
from designs.errors import require
from designs.existence.table import STATUSES, status
from designs.picture import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ACROSS = 4
# Colours that all eyes tell apart (M. Okabe, K. Ito), and shapes that need no colour.
_MARKS: dict[str, dict[str, Any]] = {
    "exists": {"marker": "o", "color": "#0072b2"},
    "impossible": {"marker": "x", "color": "#d55e00"},
    "open": {"marker": "s", "facecolors": "none", "edgecolors": "#333333"},
}


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
