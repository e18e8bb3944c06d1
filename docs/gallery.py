"""Draw the gallery: for each family and scheme its matrix, its parameters and its exact curves.

`conf.py` calls `draw` at each build; what it writes is build output and is not committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from adversary.worst_case import WorstCase, curve
from bounds.expectation.exact import average_curve
from designs.algebra.linear import Rational
from designs.codes import GradientCode
from designs.codes.family import named, registered
from designs.codes.recipes import codes_of
from designs.errors import show

ROOT = Path(__file__).resolve().parent.parent
_ROOMS = ("designs", "adversary", "bounds", "kirkman", "docs/gallery.py")
_MOST_COMPONENTS = 4
_LONGEST = 9


@dataclass(frozen=True)
class Entry:
    """A code on show: of a family the code, of a scheme one component."""

    title: str
    code: GradientCode
    worst: tuple[WorstCase, ...]
    average: tuple[Rational, ...]


def components(family: str) -> dict[str, GradientCode]:
    """The codes of the example of a family or scheme, by title."""
    codes = codes_of(named(family).recipe)
    return {f"component {name}" if name else "": code for name, code in codes.items()}


def entries(family: str) -> list[Entry]:
    """The example of a family or scheme with its exact curves; of a scheme the first components."""
    shown = list(components(family).items())[:_MOST_COMPONENTS]
    return [Entry(title, code, curve(code), average_curve(code)) for title, code in shown]


def figure(shown: list[Entry]) -> Figure:
    """One row a code: the matrix on the left, worst and average error on the right."""
    drawing = Figure(figsize=(8.0, 2.9 * len(shown)), layout="constrained")
    grid = drawing.subplots(len(shown), 2, squeeze=False)
    for entry, (left, right) in zip(shown, grid, strict=True):
        matrix = entry.code.to_numpy()
        most = abs(matrix).max() or 1
        left.imshow(matrix, cmap="RdBu", vmin=-most, vmax=most)
        left.set(xlabel="partitions", ylabel="workers", xticks=[], yticks=[], title=entry.title)
        k, where = entry.code.partitions, range(len(entry.worst))
        worst = [float(Fraction(point.error, k)) for point in entry.worst]
        average = [float(Fraction(value, k)) for value in entry.average]
        right.plot(where, worst, "o-", color="#d55e00", label="worst, certified")
        right.plot(where, average, "s--", color="#0072b2", label="average, exact")
        right.set(xlabel="stragglers s", ylabel="error / k", ylim=(-0.03, 1.03))
        right.grid(alpha=0.3)
        right.legend(fontsize="small")
    return drawing


def svg(drawing: Figure) -> str:
    """The figure as a file that is the same at each build."""
    buffer = StringIO()
    with mpl.rc_context({"svg.hashsalt": "kirkman"}):
        drawing.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def text(family: str, shown: list[Entry]) -> str:
    """The section of a family: what it is, its example, picture and table."""
    known = named(family)
    count = len(components(family))
    more = f"The first {len(shown)} of {count} components.\n" if count > len(shown) else ""
    recipe = json.dumps(known.recipe)
    lines = [f"## {family}\n", f"{known.summary}\n", f"```json\n{recipe}\n```\n"]
    lines += [more] if more else []
    lines += [f"![{family}: matrix and curves](/_static/gallery/{family}.svg)\n"]
    for entry in shown:
        lines += [_parameters(entry), *_table(entry), ""]
    return "\n".join(lines)


def _parameters(entry: Entry) -> str:
    code = entry.code
    count = len(code.symmetries)
    facts = [
        f"{code.workers} workers", f"{code.partitions} partitions", f"load {_range(code.load())}",
        f"replication {_range(code.replication())}",
        f"{count} declared symmetr{'y' if count == 1 else 'ies'}",
    ]  # fmt: skip
    return f"{f'{entry.title}: ' if entry.title else ''}{', '.join(facts)}.\n"


def _range(values: tuple[int, ...]) -> str:
    low, high = min(values), max(values)
    return str(low) if low == high else f"{low} to {high}"


def _table(entry: Entry) -> Iterator[str]:
    """Exact errors, one column a number of stragglers; long fractions as decimals."""
    yield "| s | " + " | ".join(map(str, range(len(entry.worst)))) + " |"
    yield "|---" * (len(entry.worst) + 1) + "|"
    yield "| worst | " + " | ".join(_number(point.error) for point in entry.worst) + " |"
    yield "| average | " + " | ".join(map(_number, entry.average)) + " |"


def _number(value: Rational) -> str:
    exact = show(value)
    return exact if len(exact) <= _LONGEST else f"≈ {float(value):.4f}"


def draw(folder: Path) -> None:
    """Write a picture a family and the text of the page, unless they are newer than the sources."""
    page = folder / "gallery.txt"
    sources = [p for room in _ROOMS for p in _python(ROOT / room)]
    if page.exists() and page.stat().st_mtime > max(p.stat().st_mtime for p in sources):
        return
    folder.mkdir(parents=True, exist_ok=True)
    sections = []
    for family in registered():
        shown = entries(family)
        (folder / f"{family}.svg").write_text(svg(figure(shown)), encoding="utf-8")
        sections.append(text(family, shown))
    page.write_text("\n".join(sections), encoding="utf-8")


def _python(path: Path) -> list[Path]:
    return list(path.rglob("*.py")) if path.is_dir() else [path]
