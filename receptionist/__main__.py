"""`python -m receptionist` is the command line."""

import sys

from receptionist.cli.main import main

sys.exit(main())
