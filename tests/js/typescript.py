"""python -m tests.js.typescript: the types of our JavaScript, as its JSDoc says them; nothing is compiled."""

import subprocess
import sys

from tests.js.engine import ROOT
from tests.js.node import MODULES, NODE

COMMAND = (NODE, MODULES / "typescript" / "bin" / "tsc", "--project", "tests/js/tsconfig.json")

if __name__ == "__main__":
    sys.exit(subprocess.run(COMMAND, cwd=ROOT, check=False).returncode)
