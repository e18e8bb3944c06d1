"""Numbers of workers and redundancies that the table of the best codes has."""

from __future__ import annotations

SHAPES = [(n, d) for n in range(7, 14) for d in range(2, n // 2 + 1)]
