"""Rewrite primitive_polynomials.txt: Conway polynomials of every GF(p^m), m >= 2, up to 2^16.

Run as ``python designs/search/offline/find_primitive_polynomials.py`` (galois looks them up; its
tables are F. Luebeck's list of Conway polynomials). The field module checks each polynomial again
when used.
"""

from __future__ import annotations

from pathlib import Path

import galois

LIMIT = 2**16


def lines() -> list[str]:
    """One line ``p m c0 c1 ... cm`` a field, lowest coefficient first."""
    rows = ["# Conway polynomials (F. Luebeck's tables, through galois), lowest coefficient first"]
    for p in galois.primes(int(LIMIT**0.5)):
        m = 2
        while p**m <= LIMIT:
            coefficients = galois.conway_poly(p, m).coefficients(order="asc")
            rows.append(" ".join(str(int(c)) for c in (p, m, *coefficients)))
            m += 1
    return rows


if __name__ == "__main__":
    target = Path(__file__).parents[2] / "data" / "primitive_polynomials.txt"
    target.write_text("\n".join(lines()) + "\n", encoding="utf-8")
