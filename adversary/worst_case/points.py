"""Curve: the worst cases e(0), ..., e(n) of one code, for reading, drawing and writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from adversary.worst_case.result import WorstCase
from designs.codes import GradientCode
from designs.display import frame, html_table
from designs.errors import show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMAT = "kirkman-curve/1"


@dataclass(frozen=True, slots=True, repr=False)
class Curve(Sequence[WorstCase]):
    """The worst cases ``e(0), ..., e(n)`` of a code: a sequence of them that knows the code.

    >>> from adversary import curve
    >>> curve([[1, 0], [0, 1]])
    <Curve of "user's matrix": e(s) = 0, 1, 2>
    """

    code: GradientCode
    points: tuple[WorstCase, ...]

    def __len__(self) -> int:
        return len(self.points)

    @overload
    def __getitem__(self, place: int) -> WorstCase: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[WorstCase, ...]: ...
    def __getitem__(self, place: int | slice) -> WorstCase | tuple[WorstCase, ...]:
        return self.points[place]

    def __repr__(self) -> str:
        return f"<Curve of {self.code.name!r}: e(s) = {', '.join(map(_interval, self))}>"

    def to_json(self) -> dict[str, Any]:
        """The JSON object that ``kirkman certify --all --json`` prints."""
        return {
            "format": FORMAT,
            "code": self.code.name,
            "identity": self.code.identity(),
            "decoder": self[0].decoder,
            "curve": [point.to_json() for point in self],
        }

    def rows(self) -> list[dict[str, object]]:
        """A row a point: the proved interval exactly, as a share of k, and the worst set.

        >>> from adversary import curve
        >>> curve([[1, 1]]).rows()[1]["e(s)/k"]
        '1.0000'
        """
        return [
            {
                "s": point.stragglers,
                "e(s)": _interval(point),
                "e(s)/k": f"{float(Fraction(point.lower) / point.partitions):.4f}",
                "worst set": " ".join(map(str, point.worst_set)),
                "method": point.method.sentence,
            }
            for point in self
        ]

    def _repr_html_(self) -> str:
        return html_table(self.rows(), str(self.code))

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`.

        Raises:
            Unavailable: pandas is not installed.
        """
        return frame(self.rows())

    def plot(self) -> Figure:
        """The curve e(s)/k over s, proved intervals as bands.

        Raises:
            BadInput: matplotlib is not installed.
        """
        from designs.picture import new_figure

        k, where = self.code.partitions, [point.stragglers for point in self]
        low, high = ([float(Fraction(x) / k) for x in ends] for ends in self._ends())
        figure = new_figure(6.0, 4.0)
        axes = figure.subplots()
        axes.plot(where, low, marker="o", markersize=4)
        axes.fill_between(where, low, high, alpha=0.2)
        axes.set_xlabel("stragglers, s")
        axes.set_ylabel("certified worst-case error, e(s)/k")
        axes.set_title(str(self.code), fontsize="small")
        axes.grid(alpha=0.3)
        return figure

    def _ends(self) -> tuple[list[int | Fraction], list[int | Fraction]]:
        return [point.lower for point in self], [point.upper for point in self]


def _interval(point: WorstCase) -> str:
    """The error, or the interval that is proved."""
    if point.proved:
        return show(point.lower)
    return f"{show(point.lower)}..{show(point.upper)}"
