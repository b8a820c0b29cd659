import json
from contextvars import copy_context
from typing import Any

import pytest

from navette.core.errors import Malformed, Refused
from navette.fhir.show import printable, text
from navette.wording import Language, speak

Tree = Any
Answers = dict[str, Any]


def shown(tree: Tree, **options: Any) -> str:
    return text(json.dumps(tree).encode(), **{"lang": "en", **options})


def lines(tree: Tree, **options: Any) -> list[str]:
    return shown(tree, **options).split("\n")


def test_the_whole_of_an_admission(make: Any, admission: Answers) -> None:
    assert text(make("admission", admission), lang="en", width=80) == (
        """\
LETTRE DE LIAISON À L'ENTRÉE
Patient         FAURE-TEST Marguerite Jeanne
Name used       PEYRARD-TEST
Sex             female
Born            1938-04-17
INS             238044313701888
                TEST IDENTITY: this is nobody
Identity        qualified
Telephone       +33 4 00 00 00 01
Address         12 rue de l'Essai 43120 Monistrol-sur-Loire
Contact         Hélène PEYRARD-TEST, fille, +33 6 00 00 00 02
Date            2026-11-22 11:00
Author          Dr Claire Martin, médecin
Kept by         Dr Claire Martin
Recipient       Gériatrie, CH du Gier
Stay            2026-11-25
Document        urn:uuid:019ab7f2-7c00-7a11-8000-0123456789ab

  Correspondants
  - Médecin traitant : Dr Claire Martin
  - RPPS du médecin traitant : 10100000016
  Séjour demandé
  Date d'entrée souhaitée : 25/11/2026
  Partage des informations
  - Fondement de l'échange : Échange entre professionnels identifiés
  - Patient informé le : 22/11/2026

Motif de la demande d'hospitalisation
  Chutes répétées depuis trois semaines, sans perte de connaissance.
  TA < 100 debout, poids en baisse : bilan gériatrique demandé.

Traitements en cours
  Médicament ou soin | Posologie
  Bisoprolol 2,5 mg | 1 comprimé le matin
  Zopiclone 3,75 mg | 1 comprimé au coucher

Allergies connues
  Substance | Réaction
  Amoxicilline | Urticaire

Antécédents médicaux
  - Hypertension artérielle
  - Fracture du poignet gauche en 2019

Antécédents chirurgicaux
  Cholécystectomie (1996)

Constantes
  Poids : 47,50 kg

Autres informations
  Commentaire : Vit seule au deuxième étage sans ascenseur. Passage infirmier
  chaque matin.
"""
    )


def test_labels_in_french(document: Tree) -> None:
    band = lines(document, lang="fr")[:20]
    assert "Né(e) le        17/04/1938" in band
    assert "Sexe            féminin" in band
    assert "Date            22/11/2026 11 h 00" in band
    assert "                IDENTITÉ DE TEST : ce n'est personne" in band


@pytest.mark.parametrize(("lang", "label"), [("fr", "Auteur "), ("en", "Author ")])
def test_labels_in_the_language_spoken(document: Tree, lang: Language, label: str) -> None:
    def speaking() -> list[str]:
        speak(lang)
        return lines(document, lang=None)

    assert f"{label:<16}Dr Claire Martin, médecin" in copy_context().run(speaking)


def test_sections_of_a_discharge_in_their_order(make: Any, discharge: Answers) -> None:
    found = text(make("discharge", discharge), lang="en")
    titles = ["Statut du document", "Motif d'hospitalisation", "Synthèse médicale", "Suites à donner", "Constantes"]
    places = [found.index(f"\n{title}") for title in titles]
    assert places == sorted(places)
    assert "2026-11-25 10:30, Hospitalisation programmée → 2026-12-03 14:00" in found
    assert "Kept by         Gériatrie, CH du Gier" in found


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("\x1b[31mrouge\x1b[0m", "\\x1b[31mrouge\\x1b[0m"),
        ("\x9b2J", "\\x9b2J"),
        ("a\rb\x08", "a\\rb\\x08"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("x\u2066y\u2069", "x\\u2066y\\u2069"),
        ("a\u2028b", "a\\u2028b"),
        ("a\xadb", "a\\xadb"),
        ("\U000e0041", "\\U000e0041"),
        ("Hélène 😵\u200d💫 می\u200cخواهم שלום", "Hélène 😵\u200d💫 می\u200cخواهم שלום"),
    ],
)
def test_nothing_a_terminal_would_obey(given: str, safe: str) -> None:
    assert printable(given) == safe


def test_no_control_reaches_the_terminal_from_anywhere(document: Tree) -> None:
    """Every string of the document, wherever it is shown, with an escape sequence in it."""

    def armed(value: Tree, key: str = "") -> Tree:
        if isinstance(value, dict):
            return {inner: armed(one, inner) for inner, one in value.items()}
        if isinstance(value, list):
            return [armed(one, key) for one in value]
        kept = ("resourceType", "fullUrl", "reference", "div", "url", "system", "use")
        return value if key in kept or not isinstance(value, str) else f"{value}\x1b[2J\x07\u202e"

    found = shown(armed(document))
    assert "\\x1b[2J" in found
    assert not {char for char in found if ord(char) < 32 or char in "\x7f\x9b\u202e"} - {"\n"}


def test_long_lines_are_folded(document: Tree) -> None:
    document["entry"][1]["resource"]["name"][0]["family"] = "DE-LA-TOUR-" * 20
    document["entry"][0]["resource"]["title"] = "Lettre " * 40
    found = lines(document, width=40)
    assert max(map(len, found)) <= 40
    assert len(found) > len(lines(document, width=200))


def test_a_narrative_that_is_not_one_is_shown_whole(document: Tree) -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><script>x()</script>Reprendre le furosémide</div>'
    document["entry"][0]["resource"]["section"][0]["text"]["div"] = div
    found = shown(document, width=200)
    assert "This part is not written as it should be; here is all of it:" in found
    assert div in found


@pytest.mark.parametrize(
    ("status", "said"),
    [("preliminary", "partial, to be completed"), ("entered-in-error", "ENTERED IN ERROR: do not use"), ("odd", "odd")],
)
def test_a_document_that_is_not_final_says_so(document: Tree, status: str, said: str) -> None:
    document["entry"][0]["resource"]["status"] = status
    assert f"Status          {said}" in lines(document)


def test_a_document_of_other_software(document: Tree) -> None:
    """No narrative, coded entries, sub-sections, a structured address, a place that is part of itself."""
    composition, patient = (document["entry"][at]["resource"] for at in (0, 1))
    del composition["text"]
    treatments = next(one for one in composition["section"] if one["code"]["coding"][0]["code"] == "42346-7")
    del treatments["text"]
    empty = {"title": "Vide", "emptyReason": {"coding": [{"code": "nilknown", "display": "Nil Known"}]}}
    treatments["section"] = [empty]
    patient["address"] = [{"line": ["1 rue de l'Essai"], "postalCode": "43120", "city": "Monistrol"}]
    patient["extension"] = []
    custodian = {"resourceType": "Organization", "name": "CH", "partOf": {"reference": "urn:uuid:ch"}}
    document["entry"].append({"fullUrl": "urn:uuid:ch", "resource": custodian})
    composition["custodian"] = {"reference": "urn:uuid:ch"}
    composition["author"] = [{"display": "Service inconnu"}]
    found = lines(document)
    assert "Address         1 rue de l'Essai, 43120 Monistrol" in found
    assert "Identity        status not given" in found
    assert "Kept by         CH" in found
    assert "Author          Service inconnu" in found
    at = found.index("Traitements en cours")
    assert found[at + 1 : at + 6] == ["  - Bisoprolol 2,5 mg", "  - Zopiclone 3,75 mg", "", "  Vide", "    Nil Known"]


def test_a_doubtful_identity_stands_out(document: Tree) -> None:
    comment = {"url": "comment", "valueCodeableConcept": {"coding": [{"code": "FICT"}]}}
    document["entry"][1]["resource"]["extension"][0]["extension"].append(comment)
    assert "                DOUBTFUL OR FICTITIOUS IDENTITY" in lines(document)


@pytest.mark.parametrize("tree", [{}, {"entry": []}, {"entry": [{"resource": {"resourceType": "Patient"}}]}])
def test_what_is_no_document(tree: Tree) -> None:
    with pytest.raises(Refused, match="bundle"):
        shown(tree)


def test_what_is_no_json() -> None:
    with pytest.raises(Malformed):
        text(b'{"a":1,"a":2}', lang="fr")
