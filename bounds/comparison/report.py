"""A comparison as a table, a picture, CSV and JSON; `bounds.comparison.page` has the page."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from bounds.comparison.compare import FORMAT, LEVELS, Row, pareto
from bounds.comparison.decode_cost import decode_cost
from bounds.comparison.picture import figure
from designs.errors import show
from designs.picture import drawn

if TYPE_CHECKING:
    from rich.table import Table

_PADDING, _STAR = 3, " *"
_HEADS = ("code", "n", "k", "load", "d")


def columns(rows: Sequence[Row], redundancy: int) -> list[int]:
    """The numbers of stragglers that a table shows by default: 1, 2 and around d.

    >>> from bounds.comparison.compare import compare
    >>> columns(compare(7, 3), 3)
    [1, 2, 3, 4, 6]
    """
    d, most = redundancy, max(len(row.curve) for row in rows) - 1
    return sorted({s for s in (1, 2, d - 1, d, d + 1, 2 * d) if 1 <= s <= most})


def cell(row: Row, s: int) -> str:
    """A proved relative error, or interval, rounded to four digits for people."""
    interval = row.relative(s)
    return "-" if interval is None else _between(*interval)


def _between(low: Fraction, high: Fraction) -> str:
    return decimal(low) if low == high else f"{decimal(low)}..{decimal(high)}"


def decimal(value: Fraction) -> str:
    """Four decimals; exact zero and one are written as such.

    >>> decimal(Fraction(0)), decimal(Fraction(1, 3)), decimal(Fraction(1, 10**9))
    ('0', '0.3333', '1e-09')
    """
    if value in (0, 1):
        return str(value)
    return f"{float(value):.4f}" if value > Fraction(1, 20_000) else f"{float(value):.0e}"


def tables(
    rows: Sequence[Row], stragglers: Sequence[int], width: int, at: int | None = None
) -> list[Table]:
    """Rich tables: one code a row, certified worst-case relative error e(s)/k a column.

    As many tables as it takes for each to fit into this width. A star marks the codes that no other
    beats at s = at in worst case, mean error and load together.

    >>> from bounds.comparison.compare import compare
    >>> [len(t.columns) - 5 for t in tables(compare(4, 1), [1, 2, 3], 50)]
    [2, 1]
    """
    cells = [[cell(row, s) for row in rows] for s in stragglers]
    widest = max((len(text) + _PADDING for column in cells for text in column), default=1)
    heads = zip(_HEADS, *map(_head, rows), strict=True)
    fixed = sum(max(map(len, column)) + _PADDING for column in heads) + len(_STAR)
    many = max(1, (width - fixed) // widest)
    pieces = [stragglers[i : i + many] for i in range(0, len(stragglers), many)]
    best = [False] * len(rows) if at is None else pareto(rows, at)
    return [_table(rows, piece, best) for piece in pieces]


def _head(row: Row) -> tuple[str, str, str, str, str]:
    """Name, workers, partitions, load and redundancy of a code."""
    load = "..".join(map(str, sorted({min(row.code.load()), max(row.code.load())})))
    code = row.code
    return code.name, str(code.workers), str(code.partitions), load, str(code.redundancy())


def mean_table(rows: Sequence[Row], stragglers: Sequence[int]) -> Table:
    """A Rich table of mean errors, thresholds, exactness and decoding.

    >>> from bounds.comparison.compare import compare
    >>> len(mean_table(compare(4, 1), [1, 2]).columns)
    7
    """
    from rich.box import SIMPLE
    from rich.table import Table

    result = Table(title="Mean of e/k over all sets of s stragglers; thresholds", box=SIMPLE)
    result.add_column("code", no_wrap=True)
    mixed = ["random"] if any(row.random for row in rows) else []
    marks = [f"T({float(level):.0%})" for level in LEVELS[1:]]
    for name in (*(f"s={s}" for s in stragglers), *mixed, *marks, "exact", "decode"):
        result.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        means = [_short(row.mean(s)) for s in stragglers]
        random = [_short(row.random.value / row.code.partitions)] if row.random else []
        limits = [_threshold(row, level) for level in LEVELS[1:]]
        exact = f"s<={row.exact_below}" if row.exact_below >= 0 else "never"
        cost = decode_cost(row.code)
        result.add_row(escape(row.code.name), *means, *random, *limits, exact, cost)
    return result


def least_table(rows: Sequence[Row], at: int) -> Table:
    """A Rich table of lower bounds for every code of the same shape, and the gaps to them.

    >>> from bounds.comparison.compare import compare
    >>> len(least_table(compare(4, 1), 2).columns)
    5
    """
    from rich.box import SIMPLE
    from rich.table import Table

    result = Table(title=f"How good could any code of the same shape be? s={at}", box=SIMPLE)
    result.add_column("code", no_wrap=True)
    for name in ("e(s)/k", "any code", "gap"):
        result.add_column(name, justify="right", no_wrap=True)
    result.add_column("by", no_wrap=True)
    for row in rows:
        least, ends = row.least(at), row.relative(at)
        if least is not None and ends is not None:
            gap = _between(ends[0] - least, ends[1] - least)
            bound = decimal(least), gap, row.any_code[at].name
            result.add_row(escape(row.code.name), cell(row, at), *bound)
    return result


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _threshold(row: Row, level: Fraction) -> str:
    found = row.threshold(level)
    if found.proved:
        return str(found.at_least)
    return f"{found.at_least}..{'' if found.at_most is None else found.at_most}"


def as_json(rows: Sequence[Row], workers: int, redundancy: int) -> dict[str, Any]:
    """The JSON object ``kirkman-comparison/2``.

    >>> from bounds.comparison.compare import compare
    >>> [code["name"] for code in as_json(compare(2, 1), 2, 1)["codes"]]
    ['uncoded']
    """
    return {
        "format": FORMAT,
        "workers": workers,
        "redundancy": redundancy,
        "codes": [row.to_json() for row in rows],
    }


def as_csv(rows: Sequence[Row]) -> str:
    """One line for each code and number of stragglers, errors as exact fractions.

    >>> from bounds.comparison.compare import compare
    >>> print(as_csv(compare(2, 1)).splitlines()[2])
    uncoded,2,2,1,1,1,1,1,0.5,0.500000,formula,1
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = "code n k load redundancy s lower upper relative mean kind any_code"
    writer.writerow(heads.split())
    for row in rows:
        head = _head(row)
        for s, (point, mean) in enumerate(zip(row.curve, row.means, strict=True)):
            relative = float(point.upper) / row.code.partitions
            ends = show(point.lower), show(point.upper)
            share = f"{mean.value / row.code.partitions:.6f}"
            least = show(row.any_code[s].value) if s < len(row.any_code) else ""
            writer.writerow([*head, s, *ends, f"{relative:.6g}", share, mean.kind, least])
    return text.getvalue()


def _table(rows: Sequence[Row], stragglers: Sequence[int], best: Sequence[bool]) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    result = Table(title="Certified worst case e(s)/k over all sets of s stragglers", box=SIMPLE)
    result.add_column(_HEADS[0], no_wrap=True)
    for name in (*_HEADS[1:], *(f"s={s}" for s in stragglers)):
        result.add_column(name, justify="right", no_wrap=True)
    for row, star in zip(rows, best, strict=True):
        name, *others = _head(row)
        shown = escape(name) + (_STAR if star else "")
        result.add_row(shown, *others, *(cell(row, s) for s in stragglers))
    return result


def remarks(rows: Sequence[Row]) -> str:
    """How codes differ from the shape that was requested, one a line.

    >>> from bounds.comparison.compare import compare
    >>> remarks(compare(4, 1))
    ''
    """
    return "\n".join(f"{row.code.name}: {row.remark}." for row in rows if row.remark)


def picture(rows: Sequence[Row], form: str) -> bytes:
    """The figure as a file: png, svg or pdf.

    Raises:
        BadInput: another format, or matplotlib is not installed.
    """
    return drawn(figure([(row.code.name, row.intervals()) for row in rows]), form)
