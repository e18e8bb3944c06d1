"""What is the worst that can happen to this code: proved, then done?"""

from adversary.certificate import Certificate as Certificate
from adversary.certificate import certified as certified
from adversary.certificate import verify as verify
from adversary.decoding.decode import DECODERS as DECODERS
from adversary.decoding.decode import Decoder as Decoder
from adversary.decoding.decode import decode as decode
from adversary.decoding.error import error as error
from adversary.worst_case import WorstCase as WorstCase
from adversary.worst_case import curve as curve
from adversary.worst_case import worst_case as worst_case
from adversary.worst_case.attacks import local_search as local_search
