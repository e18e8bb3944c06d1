"""``python -m bounds`` is the kirkman command."""

import sys

from bounds.cli import main

sys.exit(main())
