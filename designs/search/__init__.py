"""Searches that run for minutes, and what they leave behind: designs, or proofs that there is none.

Nothing here is called by `designs.existence.ask`, which reads the results from ``designs/data``.
"""

from designs.answers.discovery import make_callable as _make_callable

_make_callable(__name__, "designs.search.timed", "search")
