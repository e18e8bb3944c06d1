"""What the literature is known here to say: the files, the theorems, and what is settled here."""

from __future__ import annotations

from designs import Open, Parameters, exists
from designs.existence import literature


def test_nothing_listed_as_open_is_settled_here():
    for p in (Parameters(*key) for key in literature.statuses()):
        assert isinstance(exists(p.v, p.k, p.lam), Open), p
