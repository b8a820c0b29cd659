"""Words and sizes as people read them; every code of the exchange has its word."""

import pytest

from navette.cli import labels
from navette.core.acknowledgement import CLOSE_CODES, DECLINE_CODES, QUESTION_CODES
from navette.core.handoff import Act, Status
from navette.core.parties import MailboxKind, Role, Urgency
from navette.envelope.manifest import KINDS
from navette.wording import speak


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (0, "0 B", "0 o"),
        (999, "999 B", "999 o"),
        (1_000, "1.0 kB", "1,0 ko"),
        (12_345, "12 kB", "12 ko"),
        (3_140_000, "3.1 MB", "3,1 Mo"),
        (85_021_000_000, "85 GB", "85 Go"),
    ],
)
def test_size(count: int, english: str, french: str) -> None:
    assert labels.size(count) == english
    speak("fr")
    assert labels.size(count) == french


def test_every_code_has_its_word() -> None:
    assert set(labels.STATUS) == {status.value for status in Status}
    assert set(labels.URGENCY) == {urgency.code for urgency in Urgency}
    assert set(labels.ROLE) == {role.value for role in Role}
    assert set(labels.KIND) == {kind.value for kind in MailboxKind}
    assert {act.value for act in Act} <= set(labels.ACT)
    assert {*DECLINE_CODES, *QUESTION_CODES, *CLOSE_CODES} <= set(labels.REASON)
    assert set(labels.CONTENT) == set(KINDS)


def test_a_code_of_a_later_version_is_shown_as_it_is() -> None:
    assert labels.label(labels.STATUS, "failed") == "failed"


def test_a_form_is_called_by_its_short_title() -> None:
    speak("fr")
    assert labels.form_label("admission") == "Entrée"
    assert labels.form_label("of-elsewhere") == "autre"
    speak("en")
    assert labels.form_label("admission") == "Entry"
    assert labels.form_label("") == "other"
