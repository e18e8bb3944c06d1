"""The picture of a comparison: certified curves beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from designs.picture import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure
Curves = Sequence[tuple[str, Sequence[tuple[Fraction, Fraction]]]]


def figure(curves: Curves) -> Figure:
    """Curves e(s)/k over s/n by the names of their codes; proved intervals as bands.

    Raises:
        BadInput: matplotlib is not installed.
    """
    picture = new_figure(8.0, 5.5)
    axes = picture.subplots()
    for (name, ends), marker in zip(curves, "osD^vPX*<>" * len(curves), strict=False):
        where = [s / (len(ends) - 1) for s in range(len(ends))]
        low, high = ([float(end[i]) for end in ends] for i in (0, 1))
        (line,) = axes.plot(where, low, marker=marker, markersize=4, label=name)
        if low != high:
            axes.fill_between(where, low, high, alpha=0.15, color=line.get_color())
    axes.set_xlabel("fraction of the workers that straggle, s/n")
    axes.set_ylabel("certified worst-case error, e(s)/k")
    axes.set_ylim(0, 1)
    axes.grid(alpha=0.3)
    picture.legend(loc="outside lower center", ncols=2, fontsize="small")
    return picture
