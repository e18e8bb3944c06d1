"""Which designs exist, and which gradient codes do they give?"""

from designs.answers import Answer as Answer
from designs.answers import Exists as Exists
from designs.answers import Impossible as Impossible
from designs.answers import Open as Open
from designs.codes import FAMILIES as FAMILIES
from designs.codes import GradientCode as GradientCode
from designs.codes import Symmetry as Symmetry
from designs.codes import block_design as block_design
from designs.codes import build as build
from designs.codes import cyclic_repetition as cyclic_repetition
from designs.codes import fractional_repetition as fractional_repetition
from designs.codes import from_design as from_design
from designs.codes import random_biregular as random_biregular
from designs.codes import uncoded as uncoded
from designs.design import Design as Design
from designs.errors import BadInput as BadInput
from designs.errors import KirkmanError as KirkmanError
from designs.errors import Unavailable as Unavailable
from designs.errors import VerificationError as VerificationError
from designs.existence import exists as exists
from designs.existence import witness as witness
from designs.field import GF as GF
from designs.formats import read_code as read_code
from designs.parameters import Parameters as Parameters
from designs.recipe import Recipe as Recipe
