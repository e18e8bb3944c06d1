"""Lengths of vectors around the blocks in which they are worked on."""

from __future__ import annotations

from adversary.cluster.vectors import BLOCK

SIZES = [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 5]
