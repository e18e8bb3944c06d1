"""How good could any code be, and which is best?"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.answers.discovery import lazily as _lazily

if _TYPE_CHECKING:
    from bounds.closed_form.block_design import average_bound as average_bound
    from bounds.closed_form.block_design import block_design_ratio as block_design_ratio
    from bounds.closed_form.block_design import classical_threshold as classical_threshold
    from bounds.closed_form.block_design import improved_threshold as improved_threshold
    from bounds.closed_form.spectral import classical_bound as classical_bound
    from bounds.closed_form.spectral import improved_bound as improved_bound
    from bounds.comparison.compare import Comparison as Comparison
    from bounds.comparison.compare import Question as Question
    from bounds.comparison.compare import Row as Row
    from bounds.comparison.compare import compare as compare
    from bounds.comparison.tolerate import tolerate as tolerate
    from bounds.comparison.tour import tour as tour
    from bounds.expectation.exact import average_curve as average_curve
    from bounds.expectation.exact import average_error as average_error
    from bounds.expectation.latency.order_statistics import TimeModel as TimeModel
    from bounds.expectation.latency.report import LatencyRow as LatencyRow
    from bounds.expectation.latency.report import latency_report as latency_report
    from bounds.expectation.mean import Mean as Mean
    from bounds.expectation.mean import average as average
    from bounds.expectation.mean import mean_error as mean_error
    from bounds.expectation.mean import random_error as random_error
    from bounds.optimal.known import best_known as best_known
    from bounds.optimal.report import BestRow as BestRow
    from bounds.optimal.report import best_rows as best_rows
    from bounds.relaxation.every_bound import Report as Report
    from bounds.relaxation.every_bound import every_bound as every_bound
    from bounds.relaxation.proof import UpperBound as UpperBound
    from bounds.threshold import Threshold as Threshold
    from bounds.threshold import block_design_threshold as block_design_threshold
    from bounds.threshold import threshold as threshold
    from bounds.threshold import threshold_on as threshold_on
    from bounds.universal.certificate import universal_certificate as universal_certificate
    from bounds.universal.every import best_universal_bound as best_universal_bound
    from bounds.universal.every import universal_bounds as universal_bounds

    best = best_rows
    bound = every_bound
    latency = latency_report
else:
    __getattr__, __dir__ = _lazily(__name__)
