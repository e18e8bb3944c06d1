"""Write bounds/universal/least.txt and its page: the least e(s) of all 0/1 codes of small shapes.

python tests/benchmarks/least_worst_cases.py [n k d load|any]...

Without arguments all shapes below are done, the small ones first; shapes given are added.
"""

from __future__ import annotations

import sys
from math import comb, factorial
from pathlib import Path
from time import perf_counter

from bounds.universal.classify import classify, counted, labelled
from bounds.universal.least import as_markdown, least_worst_cases, read_table

FILE = Path(__file__).resolve().parents[2] / "bounds" / "universal" / "least.txt"
PAGE = FILE.parent.parent.parent / "docs" / "least-worst-cases.md"
MARK = "<!-- written by tests/benchmarks/least_worst_cases.py -->"
HEAD = """\
# The least e(s) of all 0/1 codes of n workers, k partitions, exactly d copies of each partition:
# n k d load|any, classes compared, s, least e(s), rows of a code that has it.
# Written by tests/benchmarks/least_worst_cases.py.
"""
Shape = tuple[int, int, int, int | None]
LARGEST = 80_000
BIREGULAR = [
    (n, n * load // d, d, load)
    for n in range(4, 11)
    for d in range(2, n - 1)
    for load in range(2, 7)
    if n * load % d == 0 and n * load // d <= 12
]
FREE = [(n, k, d, None) for n in range(4, 9) for d in range(2, n - 1) for k in range(2, 10)]


def size(shape: Shape) -> int:
    """About the number of canonical labellings of the last column."""
    n, k, d, load = shape
    return labelled(n, k, d, load) * comb(n, d) // (factorial(n) * factorial(k))


def main(arguments: list[str]) -> None:
    numbers = [None if x == "any" else int(x) for x in arguments]
    chosen = [tuple(numbers[i : i + 4]) for i in range(0, len(numbers), 4)]
    shapes = chosen or [x for x in (*BIREGULAR, *FREE) if size(x) < LARGEST]
    found = {}
    if chosen:
        for (*shape, _), entry in read_table(FILE.read_text(encoding="utf-8")).items():
            found.setdefault(tuple(shape), []).append(entry)
    for shape in sorted(shapes, key=size):
        start = perf_counter()
        kinds = classify(*shape)
        assert counted(kinds) == labelled(*shape)
        found[shape] = list(least_worst_cases(kinds, shape[2], shape[3]))
        errors = " ".join(str(entry.error) for entry in found[shape])
        print(*shape, len(kinds), errors, f"{perf_counter() - start:.1f} s", flush=True)
        ordered = sorted(found, key=lambda x: (x[3] is None, x))
        lines = [entry.line() for x in ordered for entry in found[x]]
        FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    write_page()


def write_page() -> None:
    """Renew the tables of the page from the file."""
    found = read_table(FILE.read_text(encoding="utf-8"))
    parts = PAGE.read_text(encoding="utf-8").split(MARK)
    parts[1::2] = [f"\n{as_markdown(found, regular=regular)}\n" for regular in (True, False)]
    PAGE.write_text(MARK.join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
