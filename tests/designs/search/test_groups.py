"""TODO test_groups.py"""

from __future__ import annotations

from designs.search.groups import actions


def test_actions_permute_the_points():
    for action in actions(12, most_fixed=2, most_copies=3):
        assert action.points == 12
        for generator in action.generators():
            assert sorted(generator) == list(range(12))
