"""Find a design with a prescribed group by orbit matrices and indexing; print it as one line.

Run as ``python designs/search/offline/find_tactical.py 79 27 9 --group 13 --multiplier 3 --fixed
1``: the group Z_13 on copies of itself and one fixed point, with the multiplier 3. A symmetric
design has as many fixed blocks as fixed points; for another design say ``--fixed-blocks``. The line
reads ``v k lambda | group | base block; base block; ...``: the points are numbered copy by copy,
the fixed points last, and every base block stands for its orbit.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from designs.incidence.parameters import Parameters
from designs.search.offline.decomposition import Decomposition
from designs.search.offline.tactical import tactical


def options() -> Namespace:
    """The arguments of the command line."""
    parser = ArgumentParser(description="Find a design with a prescribed group.")
    for name in ("v", "k", "lam"):
        parser.add_argument(name, type=int)
    parser.add_argument("--group", type=int, required=True, help="order of the cyclic group")
    parser.add_argument("--multiplier", type=int, default=1)
    parser.add_argument("--fixed", type=int, default=0, help="number of fixed points")
    parser.add_argument("--fixed-blocks", type=int, help="as many as fixed points unless given")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Print the line of the design that this seed finds."""
    given = options()
    p = Parameters(given.v, given.k, given.lam)
    fixed_blocks = given.fixed if given.fixed_blocks is None else given.fixed_blocks
    shape = Decomposition(p, given.group, given.multiplier, given.fixed, fixed_blocks)
    blocks = "; ".join(" ".join(map(str, block)) for block in tactical(shape, given.seed))
    group = f"Z_{given.group} copies {shape.copies} fixed {given.fixed}"
    print(f"{p.v} {p.k} {p.lam} | {group} multiplier {given.multiplier} | {blocks}")


if __name__ == "__main__":
    main()
