"""Where the codes of the table come from."""

from __future__ import annotations

from adversary.worst_case import curve
from bounds.optimal.archive import Archive
from bounds.optimal.sources import all_circulants, copies, fitting, group_bases, sums
from bounds.optimal.spelling import spelled
from designs.codes import random_biregular


def archive(text, n, d):
    made = Archive(n, d)
    made.certify(text)
    return made


def test_what_is_put_together_has_the_curve_told():
    small = {(3, 2): archive("3:0,1", 3, 2), (5, 2): archive("5:0,1", 5, 2)}
    (one,) = sums(8, 2, small)
    (two,) = copies(6, 4, small)
    for made in (one, two):
        exact = [float(point.error) for point in curve(spelled(made.text))]
        assert list(made.least) == exact


def test_bases_have_their_sums():
    drawn = [random_biregular(9, 9, 3, seed=1), random_biregular(9, 9, 4, seed=1)]
    for made in [*all_circulants(9, 3), *group_bases(8, 3), *fitting(drawn, 9, 3)]:
        code = spelled(made.text)
        assert {*code.load(), *code.replication()} == {3}
        assert len(made.least) == code.workers + 1
