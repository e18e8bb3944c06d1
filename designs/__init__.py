"""Which designs exist, and which gradient codes do they give?"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from designs.algebra.field import GF as GF
from designs.answers.answers import Answer as Answer
from designs.answers.answers import Exists as Exists
from designs.answers.answers import Impossible as Impossible
from designs.answers.answers import Open as Open
from designs.answers.recipe import Recipe as Recipe
from designs.answers.registry import entered_in as _entered_in
from designs.codes import FAMILIES as FAMILIES
from designs.codes import SCHEMES as SCHEMES
from designs.codes import GradientCode as GradientCode
from designs.codes import Scheme as Scheme
from designs.codes import Symmetry as Symmetry
from designs.codes import block_design as block_design
from designs.codes import build as build
from designs.codes import build_scheme as build_scheme
from designs.codes import cyclic_repetition as cyclic_repetition
from designs.codes import fractional_repetition as fractional_repetition
from designs.codes import from_design as from_design
from designs.codes import random_biregular as random_biregular
from designs.codes import uncoded as uncoded
from designs.codes.files import read_code as read_code
from designs.errors import BadInput as BadInput
from designs.errors import KirkmanError as KirkmanError
from designs.errors import Unavailable as Unavailable
from designs.errors import VerificationError as VerificationError
from designs.existence.ask import exists as exists
from designs.existence.ask import exists_resolvable as exists_resolvable
from designs.existence.ask import exists_t as exists_t
from designs.existence.ask import instance as instance
from designs.incidence.design import Design as Design
from designs.incidence.parameters import Parameters as Parameters
from designs.incidence.resolution import Resolution as Resolution
from designs.incidence.resolution import find_resolution as find_resolution
from designs.lazy import lazily as _lazily

if _TYPE_CHECKING:
    from designs.codes.by_name import code as code
    from designs.codes.by_name import families as families
    from designs.codes.by_name import scheme as scheme
    from designs.codes.coerce import CodeLike as CodeLike
    from designs.codes.coerce import as_code as as_code
    from designs.existence.build import design as design
    from designs.existence.identify import Portrait as Portrait
    from designs.existence.identify import identify as identify
    from designs.existence.table import table as table
    from designs.interchange import read_designs as read_designs
    from designs.search.timed import search as search
else:
    __getattr__, __dir__ = _lazily(__name__)

_entered_in("designs.constructions")
