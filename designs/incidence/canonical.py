"""Canonical form and automorphism group of a design, by way of its incidence graph."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.util import find_spec

from designs.errors import Unavailable
from designs.incidence import labelling
from designs.incidence.design import Design


@dataclass(frozen=True, slots=True)
class Canonical:
    """The invariants of an isomorphism class of designs.

    ``identity`` is the SHA-256 of the canonical form, which depends on the labelling algorithm
    named in ``by``: compare identities of one version only. ``automorphisms`` is the exact order
    of the group of permutations of the points that map blocks to blocks.
    """

    identity: str
    automorphisms: int
    by: str


def canonical(design: Design, time_limit: float = 20.0) -> Canonical:
    """The canonical form's identity and the order of the automorphism group.

    The identity is the hash of ``[v, blocks]``, the points in canonical order. The work is done by
    `designs.incidence.labelling` in a process that is ended after ``time_limit`` seconds.

    Raises:
        Unavailable: igraph is not installed, or the time is over.

    Complexity: that of `designs.incidence.labelling.label`.

    >>> find_spec("igraph") is None or canonical(Design(3, [(0, 1), (1, 2)])).automorphisms == 2
    True
    """
    if find_spec("igraph") is None:
        raise Unavailable(
            "automorphisms and the canonical id need igraph: pip install 'kirkman[symmetry]'"
        )
    different = Counter(design.blocks)
    question = json.dumps([design.points, list(different), list(different.values())])
    found = json.loads(_answer(question, time_limit))
    text = json.dumps([design.points, found["blocks"]], separators=(",", ":"))
    identity = hashlib.sha256(text.encode()).hexdigest()
    return Canonical(identity, found["automorphisms"], found["by"])


def _answer(question: str, time_limit: float) -> str:
    """The output of the labelling process."""
    command = [sys.executable, "-P", labelling.__file__]
    try:
        done = subprocess.run(
            command, input=question, capture_output=True, text=True, timeout=time_limit, check=True
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(
            f"automorphisms and the canonical id took longer than {time_limit:g} seconds"
        ) from None
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().rpartition("\n")[2]
        raise Unavailable(f"automorphisms and the canonical id failed: {last}") from None
    return done.stdout
