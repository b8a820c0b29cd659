"""Faults told to people: one sentence each, the same in Python and in JavaScript."""

import re

import pytest

from navette.fhir.issue import Issue, error, sentence, tell, warning
from navette.fhir.issue_words import words
from navette.sentences.issues import FORMS, ISSUES
from tests.fhir.reading_twins import WORDS, call, shown
from tests.js.node import run_node

DOSE = {"link": "prescription.dosage", "item": "la posologie", "item_en": "the dosage"}
TOLD = [
    (
        error("answers-missing", "", "", **DOSE, row=2, of="Furosémide"),
        "Il manque la posologie de « Furosémide ».",
        "Missing: the dosage of “Furosémide”.",
    ),
    (
        error("answers-missing", "", "", **DOSE, row=2),
        "Il manque la posologie (ligne 2).",
        "Missing: the dosage (line 2).",
    ),
    (error("answers-missing", "", "", **DOSE), "Il manque la posologie.", "Missing: the dosage."),
    (
        error("answers-missing", "", "", item="« Libellé »", item_en="“Libellé”"),
        "Il manque « Libellé ».",
        "Missing: “Libellé”.",
    ),
    (
        error("answers-low", "", "", item="le poids", item_en="the weight", limit="0.5 kg"),
        "Vérifiez le poids : au moins 0,5 kg est attendu.",
        "Check the weight: at least 0.5 kg is expected.",
    ),
    (
        error("answers-too-long", "", "", item="le motif", item_en="the reason", limit=1000),
        "Raccourcissez le motif : 1000 caractères au plus.",
        "Shorten the reason: 1000 characters at most.",
    ),
    (
        error("answers-before-start", "", "", human="Le séjour finit avant de commencer.", human_en="It ends early."),
        "Le séjour finit avant de commencer.",
        "It ends early.",
    ),
    (
        warning("answers-odd", "", "", human="La dose est forte.", human_en="", row=3, of="X"),
        "Ligne 3 : La dose est forte.",
        "Line 3: La dose est forte.",
    ),
    (
        error("narrative-script", "Bundle.entry[0]", ""),
        "Le texte du document contient autre chose que du texte, et n'a pas été accepté.",
        "The text of the document holds something other than text, and was not accepted.",
    ),
    (
        error("misaligned", "Bundle.entry[0]", ""),
        "Le document ne respecte pas une règle de son format (misaligned).",
        "The document breaks a rule of its format (misaligned).",
    ),
    (
        error("answers-missing", "", "", item="{of} $& $1", item_en="{of} $& $1", row=1, of="{item}"),
        "Il manque {of} $& $1 de « {item} ».",
        "Missing: {of} $& $1 of “{item}”.",
    ),
    (
        error("form-expression", "", "", problem="syntax )"),  # a fact nobody gave
        "L'expression ne peut pas être lue, au caractère … : syntax ).",
        "The expression cannot be read, at character …: syntax ).",
    ),
]


@pytest.mark.parametrize(("issue", "french", "english"), TOLD)
def test_a_fault_is_one_sentence(issue: Issue, french: str, english: str) -> None:
    assert (sentence(issue, "fr"), sentence(issue, "en")) == (french, english)


def test_javascript_tells_the_same() -> None:
    issues = shown([issue for issue, _french, _english in TOLD])
    french, english = run_node([call("told", issues, one) for one in WORDS])
    assert french == [fr for _issue, fr, _en in TOLD]
    assert english == [en for _issue, _fr, en in TOLD]


def test_nothing_of_the_content_is_told_to_developers() -> None:
    issue = error("answers-missing", "QuestionnaireResponse", "dose: missing", **DOSE, of="Furosémide")
    assert "Furosémide" not in issue.location + issue.diagnostics + issue.code


def test_the_words_of_a_browser_leave_out_those_of_authors_of_forms() -> None:
    table = words("fr", forms=False)
    assert table["lang"] == "fr"
    assert table.keys() - {"lang"} == ISSUES.keys() - FORMS.keys()
    assert tell(error("no-patient", "", ""), table) == "Le document ne dit pas de quel patient il s'agit."


# What a doctor is told says nothing of how the program is made; documents of other software name their format.
TECHNICAL = re.compile(r"JSON|UTF|FHIR|Bundle|linkId|code\b|type\b|champ|valide|invalide|erreur|\bnull\b", re.I)


def test_what_is_wrong_with_answers_is_told_without_technical_words() -> None:
    for code, text in words("fr").items():
        if code.startswith("answers"):
            assert not TECHNICAL.search(text), code
