"""Codes compared at one redundancy, and the tour through the whole chain."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.lazy import lazily as _lazily

if _TYPE_CHECKING:
    from bounds.comparison.candidates import Candidate as Candidate
    from bounds.comparison.candidates import candidates as candidates
    from bounds.comparison.compare import Question as Question
    from bounds.comparison.compare import Row as Row
    from bounds.comparison.compare import compare as compare
    from bounds.comparison.compare import examined as examined
    from bounds.comparison.compare import ordered as ordered
    from bounds.comparison.compare import pareto as pareto
    from bounds.comparison.page import page as page
    from bounds.comparison.tolerate import Tolerant as Tolerant
    from bounds.comparison.tolerate import tolerate as tolerate
    from bounds.comparison.tour import Tour as Tour
    from bounds.comparison.tour import tour as tour
else:
    __getattr__, __dir__ = _lazily(__name__)
