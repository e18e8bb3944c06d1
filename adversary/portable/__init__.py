"""Gradient functions as portable source: traced by JAX, written in NumPy, run by any worker."""

from adversary.portable.export import export as export
from adversary.portable.export import export_gradient as export_gradient
from adversary.portable.source import supported as supported
