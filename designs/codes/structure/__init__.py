"""Structures recognised in an encoding: equal overlaps, groups, classes, products, copies."""

from designs.codes.structure.classes import OrthogonalClasses as OrthogonalClasses
from designs.codes.structure.classes import orthogonal_classes as orthogonal_classes
from designs.codes.structure.groups import Copies as Copies
from designs.codes.structure.groups import Group as Group
from designs.codes.structure.groups import copied_workers as copied_workers
from designs.codes.structure.groups import disjoint_groups as disjoint_groups
from designs.codes.structure.groups import proportional_rows as proportional_rows
from designs.codes.structure.groups import repetition_groups as repetition_groups
from designs.codes.structure.overlap import equal_overlap as equal_overlap
from designs.codes.structure.overlap import levelled as levelled
from designs.codes.structure.rectangle import Rectangle as Rectangle
from designs.codes.structure.rectangle import rectangle as rectangle
