"""Worst cases of nets from their order and their number of classes alone."""

from __future__ import annotations

from fractions import Fraction

from designs.algebra.linear import Rational, plain
from designs.errors import require


def net_worst_case(order: int, replication: int, s: int) -> Rational:
    """The exact worst case of every net of order l with r classes.

    With ``s = a r + b``, b < r, the adversary hits b classes a + 1 times and the others a times:
    ``e(s) = l^2 / (1 - r + l ((r-b)/a + b/(a+1)))``, and 0 for s < r. It does not depend on the
    net. For b = 0 it is the spectral bound ``l^2 s/(r(n-s) + s)``.

    Raises:
        BadInput: order or replication below 1, or s is not 0..rl.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> [str(net_worst_case(5, 3, s)) for s in range(9)]
    ['0', '0', '0', '25/13', '50/21', '25/8', '50/11', '75/14', '150/23']
    """
    size, r = order, replication
    require(size >= 1 and r >= 1, f"order and replication must be positive, got {size} and {r}")
    require(0 <= s <= r * size, f"stragglers must be 0..{r * size}, got {s}")
    a, b = divmod(s, r)
    if a == 0:
        return 0
    harmonic = Fraction(r - b, a) + Fraction(b, a + 1)
    return plain(size * size / (1 - r + size * harmonic))


def net_one_step_worst_case(order: int, replication: int, s: int) -> Rational:
    """The exact worst case of a net with one-step decoding: every survivor weighs ``l/m``.

    With m = n - s survivors, m_i of them in class i, the error is ``l^2 (l m - sum m_i^2)/m^2``;
    the adversary keeps the m_i as equal as possible. For l > 1 it is above 0 from the first
    straggler on, where optimal decoding still recovers exactly.

    Raises:
        BadInput: order or replication below 1, or s is not 0..rl.

    Complexity: constant.
    Source: derived in docs/why-it-is-true.md.

    >>> [str(net_one_step_worst_case(5, 3, s)) for s in (0, 1, 2, 3)]
    ['0', '25/49', '200/169', '25/12']
    """
    size, r = order, replication
    require(size >= 1 and r >= 1, f"order and replication must be positive, got {size} and {r}")
    require(0 <= s <= r * size, f"stragglers must be 0..{r * size}, got {s}")
    m = r * size - s
    if m == 0:
        return size * size
    a, b = divmod(m, r)
    squares = (r - b) * a * a + b * (a + 1) ** 2
    return plain(Fraction(size * size * (size * m - squares), m * m))
