"""Block design records of the GAP package DESIGN."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.interchange.limits import MOST_POINTS, sized, whole

_CONTINUED = re.compile(r"\\\r?\n")
_TOKEN = re.compile(r'\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|:=|\.\.|\w+|.')
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
T = TypeVar("T")


def as_gap(design: Design) -> str:
    """A block design record of the GAP package DESIGN; points are 1-based there.

    >>> print(as_gap(Design(3, [(0, 1), (1, 2)])), end="")
    rec( isBlockDesign := true, v := 3, blocks := [ [ 1, 2 ], [ 2, 3 ] ] );
    """
    blocks = ", ".join("[ " + ", ".join(str(p + 1) for p in b) + " ]" for b in design.blocks)
    return f"rec( isBlockDesign := true, v := {design.points}, blocks := [ {blocks} ] );\n"


def read_gap(text: str) -> list[Design]:
    """The designs of a record, or of a list of records, perhaps assigned to a name.

    Read are the components ``v`` and ``blocks``, with ranges as in ``[ 1 .. 3 ]``; the others are
    passed over. The text is never evaluated.

    Raises:
        BadInput: the text is no such record.

    Complexity: O(length of the text).

    >>> read_gap("D := rec( v := 4, blocks := [ [ 1 .. 3 ], [ 1, 4 ] ], tag := f( 1, 2 ) );")
    [Design(points=4, blocks=((0, 1, 2), (0, 3)))]
    """
    tokens = _Tokens(text)
    if tokens.next not in ("rec", "["):
        tokens.take()
        tokens.expect(":=")
    many = tokens.next == "["
    designs = _listed(tokens, _record, "[", "]") if many else [_record(tokens)]
    if tokens.next == ";":
        tokens.take()
    require(tokens.next == "", f"the text must end after the design, got {tokens.next!r:.40}")
    return designs


class _Tokens:
    """The words of a GAP text, one ahead; the empty word is the end."""

    def __init__(self, text: str) -> None:
        words = (match[0] for match in _TOKEN.finditer(_CONTINUED.sub("", text)))
        self._words = (word for word in words if not word.isspace() and word[0] != "#")
        self.next = next(self._words, "")

    def take(self) -> str:
        word, self.next = self.next, next(self._words, "")
        require(word != "", "the record ends too early")
        return word

    def expect(self, word: str) -> None:
        require(self.next == word, f"a record needs {word!r} here, got {self.next!r:.40}")
        self.take()


def _listed(tokens: _Tokens, read: Callable[[_Tokens], T], opened: str, closed: str) -> list[T]:
    """The items between two brackets, separated by commas."""
    tokens.expect(opened)
    found = []
    while tokens.next != closed:
        found.append(read(tokens))
        if tokens.next != closed:
            tokens.expect(",")
    tokens.take()
    return found


def _record(tokens: _Tokens) -> Design:
    tokens.expect("rec")
    components = dict(_listed(tokens, _component, "(", ")"))
    points, blocks = components.get("v"), components.get("blocks")
    if not isinstance(points, int) or not isinstance(blocks, list):
        raise BadInput("a design record has the components v and blocks")
    return sized(points, [[p - 1 for p in block] for block in blocks])


def _component(tokens: _Tokens) -> tuple[str, int | list[list[int]] | None]:
    """The name of a component and, of those that make the design, its value."""
    name = tokens.take()
    tokens.expect(":=")
    match name:
        case "v":
            return name, whole(tokens.take())
        case "blocks":
            return name, _listed(tokens, _block, "[", "]")
    _pass_over(tokens)
    return name, None


def _pass_over(tokens: _Tokens) -> None:
    """Skip a value: everything up to a comma or an end outside of brackets."""
    depth = 0
    while depth or tokens.next not in (",", ")"):
        word = tokens.take()
        depth += (word in _OPEN) - (word in _CLOSE)


def _block(tokens: _Tokens) -> list[int]:
    """A list of points: ``[ 1, 2, 4 ]``, or a range ``[ 1 .. 4 ]`` or ``[ 1, 3 .. 7 ]``."""
    tokens.expect("[")
    points: list[int] = []
    while tokens.next != "]":
        points.append(whole(tokens.take()))
        if tokens.next == "..":
            tokens.take()
            points = list(_range(points, whole(tokens.take())))
        elif tokens.next != "]":
            tokens.expect(",")
    tokens.take()
    return points


def _range(begin: list[int], last: int) -> range:
    """A range, from its one or two first points and its last."""
    step = begin[1] - begin[0] if len(begin) == 2 else 1
    begun = 1 <= len(begin) <= 2 and step >= 1
    require(begun, f"a range begins with 1 or 2 points that ascend, got {begin!r:.40}")
    require(last <= MOST_POINTS, f"points are at most {MOST_POINTS:,}, got {last:,}")
    return range(begin[0], last + 1, step)
