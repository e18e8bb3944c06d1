"""Necessary conditions: each returns why parameters are impossible, or None.

A file a kind of parameters, its conditions in the order in which they are tested.
"""

from designs.existence.conditions import balanced as balanced
from designs.existence.conditions import resolvable as resolvable
from designs.existence.conditions import strength as strength
from designs.existence.conditions.table import conditions_of as conditions_of
from designs.existence.conditions.table import refuted as refuted
