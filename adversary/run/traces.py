"""Recorded delays: traces in CSV and NPZ files, validated when read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from adversary.run.stragglers import Delays
from designs.errors import BadInput, require

FORMAT = "kirkman-delays/1"
_MOST_BYTES = 400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A recorded table of delays, replayed row by row and cyclically.

    Raises:
        BadInput: not a table of finite delays of at least 0 seconds; for more workers than it has.

    Complexity: O(rounds workers).
    Source: replay of recorded delays as in the experiments of M. N. Krishnan et al., Sequential
    Gradient Coding (2023).

    >>> Trace(np.array([[0.5, 0.0], [0.0, 0.25]])).delays(3, 2).tolist()
    [[0.5, 0.0], [0.0, 0.25], [0.5, 0.0]]
    """

    table: Delays

    def __post_init__(self) -> None:
        table = np.array(self.table, dtype=np.float64)
        fits = table.ndim == 2 and table.size > 0
        require(fits, f"a trace must have the shape (rounds, workers), got {table.shape}")
        good = bool(np.isfinite(table).all() and (table >= 0).all())
        require(good, "the delays of a trace must be finite and at least 0 seconds")
        table.flags.writeable = False
        object.__setattr__(self, "table", table)

    def delays(self, rounds: int, workers: int) -> Delays:
        """Delays in seconds, shape (rounds, workers): of its first workers, if it has more."""
        require(rounds >= 1, f"rounds must be at least 1, got {rounds}")
        most = self.table.shape[1]
        require(1 <= workers <= most, f"workers must be 1..{most}, as in the trace, got {workers}")
        return self.table[np.arange(rounds) % len(self.table), :workers]


def write_trace(table: Delays, path: str | Path) -> None:
    """Write delays as .csv or .npz, so that reading gives exactly the same numbers.

    Raises:
        BadInput: see `Trace`; or the name ends in neither.

    Complexity: O(rounds workers).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_trace(np.array([[0.5, 0.1]]), f"{folder}/a.csv")
    ...     print(Path(f"{folder}/a.csv").read_text(), end="")
    # kirkman-delays/1: seconds; a line a round, a column a worker
    0.5,0.1
    """
    checked, target = Trace(table).table, Path(path)
    if _kind(target) == ".npz":
        np.savez_compressed(target, allow_pickle=False, format=np.array(FORMAT), delays=checked)
        return
    head = f"# {FORMAT}: seconds; a line a round, a column a worker\n"
    lines = [",".join(repr(x) for x in row) + "\n" for row in checked.tolist()]
    target.write_text(head + "".join(lines), encoding="utf-8")


def read_trace(path: str | Path) -> Trace:
    """Read delays from .csv or .npz.

    Raises:
        BadInput: the file cannot be read, is no such table, or names another format.

    Complexity: O(rounds workers).

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_trace(np.array([[0.5, 0.1]]), f"{folder}/a.npz")
    ...     read_trace(f"{folder}/a.npz").table.tolist()
    [[0.5, 0.1]]
    """
    source = Path(path)
    read = _read_npz if _kind(source) == ".npz" else _read_csv
    try:
        size = source.stat().st_size
        require(size <= _MOST_BYTES, f"a trace has at most {_MOST_BYTES:,} bytes, got {size:,}")
        return Trace(read(source))
    except OSError as error:
        raise BadInput(f"cannot read {source}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadInput(f"{source} must be UTF-8 text") from None


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    require(kind in (".csv", ".npz"), f"a trace must be a .csv or .npz file, got {path.name!r}")
    return kind


def _read_csv(path: Path) -> Any:
    rows: list[list[float]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(file, start=1):
            text, _, comment = line.partition("#")
            _known_format(comment)
            if text.strip():
                rows.append(_numbers(text, number))
                same = len(rows[-1]) == len(rows[0])
                require(same, f"line {number} must have {len(rows[0])} delays, as the first has, "
                        f"got {len(rows[-1])}")  # fmt: skip
    require(bool(rows), f"{path} must have a line of delays for every round, got none")
    return np.array(rows)


def _numbers(text: str, line: int) -> list[float]:
    try:
        return [float(x) for x in text.split(",")]
    except ValueError:
        raise BadInput(f"line {line} must be delays in seconds, got {text.strip():.40}") from None


def _known_format(comment: str) -> None:
    """Raise `BadInput` for an unknown version of the format."""
    name = comment.strip().partition(":")[0]
    family = FORMAT.partition("/")[0] + "/"
    good = not name.startswith(family) or name == FORMAT
    require(good, f'the format must be "{FORMAT}", got "{name:.40}"')


def _read_npz(path: Path) -> Any:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in ("format", "delays") if name in arrays.files}
    except (ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        raise BadInput(f"{path} is no .npz file of numbers") from None
    _known_format(str(found.get("format", FORMAT)))
    require("delays" in found, f'{path} must have an array "delays"')
    kind = found["delays"].dtype
    require(kind.kind in "fiu", f"delays must be numbers, got {kind}")
    return found["delays"]
