"""The answers of the table up to 8 blocks through a point."""

from __future__ import annotations

from designs.existence.table import table

SMALL = list(table(8))
