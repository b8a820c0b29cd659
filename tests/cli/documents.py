"""Documents as others make them: without our answers, or altered after they were made."""

import json
from typing import Any

OURS = ("QuestionnaireResponse", "Provenance")


def of_other_software(raw: bytes) -> Any:
    """The same letter without what only our forms write: the answers, and where the letter comes from."""
    document = json.loads(raw)
    del document["meta"]
    document["entry"] = [entry for entry in document["entry"] if entry["resource"]["resourceType"] not in OURS]
    return document


def resource(document: Any, kind: str) -> Any:
    """The first resource of a type."""
    return next(one["resource"] for one in document["entry"] if one["resource"]["resourceType"] == kind)
