"""Merge found designs into prescribed_groups.txt.

Run as ``python designs/search/offline/merge_found.py FILE...``. The files hold lines of that table;
with ``--orbits`` it is group_orbits.txt instead. Every design is built, and the checker counts its
pairs; what is no design, or no line, is named and left out. One line stays for each parameter set:
the one that is there already, unless a new one has fewer base blocks. With ``--lean`` a new line is
left out if the other rules and the rest of the table give such a design anyway. ``--into`` names
another file.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from designs.answers.answers import Exists
from designs.constructions import group_orbits, prescribed
from designs.constructions.group_orbits import Orbits
from designs.constructions.prescribed import Entry
from designs.errors import KirkmanError
from designs.existence.ask import exists
from designs.existence.rules import direct
from designs.incidence.parameters import Parameters

Line = Entry | Orbits
Entries = dict[Parameters, Line]
Parser = Callable[[Iterable[str]], Iterator[Line]]


def entries(lines: Iterable[str], parse: Parser) -> Iterator[Line]:
    """The verified entries of the lines; the others are named on standard output."""
    for line in lines:
        try:
            for entry in parse([line]):
                p = entry.parameters
                entry.recipe().build().confirmed(p.v, p.k, p.lam)
                yield entry
        except (ValueError, KirkmanError) as fault:
            print(f"left out: {line[:40]}...: {fault}")


def merged(old: Iterable[Line], new: Iterable[Line]) -> Entries:
    """One entry for each parameter set: the earlier, unless a later one has fewer base blocks."""
    kept: Entries = {}
    for entry in (*old, *new):
        before = kept.get(entry.parameters)
        if before is None or len(entry.base) < len(before.base):
            kept[entry.parameters] = entry
    return kept


def without_dispensable(
    kept: Entries, fresh: Iterable[Parameters], shipped: dict[Parameters, Line]
) -> Entries:
    """The entries, less those fresh ones that follow from the rest; the greatest lambda first."""
    shipped.clear()
    shipped.update(kept)
    for p in sorted(fresh, key=lambda p: (p.lam, p.v), reverse=True):
        entry = shipped.pop(p)
        direct.cache_clear()
        if not isinstance(exists(p.v, p.k, p.lam), Exists):
            shipped[p] = entry
    return dict(shipped)


def options() -> Namespace:
    """The arguments of the command line."""
    parser = ArgumentParser(description="Merge found designs into the table.")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--into", type=Path)
    parser.add_argument("--orbits", action="store_true", help="lines of group_orbits.txt")
    parser.add_argument("--lean", action="store_true", help="leave out what follows from the rest")
    return parser.parse_args()


def main() -> None:
    """Rewrite the table, sorted by v, k and lambda, under the comments that head it."""
    given = options()
    module = group_orbits if given.orbits else prescribed
    name = "group_orbits.txt" if given.orbits else "prescribed_groups.txt"
    file = given.into or Path(__file__).parents[2] / "data" / name
    lines = file.read_text(encoding="utf-8").splitlines()
    old = merged(module.parse(lines), ())
    found = [line for path in given.files for line in path.read_text("utf-8").splitlines()]
    kept = merged(old.values(), entries(found, module.parse))
    if given.lean:
        kept = without_dispensable(kept, kept.keys() - old.keys(), module.stored())
    comments = [line for line in lines if line.startswith("#")]
    order = sorted(kept, key=lambda p: (p.v, p.k, p.lam))
    text = "\n".join([*comments, *(kept[p].line() for p in order)]) + "\n"
    file.write_text(text, encoding="utf-8")
    print(f"{len(kept)} lines, {len(kept.keys() - old.keys())} of them new")


if __name__ == "__main__":
    main()
