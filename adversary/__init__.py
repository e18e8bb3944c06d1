"""What is the worst that can happen to this code: proved, then done?"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from adversary.certificate import Certificate as Certificate
from adversary.certificate import certified as certified
from adversary.certificate import verify as verify
from adversary.decoding.decode import DECODERS as DECODERS
from adversary.decoding.decode import Decoder as Decoder
from adversary.decoding.decode import decode as decode
from adversary.decoding.error import error as error
from adversary.worst_case import Curve as Curve
from adversary.worst_case import WorstCase as WorstCase
from adversary.worst_case import curve as curve
from adversary.worst_case import worst_case as worst_case
from adversary.worst_case.attacks import local_search as local_search
from designs.answers.discovery import lazily as _lazily
from designs.answers.discovery import make_callable as _make_callable

if _TYPE_CHECKING:
    from adversary.checked import check as check
    from adversary.decoding.online import Decoding as Decoding
    from adversary.decoding.online import decoder as decoder
    from adversary.run.settings import Settings as Settings
    from adversary.run.trial import Trial as Trial
    from adversary.run.trial import trial as trial
    from adversary.run.verb import run as run
    from adversary.tasks.task import Task as Task
    from adversary.worst_case.schemes import scheme_worst_case as scheme_worst_case

    certify = worst_case
else:
    __getattr__, __dir__ = _lazily(__name__)
    _make_callable("adversary.check", "adversary.checked", "check")
