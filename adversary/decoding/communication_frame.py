"""Decoding frames: m classes of workers without a straggler, and one small system.

No `Decoder`: a survivor has m weights, one for each block of the gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adversary.decoding.communication import surviving
from designs.algebra.linear import Rational, common_denominator, plain, solve
from designs.codes.communication import Matrix, MessageBlocks
from designs.codes.communication_frame import full_classes
from designs.errors import require


def decode_classes(
    scheme: MessageBlocks, classes: Sequence[Sequence[int]], stragglers: Iterable[int]
) -> Matrix:
    """Exact weights of the survivors, from m classes of a resolution that all answer.

    Every worker of class c sends the combination ``b_c`` in R^m of the blocks of the sum of its
    gradients, and a class holds every partition once. So with Y the inverse of the matrix whose
    columns are the m vectors ``b_c``, row c of Y for all workers of class c, and zero for all
    others, decode exactly. No system larger than m x m is solved.

    Raises:
        BadInput: fewer than m classes are without stragglers; or a worker of a class does not send
            the vector of its class.

    Complexity: O(n k m) for the check, m solutions of an m x m system.
    Source: derived here.

    >>> from designs.codes.communication_frame import communication_frame
    >>> scheme = communication_frame(4, 2, 1)
    >>> decode_classes(scheme, [(0, 2), (1, 3)], [1])
    ((2,), (2,), (0,))
    """
    silent, m = list(stragglers), scheme.reduction
    survivors, vectors = surviving(scheme, silent), _vectors(scheme, classes)
    full = full_classes(classes, silent)
    require(
        len(full) >= m,
        f"this needs {m} classes without stragglers, got {len(full)}; decoding_matrix decodes "
        "any survivors as well as possible",
    )
    scale, columns = common_denominator([vectors[c] for c in full[:m]])
    system = [list(row) for row in zip(*columns, strict=True)]
    inverse = [solve(system, [scale * (u == v) for u in range(m)]) for v in range(m)]
    weights = {
        w: tuple(plain(column[i]) for column in inverse)
        for i, c in enumerate(full[:m])
        for w in classes[c]
    }
    return tuple(weights.get(w, (0,) * m) for w in survivors)


def _vectors(scheme: MessageBlocks, classes: Sequence[Sequence[int]]) -> list[tuple[Rational, ...]]:
    """The vector of each class, checked: what all its workers send of all their partitions."""
    blocks = [code.encoding for code in scheme.components.values()]
    vectors = []
    for group in classes:
        columns = [column for w in group for column in zip(*(b[w] for b in blocks), strict=True)]
        sent = [column for column in columns if any(column)]
        once = len(set(sent)) == 1 and len(sent) == scheme.partitions
        require(once, "every worker must send the vector of its class, and every class hold all")
        vectors.append(sent[0])
    return vectors
