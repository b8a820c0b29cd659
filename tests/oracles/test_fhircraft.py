"""fhircraft, with the invariants of R4: it accepts what every form makes, and what it refuses is refused here."""

import json
import subprocess
import sys
from random import Random

import pytest

from tests.fhir import twins
from tests.fhir.mutated import mutants, parsed
from tests.js.engine import ROOT
from tests.oracles.corpus import examples

CHANGES = 60


@pytest.mark.soak  # it takes half a minute to start
def test_it_accepts_every_form_and_refuses_nothing_that_is_accepted_here() -> None:
    random = Random(6)
    letters = [parsed(text) for text in examples().values()]
    changed = [text for _ in range(CHANGES) for text in mutants(random.choice(letters), random, 1)]
    accepted = [text for text in changed if not twins.is_refused(twins.checked_bytes(text.encode(), production=False))]
    assert len(accepted) > CHANGES / 20
    texts = [*examples().values(), *accepted]
    assert [(faults, text) for text, faults in zip(texts, judged(texts), strict=True) if faults] == []


def judged(texts: list[str]) -> list[list[str]]:
    command = [sys.executable, "-m", "tests.oracles.fhircraft_judge"]
    done = subprocess.run(command, input=json.dumps(texts), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[str]] = json.loads(done.stdout)
    return found
