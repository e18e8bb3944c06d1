"""The example of every scheme, small ones to run, and messages computed by plain arithmetic."""

from __future__ import annotations

import numpy as np

from designs.codes.family import SCHEMES, example
from designs.codes.recipes import build_scheme
from designs.codes.scheme import Sending

SMALL = {
    "partial-cyclic": {"workers": 3, "stragglers": 1, "slowdown": 3},
    "partial-fractional": {"workers": 4, "stragglers": 1, "slowdown": 3},
    "nested-cyclic": {"workers": 4, "levels": [0, 1]},
    "nested-fractional": {"workers": 4, "levels": [0, 1]},
    "communication-exact": {"workers": 4, "stragglers": 1, "reduction": 2},
    "repetition-mds": {"workers": 4, "replication": 4, "reduction": 2},
    "selective-reattempt": {"workers": 4, "burst": 1, "window": 2, "distinct": 2},
    "multiplexed": {"workers": 4, "burst": 1, "window": 2, "distinct": 1},
    "block-coordinate": {"coordinates": [0, 3, 2, 1]},
    "dynamic-clustering": {"workers": 4, "clusters": 2, "replication": 2},
}
EXAMPLES = {name: build_scheme(example(name)) for name in SCHEMES}


def small(name):
    """A scheme of this family with few workers, where the example has more."""
    if name not in SMALL:
        return EXAMPLES[name]
    return build_scheme({"family": name} | SMALL[name])


def sending_of(scheme):
    return scheme.sending or Sending(((0,),) * len(scheme.codes))


def messages_of(scheme, gradients):
    """What every worker sends of each code, by (worker, code): coded gradient, then probe."""
    sending, k = sending_of(scheme), scheme.partitions
    sizes = sending.sizes(gradients.shape[1])
    begins = np.cumsum([0, *sizes])
    found = {}
    for i, (code, pieces) in enumerate(zip(scheme.codes, sending.pieces, strict=True)):
        for w, row in enumerate(code.to_numpy()):
            vector = np.zeros(max(sizes[p] for p in pieces))
            for place, p in enumerate(pieces):
                part = gradients[:, begins[p] : begins[p + 1]]
                vector[: sizes[p]] += row[place * k : (place + 1) * k] @ part
            found[w, i] = np.concatenate([vector, row])
    return found
