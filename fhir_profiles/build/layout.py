"""How a generated JSON file is laid out, so that people can read it and compare two of them."""

import json
from typing import Final

from fhir_profiles.build.sources import Json

WIDTH: Final = 250


def layout(value: Json, indent: int = 0, before: int = 0) -> str:
    """JSON a person reads: on one line what fits on one, else a member a line. before: characters already on it."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(line) + indent + before <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    step = indent + 1
    if isinstance(value, dict):
        members = [f'"{key}": {layout(one, step, len(key) + 4)}' for key, one in value.items()]
        opened, closed = "{", "}"
    else:
        members, opened, closed = [layout(one, step) for one in value], "[", "]"
    return f"{opened}\n" + ",\n".join(" " * step + one for one in members) + f"\n{' ' * indent}{closed}"
