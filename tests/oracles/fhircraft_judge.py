"""python -m tests.oracles.fhircraft_judge: documents on stdin (a JSON list of texts), the faults of each on stdout.

A process of its own: the library takes twenty seconds and a gigabyte to load, and warns on the way.
"""

import json
import sys
import warnings
from typing import Any


def faults(bundle: Any, text: str) -> list[str]:
    """What it refuses, and where."""
    from pydantic import ValidationError

    try:
        bundle.model_validate(json.loads(text))
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return []


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    from fhircraft import R4

    json.dump([faults(R4.Bundle, text) for text in json.load(sys.stdin)], sys.stdout)
