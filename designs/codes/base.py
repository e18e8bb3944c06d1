"""GradientCode: an encoding matrix over the rationals, and what is known about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from designs.algebra.linear import Rational, plain, primitive
from designs.errors import BadInput, require, show
from designs.picture import frame, html_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMAT = "kirkman-code/1"
_LONGEST_EXPONENT, _LARGEST = 4, 20_000_000
# Larger matrices are named instead of written out: an 8 by 8 one still fits a screen.
_MOST_REPEATED, _MOST_SHOWN = 64, 40


@dataclass(frozen=True, slots=True)
class Symmetry:
    """A permutation of the workers and one of the partitions under which the encoding is the same.

    ``encoding[workers[w]][partitions[j]] == encoding[w][j]`` for all w and j.

    >>> Symmetry((1, 0), (1, 0)).workers
    (1, 0)
    """

    workers: tuple[int, ...]
    partitions: tuple[int, ...]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class GradientCode:
    """A gradient code: row w of the encoding matrix B is what worker w sends.

    With partial gradients g_0, ..., g_{k-1} worker w sends ``sum_j B[w][j] g_j``. Entries are
    exact: integers or fractions; a float is the dyadic rational that it is. Codes are equal if
    their encodings are, entry by entry; name, recipe and symmetries are remembered, not compared.
    ``numpy.asarray(code)`` is the encoding in floats, with ``dtype=object`` the exact one.

    Raises:
        BadInput: an empty or ragged matrix, an entry that is no finite rational number, or a
            symmetry that does not leave the encoding as it is.

    Complexity: O(n k) for n workers and k partitions, per symmetry.

    >>> code = GradientCode([[1, 1, 0], [0, 1, 1], [1, 0, 1]], name="triangle")
    >>> code.workers, code.partitions, code.replication()
    (3, 3, (2, 2, 2))
    """

    encoding: tuple[tuple[Rational, ...], ...]
    name: str = field(compare=False)
    recipe: Mapping[str, Any] | None = field(compare=False)
    symmetries: tuple[Symmetry, ...] = field(compare=False)

    def __init__(
        self,
        encoding: Iterable[Iterable[Any]],
        name: str = "user's matrix",
        recipe: Mapping[str, Any] | None = None,
        symmetries: Iterable[Symmetry] = (),
    ) -> None:
        rows = tuple(tuple(_exact(x) for x in row) for row in encoding)
        require(bool(rows) and bool(rows[0]), "an encoding needs a worker and a partition")
        for w, row in enumerate(rows):
            same = len(row) == len(rows[0])
            require(
                same,
                "all rows of an encoding must be equally long, "
                f"got {len(rows[0])} entries in row 0 and {len(row)} in row {w}",
            )
        object.__setattr__(self, "encoding", rows)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "recipe", None if recipe is None else _without_numpy(recipe))
        object.__setattr__(self, "symmetries", tuple(symmetries))
        for symmetry in self.symmetries:
            self._require_symmetry(symmetry)

    def _require_symmetry(self, symmetry: Symmetry) -> None:
        rows, columns = symmetry.workers, symmetry.partitions
        shuffled = sorted(rows) == list(range(self.workers)) and sorted(columns) == list(
            range(self.partitions)
        )
        require(shuffled, "a symmetry must permute all workers and all partitions")
        same = all(
            self.encoding[rows[w]][columns[j]] == x
            for w, row in enumerate(self.encoding)
            for j, x in enumerate(row)
        )
        require(same, "a symmetry must leave the encoding as it is")

    @property
    def workers(self) -> int:
        """Number n of workers: rows of the encoding."""
        return len(self.encoding)

    @property
    def partitions(self) -> int:
        """Number k of data partitions: columns of the encoding."""
        return len(self.encoding[0])

    @property
    def levels(self) -> tuple[int, ...]:
        """The straggler tolerances that a scheme promises, level by level: a plain code does not.

        See `designs.codes.scheme.Messages`, of which a plain code is the case of one message.
        """
        return ()

    @property
    def sending(self) -> None:
        """How its messages differ from whole gradients: they do not."""

    @property
    def codes(self) -> tuple[GradientCode, ...]:
        """The codes of its levels: itself."""
        return (self,)

    @property
    def tasks(self) -> tuple[tuple[int, ...], ...]:
        """The partitions that each worker computes, one after another.

        >>> GradientCode([[1, 1, 0], [0, 0, 1]]).tasks
        ((0, 1), (2,))
        """
        return tuple(tuple(j for j, x in enumerate(row) if x) for row in self.encoding)

    def load(self) -> tuple[int, ...]:
        """Partitions that each worker computes: non-zeros of its row.

        >>> GradientCode([[1, 1, 0], [0, 0, 1]]).load()
        (2, 1)
        """
        return tuple(sum(1 for x in row if x) for row in self.encoding)

    def replication(self) -> tuple[int, ...]:
        """Workers that hold each partition: non-zeros of its column.

        >>> GradientCode([[1, 1, 0], [0, 1, 1]]).replication()
        (1, 2, 1)
        """
        return tuple(sum(1 for row in self.encoding if row[j]) for j in range(self.partitions))

    def redundancy(self) -> Fraction:
        """Mean replication: the computation done, as a multiple of the data.

        >>> GradientCode([[1, 1, 0], [0, 1, 1]]).redundancy()
        Fraction(4, 3)
        """
        return Fraction(sum(self.load()), self.partitions)

    def integer_rows(self) -> tuple[tuple[int, ...], ...]:
        """Each row scaled to coprime integers; the span of any set of rows stays the same.

        >>> GradientCode([["1/2", 1]]).integer_rows()
        ((1, 2),)
        """
        return tuple(primitive(row) for row in self.encoding)

    def to_numpy(self) -> NDArray[np.float64]:
        """The encoding as float64, shape (workers, partitions): for computing, not for claims.

        Raises:
            BadInput: an entry is beyond the range of float64.

        >>> GradientCode([["1/2", 1]]).to_numpy().tolist()
        [[0.5, 1.0]]
        """
        try:
            return np.array([[float(x) for x in row] for row in self.encoding])
        except OverflowError:
            raise BadInput("an entry of the encoding is beyond the range of float64") from None

    def to_json(self) -> dict[str, Any]:
        """The code file of the toolkit: entries are integers or strings "p/q".

        >>> GradientCode([["1/2", 1]]).to_json()["encoding"]
        [['1/2', 1]]
        """
        return {
            "format": FORMAT,
            "name": self.name,
            "workers": self.workers,
            "partitions": self.partitions,
            "encoding": self._entries(),
            "recipe": None if self.recipe is None else dict(self.recipe),
            "symmetries": [[list(s.workers), list(s.partitions)] for s in self.symmetries],
        }

    def _entries(self) -> list[list[int | str]]:
        """The encoding as JSON has it: integers as numbers if they are short, else texts."""
        short = 1 << 63
        return [
            [x if isinstance(x, int) and abs(x) < short else show(x) for x in row]
            for row in self.encoding
        ]

    def identity(self) -> str:
        """SHA-256 of the encoding in canonical JSON: equal codes have equal identities.

        >>> GradientCode([[1, 2]]).identity() == GradientCode([["1", 2.0]], name="x").identity()
        True
        """
        canonical = json.dumps(self._entries(), separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        require(copy is not False, "an encoding is exact, and an array of it always a copy")
        if dtype is not None and np.dtype(dtype).hasobject:
            return np.array(self.encoding, dtype=dtype)
        return self.to_numpy().astype(dtype or np.float64, copy=False)

    def __repr__(self) -> str:
        if self.workers * self.partitions > _MOST_REPEATED:
            size = f"{self.workers} workers, {self.partitions} partitions"
            return f"<GradientCode {self.name!r}: {size}, redundancy {show(self.redundancy())}>"
        shown = f"encoding={self.encoding!r}, name={self.name!r}, recipe={self.recipe!r}"
        return f"GradientCode({shown})"

    def _repr_html_(self) -> str:
        if max(self.workers, self.partitions) > _MOST_SHOWN:
            return f"<p>{escape(str(self))}</p>"
        rows = [
            {"worker": w, **{str(j): show(x) if x else "" for j, x in enumerate(row)}}
            for w, row in enumerate(self.encoding)
        ]
        return html_table(rows, str(self))

    def to_pandas(self) -> Any:
        """The encoding as a `pandas.DataFrame` of exact entries: a row a worker.

        Raises:
            Unavailable: pandas is not installed.
        """
        return frame([{str(j): x for j, x in enumerate(row)} for row in self.encoding])

    def plot(self) -> Figure:
        """The encoding as a picture: workers downwards, partitions across.

        Raises:
            BadInput: matplotlib is not installed.
        """
        from designs.picture import matrix_figure

        return matrix_figure(self.to_numpy(), str(self))

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.workers} workers, {self.partitions} partitions, "
            f"redundancy {show(self.redundancy())})"
        )

    def summary(self) -> str:
        """What people are told of a new code: its size, and what a worker holds.

        >>> print(GradientCode([[1, 1, 0], [0, 1, 1]], "path").summary())
        path (2 workers, 3 partitions, redundancy 4/3)
          each worker holds 2 partitions
        """
        low, high = min(self.load()), max(self.load())
        held = low if low == high else f"{low} to {high}"
        return f"{self}\n  each worker holds {held} partitions"

    @classmethod
    def from_json(cls, value: object) -> GradientCode:
        """The inverse of `to_json`; a bare list of rows is taken as the encoding.

        Raises:
            BadInput: not such an object, or its entries are no integers or "p/q" strings.

        >>> GradientCode.from_json([[1, "1/2"]]).encoding
        ((1, Fraction(1, 2)),)
        """
        if isinstance(value, list):
            return cls(_rows(value))
        if not isinstance(value, dict) or not isinstance(value.get("encoding"), list):
            raise BadInput('a code file is an object with an "encoding": a list of rows')
        known = value.get("format", FORMAT)
        require(known == FORMAT, f'the format must be "{FORMAT}", got {known!r}')
        recipe, symmetries = value.get("recipe"), value.get("symmetries") or []
        fits = recipe is None or isinstance(recipe, dict)
        require(fits, f"a recipe is null or an object, got {recipe!r:.40}")
        fits = isinstance(symmetries, list)
        require(fits, f"symmetries are a list, got {symmetries!r:.40}")
        name = str(value.get("name") or "user's matrix").encode(errors="replace").decode()
        require(name.isprintable(), f"a name must be a printable text, got {name!r:.40}")
        code = cls(_rows(value["encoding"]), name, recipe, map(_symmetry, symmetries))
        for key, actual in (("workers", code.workers), ("partitions", code.partitions)):
            stated = value.get(key, actual)
            require(stated == actual, f"the file says {stated} {key}, its encoding has {actual}")
        return code


def require_size(workers: int, partitions: int) -> None:
    """Raise `BadInput` for an encoding too large to hold: more than 2e7 entries.

    >>> require_size(1000, 1000)
    """
    entries = workers * partitions
    require(entries <= _LARGEST, f"an encoding has at most {_LARGEST:,} entries, got {entries:,}")


def require_replication(workers: int, replication: int) -> None:
    """Raise `BadInput` unless ``1 <= d <= n``.

    >>> require_replication(5, 3)
    """
    n, d = workers, replication
    require(1 <= d <= n, f"replication must be 1..workers, got replication={d}, workers={n}")


def require_divides(name: str, size: int, workers: int) -> None:
    """Raise `BadInput`, with the nearest numbers that work, unless the size divides n.

    >>> require_divides("replication", 3, 6)
    """
    below, above = workers - workers % size, workers - workers % size + size
    require(
        workers % size == 0,
        f"{name} must divide the number of workers, got workers={workers}, {name}={size}; "
        f"the nearest numbers of workers are {below} and {above}",
    )


def generator(seed: int) -> np.random.Generator:
    """The random generator of a seed: the same draws on every machine.

    Raises:
        BadInput: the seed is negative.

    >>> int(generator(1).integers(100))
    47
    """
    require(seed >= 0, f"a seed must be at least 0, got {seed}")
    return np.random.default_rng(seed)


def _exact(entry: Any) -> Rational:
    """An entry as an exact rational: int, Fraction, float (dyadic), numpy scalar or string."""
    if type(entry) is int:
        return entry
    if isinstance(entry, np.generic):
        entry = entry.item()
    if isinstance(entry, bool):
        return int(entry)
    if isinstance(entry, str):
        _require_short_exponent(entry)
    if isinstance(entry, int | Fraction | float | str):
        with suppress(ValueError, OverflowError, ZeroDivisionError):
            return plain(Fraction(entry))
    raise BadInput(f"entries must be finite rational numbers, got {entry!r:.40}")


def _without_numpy(value: Any) -> Any:
    """A recipe as JSON can write it: numpy's numbers as Python's own."""
    if isinstance(value, Mapping):
        return {key: _without_numpy(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_without_numpy, value))
    return value.item() if isinstance(value, np.generic) else value


def _require_short_exponent(text: str) -> None:
    """Refuse decimals like 1e999999999, whose exact value has as many digits."""
    digits = text.lower().rpartition("e")[2].strip().lstrip("+-")
    short = "e" not in text.lower() or len(digits) <= _LONGEST_EXPONENT
    require(short, f"a decimal exponent has at most {_LONGEST_EXPONENT} digits, got {text:.40}")


def _rows(value: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """Rows of a JSON encoding, whose entries must be exact as written."""
    for row in value:
        require(isinstance(row, list), f"each row of an encoding is a list, got {row!r:.40}")
        for x in row:
            exact = isinstance(x, int | str) and not isinstance(x, bool)
            require(exact, f'JSON entries must be integers or strings "p/q", got {x!r:.40}')
    return value


def _symmetry(value: Any) -> Symmetry:
    """A symmetry of a code file: a list of the two permutations."""
    try:
        workers, partitions = value
        return Symmetry(tuple(map(index, workers)), tuple(map(index, partitions)))
    except (TypeError, ValueError):
        raise BadInput(f"a symmetry is a list of two permutations, got {value!r:.40}") from None
