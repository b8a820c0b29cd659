"""`python -m navette.cli`: the same as `navette`."""

import sys

from navette.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
