"""A comparison as one HTML file that needs nothing else: table, chart, and certificates inside."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Any

from bounds.comparison.compare import LEVELS, Question, Row, pareto
from bounds.comparison.report import as_json, columns
from designs.answers.discovery import make_callable
from designs.errors import show

MOST_EMBEDDED = 8_000_000
_LARGEST_PICTURE = 60
_SCRIPTS = ("common.js", "table.js", "chart.js", "details.js", "page.js")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A certificate file as the page holds it: its name, its id, and its bytes in base 64."""

    name: str
    identity: str
    text: str


def page(
    rows: Sequence[Row],
    workers: int,
    redundancy: int,
    question: Question | None = None,
    *,
    at: int | None = None,
    room: int = MOST_EMBEDDED,
) -> str:
    """An interactive page: sortable table, chart, and the certificates that the rows have kept.

    It opens from disk and asks no network for anything, which its content security policy enforces.
    Certificates take up to so many characters of room, the smallest first; the page names those
    that are left out. All data is one JSON object, the element with the id ``data``.

    Complexity: linear in the length of the page.

    >>> from bounds.comparison.compare import compare
    >>> page(compare(4, 1), 4, 1).splitlines()[0]
    '<!doctype html>'
    """
    asked = question or Question()
    shelf = embedded(rows, room)
    data = page_data(rows, workers, redundancy, asked, shelf)
    data["at"] = min(redundancy, workers) if at is None else at
    script = "\n".join(_web(name) for name in _SCRIPTS)
    style = _web("page.css")
    parts = {
        "policy": _policy(script, style),
        "title": html.escape(data["title"]),
        "style": style,
        "data": _inert(data),
        "certificates": "\n".join(map(_block, shelf.values())),
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _web("page.html"))


def page_data(
    rows: Sequence[Row],
    workers: int,
    redundancy: int,
    question: Question,
    shelf: Mapping[tuple[int, int], Embedded],
) -> dict[str, Any]:
    """The JSON object of the page: ``kirkman-comparison/2`` and what the page alone needs.

    >>> from bounds.comparison.compare import compare
    >>> data = page_data(compare(4, 1), 4, 1, Question(), {})
    >>> data["codes"][0]["shares"][1]
    {'exact': ['1/4', '1/4'], 'decimal': [0.25, 0.25]}
    """
    shown = list(question.certificates) or columns(rows, redundancy)
    data = as_json(rows, workers, redundancy)
    marks = [pareto(rows, s) for s in range(workers + 1)]
    for i, (row, value) in enumerate(zip(rows, data["codes"], strict=True)):
        value["shares"] = [_share(row, s) for s in range(len(row.curve))]
        value["least"] = [_least(row, s) for s in range(len(row.any_code))]
        value["pareto"] = [mark[i] for mark in marks]
        value["encoding"] = _encoding(row)
        value["certificates"] = [
            _certificate(row, s, question, shelf.get((i, s))) for s in range(len(row.curve))
        ]
    title = f"{workers} workers, redundancy {redundancy}"
    levels = [str(level) for level in LEVELS]
    asked = {"shown": shown, "probability": question.random, "levels": levels}
    return data | {"title": title} | asked


def embedded(rows: Sequence[Row], room: int) -> dict[tuple[int, int], Embedded]:
    """The certificate files by row and number of stragglers, the smallest first, while room lasts.

    They are the files that `adversary.certificate.Certificate.write` writes, byte by byte.

    >>> from bounds.comparison.compare import compare
    >>> rows = compare(4, 1, question=Question(certificates=(1, 2)))
    >>> [file.name for file in embedded(rows, 10**6).values()]
    ['uncoded-s1.json.gz', 'uncoded-s2.json.gz']
    >>> embedded(rows, 10)
    {}
    """
    found = {}
    for i, name in enumerate(_names(rows)):
        for s, certificate in rows[i].certificates.items():
            text = base64.b64encode(certificate.to_bytes(packed=True)).decode()
            found[i, s] = Embedded(f"{name}-s{s}.json.gz", certificate.identity(), text)
    kept, used = set(), 0
    for key, file in sorted(found.items(), key=lambda item: len(item[1].text)):
        used += len(file.text)
        if used <= room:
            kept.add(key)
    return {key: file for key, file in found.items() if key in kept}


def _names(rows: Sequence[Row]) -> list[str]:
    """A file name for each code: its letters and digits, and a number if another has the same."""
    names: list[str] = []
    for row in rows:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", row.code.name).strip("-")[:80] or "code"
        tries = (plain if i == 1 else f"{plain}-{i}" for i in range(1, len(rows) + 2))
        names.append(next(name for name in tries if name not in names))
    return names


def _share(row: Row, s: int) -> dict[str, Any]:
    """The proved interval of e(s)/k: exactly, and as decimals to draw and sort by."""
    low, high = row.relative(s) or (Fraction(0), Fraction(0))
    return _interval(low, high)


def _interval(low: Fraction, high: Fraction) -> dict[str, Any]:
    return {"exact": [show(low), show(high)], "decimal": [float(low), float(high)]}


def _least(row: Row, s: int) -> dict[str, Any]:
    """The lower bound for every code of this shape, divided by k, and this code's gap to it."""
    least, (low, high) = row.least(s) or Fraction(0), row.relative(s) or (Fraction(0), Fraction(0))
    return {
        "exact": show(least),
        "decimal": float(least),
        "gap": _interval(low - least, high - least),
    }


def _certificate(row: Row, s: int, question: Question, file: Embedded | None) -> dict[str, Any]:
    """The certificate file of a number, or the reason why there is none."""
    if file is not None:
        return {"file": file.name, "id": file.identity}
    return {"file": None, "why": _why_not(row, s, question), "left_out": s in row.certificates}


def _why_not(row: Row, s: int, question: Question) -> str:
    point = row.curve[s]
    if s in row.certificates:
        return "its certificate is left out of this page: too long"
    if not point.proved:
        return "no certificate: an interval, the exact value is not known"
    if s not in question.certificates:
        kept = ", ".join(map(str, question.certificates)) or "none"
        return f"no certificate here: they are kept for the numbers of stragglers {kept}"
    if point.method.closed_form:
        return "no certificate: it rests on this closed form"
    return "no certificate: it was not made in the time limit, or the checker finds it too long"


def _encoding(row: Row) -> list[list[int | str]] | None:
    """The entries of a small encoding, to draw."""
    code = row.code
    if max(code.workers, code.partitions) > _LARGEST_PICTURE:
        return None
    return [[x if isinstance(x, int) else show(x) for x in line] for line in code.encoding]


def _policy(script: str, style: str) -> str:
    """A content security policy: this script, this style, and nothing from anywhere."""
    hashes = (
        base64.b64encode(hashlib.sha256(x.encode()).digest()).decode() for x in (script, style)
    )
    this_script, this_style = hashes
    return (
        f"default-src 'none'; script-src 'sha256-{this_script}'; "
        f"style-src 'sha256-{this_style}'; base-uri 'none'; form-action 'none'"
    )


def _inert(value: Any) -> str:
    """JSON that no HTML parser takes for markup: `<`, `>` and `&` are escaped."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _block(file: Embedded) -> str:
    name = html.escape(file.name)
    return f'<script type="application/gzip" data-name="{name}">{file.text}</script>'


def _web(name: str) -> str:
    """A file of the page's own markup, style or script."""
    return files("bounds.comparison").joinpath("web", name).read_text("utf-8")


make_callable(__name__, __name__, "page")
