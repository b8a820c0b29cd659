"""Which failure a list of issues ends in."""

import pytest

from navette.cli.issues import refusal, tell
from navette.fhir.issue import Issue, error, warning
from tests.cli.conftest import Heard

LOOK = warning("rpps-key", "Bundle.entry[3]", "")
DOSAGE = error("answers-missing", "QuestionnaireResponse", "", link="line.dosage", item="la posologie")
IDENTITY = error("identity-format", "QuestionnaireResponse", "", link="patient.ins")
OTHER = error("identity-key", "Bundle.entry[1].resource", "")
SCRIPT = error("narrative-script", "Bundle.entry[0].resource", "")


@pytest.mark.parametrize(
    ("issues", "code", "data"),
    [
        ([LOOK, IDENTITY, DOSAGE], "answers", {"rule": "missing", "item": "line.dosage", "faults": 2}),
        ([IDENTITY], "identity", {"rule": "format", "item": "patient.ins", "faults": 1}),
        ([SCRIPT, OTHER], "identity", {"rule": "key", "item": "Bundle.entry[1].resource", "faults": 2}),
        (
            [LOOK, SCRIPT],
            "bundle",
            {"fault": "narrative-script", "location": "Bundle.entry[0].resource", "faults": 1},
        ),
    ],
)
def test_the_failure(issues: list[Issue], code: str, data: dict[str, object]) -> None:
    found = refusal(issues)
    assert found is not None
    assert (found.code, found.data) == (code, data)


@pytest.mark.parametrize("issues", [[], [LOOK]])
def test_what_there_is_only_to_look_at_bars_nothing(issues: list[Issue]) -> None:
    assert refusal(issues) is None


def test_a_place_is_for_who_wrote_the_file() -> None:
    shown, result = Heard(), Heard()
    tell(shown, [LOOK], "en", located=False)
    tell(result, [LOOK], "en", located=True, result=True)
    assert shown.errors.text.startswith("to look at: ")
    assert "Bundle" not in shown.errors.text
    assert result.screen.text.splitlines()[1] == "  Bundle.entry[3]"
    assert (shown.screen.text, result.errors.text) == ("", "")
