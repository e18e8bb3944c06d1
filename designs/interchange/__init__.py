"""Designs as text and files: four formats, one file each, all of them written and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from designs.errors import BadInput, require
from designs.incidence.design import Design
from designs.interchange.external import as_xml, read_xml
from designs.interchange.gap import as_gap, read_gap
from designs.interchange.json_text import as_json, read_json
from designs.interchange.limits import MOST_CHARACTERS
from designs.interchange.plain import as_blocks, read_blocks

WRITERS: dict[str, Callable[[Design], str]] = {
    "json": as_json,
    "blocks": as_blocks,
    "gap": as_gap,
    "xml": as_xml,
}

READERS: dict[str, Callable[[str], list[Design]]] = {
    "json": read_json,
    "blocks": read_blocks,
    "gap": read_gap,
    "xml": read_xml,
}


def detect(text: str) -> str:
    """The format of a text, from how it begins.

    XML begins with ``<``, a JSON object with ``{``; GAP has a ``rec(``; of the rest, JSON begins
    with ``[[`` or ``[{``; all else is plain blocks.

    >>> [detect(text) for text in ("<a/>", '{"v": 3}', "[ rec( v := 3 ) ]", "[[0, 1]]", "0 1")]
    ['xml', 'json', 'gap', 'json', 'blocks']
    """
    head = text.lstrip()
    if head.startswith("<"):
        return "xml"
    if head.startswith("{"):
        return "json"
    if re.search(r"\brec\s*\(", head):
        return "gap"
    return "json" if re.match(r"\[\s*[\[{]", head) else "blocks"


def parse_designs(text: str) -> list[Design]:
    """The designs of a text in any of the formats.

    Raises:
        BadInput: the text is too long, or does not follow its format.

    >>> parse_designs("0 1") == parse_designs("[[1, 2]]")
    True
    """
    short = len(text) <= MOST_CHARACTERS
    require(short, f"a design file has at most {MOST_CHARACTERS:,} characters, got {len(text):,}")
    return READERS[detect(text)](text)


def read_designs(path: str | Path) -> list[Design]:
    r"""The designs of a file in any of the formats.

    Raises:
        BadInput: no such file, or its content is no design.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "blocks.txt")
    ...     _ = file.write_text("0 1\n1 2\n")
    ...     read_designs(file)
    [Design(points=3, blocks=((0, 1), (1, 2)))]
    """
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            return parse_designs(file.read(MOST_CHARACTERS + 1))
    except OSError as error:
        raise BadInput(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{Path(path).name}: a design file must be UTF-8 text") from None
    except BadInput as error:
        raise BadInput(f"{Path(path).name}: {error}") from None
