"""A code from whatever holds one: the coercion wherever a code is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

import numpy as np

from designs.codes.base import GradientCode
from designs.codes.block_design import from_design
from designs.codes.files import read_code
from designs.errors import BadInput, require
from designs.incidence.design import Design

# Arrays, frames and graphs are all iterable; what they hold is checked when they are read.
CodeLike = GradientCode | Design | PathLike[str] | Iterable[Any]

_KINDS = (
    "a GradientCode, a Design, a matrix (rows are workers), a bipartite graph, "
    "or the name of a code file"
)


def as_code(value: CodeLike) -> GradientCode:
    """The gradient code that something is.

    A code is itself; a design is its code with workers = points; a name or path is a code file; a
    dict is the content of one; a networkx graph is bipartite, workers on side 0. Anything else is a
    matrix whose rows are workers: lists of numbers, an array, a sparse matrix, or a frame of
    pandas.

    Raises:
        BadInput: it is nothing of these, or its entries are no rational numbers.

    Complexity: O(n k).

    >>> as_code([[1, 1], [0, "1/2"]]).encoding
    ((1, 1), (0, Fraction(1, 2)))
    >>> as_code(np.eye(3)) == as_code(Design(3, [(0,), (1,), (2,)]))
    True
    """
    if isinstance(value, GradientCode):
        return value
    if isinstance(value, Design):
        return from_design(value)
    if isinstance(value, str | PathLike):
        return read_code(value)
    if isinstance(value, Mapping):
        return GradientCode.from_json(value)
    if _is_graph(value):
        from designs.codes.graphs import from_bipartite

        return from_bipartite(value)
    return GradientCode(_rows(value))


def _is_graph(value: Any) -> bool:
    """Whether it is a networkx graph; then networkx is loaded already."""
    networkx = sys.modules.get("networkx")
    return networkx is not None and isinstance(value, networkx.Graph)


def _rows(value: Any) -> list[list[Any]]:
    """The rows of anything that is a matrix."""
    if hasattr(value, "toarray"):  # scipy.sparse
        value = value.toarray()
    elif hasattr(value, "columns") and hasattr(value, "to_numpy"):  # pandas, polars
        value = value.to_numpy()
    if hasattr(value, "__array__"):
        matrix = np.asarray(value)
        require(matrix.ndim == 2, f"an encoding has 2 dimensions, got an array of {matrix.ndim}")
        rows: list[list[Any]] = matrix.tolist()
        return rows
    if not isinstance(value, Iterable):
        raise BadInput(f"a code is given as {_KINDS}; got {type(value).__name__} {value!r:.40}")
    return [_row(row) for row in value]


def _row(row: Any) -> list[Any]:
    if isinstance(row, str | bytes | Mapping) or not isinstance(row, Iterable):
        raise BadInput(f"each row of an encoding is a list of numbers, got {row!r:.40}")
    return list(row)
