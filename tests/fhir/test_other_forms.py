"""What each of the other fiches must say: leaving it out is refused, and the refusal names what is missing.

Groups of the CI-SIS models (CANCER-PPS, CANCER-FRCP, AVC-SUNV 2022.01), of the HAS guide on medication reconciliation,
and of what nurses and the desks that look for an attending doctor ask for.
"""

from typing import Any

import pytest

from navette.fhir.answers import check
from navette.fhir.form import by_name
from navette.fhir.questionnaire import Item, walk
from tests.fhir.conftest import example

Answers = dict[str, Any]
NAMES = (
    "oncology",
    "stroke",
    "stroke-appointment",
    "medication-reconciliation",
    "nursing",
    "doctor-search",
    "doctor-search-answer",
    "reply",
    "complement",
)
LINE = {"line.medication": "Furosémide 40 mg", "line.dosage": "1 le matin", "line.divergence": "none"}
FOUND = ("found-doctor.name", "found-doctor.rpps", "found-doctor.place", "found-doctor.phone")
NOT_FOUND = dict.fromkeys((*FOUND, "found-doctor.first-visit", "found-doctor.declares"))
TUMOUR = {
    "tumour.diagnosis": "Mélanome",
    "tumour.date": "2026-10",
    "tumour.site": "Dos",
    "tumour.staged": False,
}

# form, group of the model, what is left out or said otherwise, linkId that the refusal names
MISSING: list[tuple[str, str, Answers, str]] = [
    ("oncology", "42349-1 motif", {"oncology.reason": " \n"}, "oncology.reason"),
    ("oncology", "42349-1 ce qui est attendu", {"oncology.wanted": None}, "oncology.wanted"),
    ("oncology", "72135-7 diagnostic du cancer", {"tumour": None}, "tumour"),
    ("oncology", "72135-7 diagnostic du cancer", {"tumour": [{**TUMOUR, "tumour.date": None}]}, "tumour.date"),
    ("oncology", "72135-7 diagnostic du cancer", {"tumour": [{**TUMOUR, "tumour.site": None}]}, "tumour.site"),
    ("oncology", "75620-5 TNM, oui ou non", {"tumour": [{**TUMOUR, "tumour.staged": None}]}, "tumour.staged"),
    ("oncology", "21905-5 T", {"tumour": [{**TUMOUR, "tumour.staged": True}]}, "tumour.t"),
    ("oncology", "21906-3 N", {"tumour": [{**TUMOUR, "tumour.staged": True, "tumour.t": "T1"}]}, "tumour.n"),
    (
        "oncology",
        "21907-1 M",
        {"tumour": [{**TUMOUR, "tumour.staged": True, "tumour.t": "T1", "tumour.n": "N0"}]},
        "tumour.m",
    ),
    ("oncology", "42545-4 découverte", {"discovery.screening": None}, "discovery.screening"),
    ("oncology", "42545-4 découverte", {"discovery.screening": False}, "discovery.circumstances"),
    ("oncology", "18733-6 phase, MED-243", {"phase.phase": None}, "phase.phase"),
    ("oncology", "18733-6 rechute, MED-244", {"phase.phase": "MED-244"}, "phase.date"),
    ("oncology", "18733-6 progression, MED-245", {"phase.progression": None}, "phase.progression"),
    ("oncology", "18733-6 progression, MED-246", {"phase.progression": True}, "phase.local"),
    ("oncology", "34794-8 RCP", {"board.held": None, "board.date": None, "board.opinion": None}, "board.held"),
    ("oncology", "ORG-189 date de la RCP", {"board.date": None}, "board.date"),
    ("oncology", "34794-8 avis de la RCP", {"board.opinion": None}, "board.opinion"),
    ("oncology", "MED-568 traitements", {"cancer-treatment": None}, "cancer-treatment"),
    ("oncology", "MED-569 prévention des effets indésirables", {"prevention.action": None}, "prevention.action"),
    ("oncology", "MED-571 suivi", {"surveillance.step": []}, "surveillance.step"),
    ("oncology", "MED-572 soins de support", {"supportive-care.care": None}, "supportive-care.care"),
    ("oncology", "MED-573 accompagnement social", {"social.needed": None, "social.what": None}, "social.needed"),
    ("oncology", "MED-573 accompagnement social", {"social.what": None}, "social.what"),
    ("oncology", "33557-0 statut, GEN-065", {"document.status": None}, "document.status"),
    ("oncology", "GEN-178 remis au patient", {"document.handed": None, "document.handed-on": None}, "document.handed"),
    ("oncology", "GEN-178 remis au patient", {"document.handed-on": None}, "document.handed-on"),
    ("stroke", "11535-2 diagnostic de sortie", {"stroke.diagnosis": None, "stroke.cause": None}, "stroke.diagnosis"),
    ("stroke", "11535-2 date de l'AVC", {"stroke.date": None}, "stroke.date"),
    ("stroke", "75859-9 Rankin", {"stroke.rankin": None}, "stroke.rankin"),
    ("stroke", "70182-1 NIHSS", {"stroke.nihss": None}, "stroke.nihss"),
    ("stroke", "30954-2 déficits", {"stroke.deficits": None}, "stroke.deficits"),
    ("stroke", "42545-4 modalité de sortie, ORG-074", {"stay.discharge": None}, "stay.discharge"),
    ("stroke", "traitements de sortie", {"prescription": None}, "prescription"),
    ("stroke", "traitement arrêté, motif", {"stopped": [{"stopped.medication": "Aspirine"}]}, "stopped.reason"),
    ("stroke", "18776-5 rendez-vous demandé", {"wanted.kind": None}, "wanted.kind"),
    ("stroke", "18776-5 délai", {"wanted.latest": None}, "wanted.latest"),
    ("stroke", "18776-5 motif", {"wanted.reason": None}, "wanted.reason"),
    ("stroke", "18776-5 transport", {"wanted.transport": None}, "wanted.transport"),
    ("stroke", "33557-0 statut, GEN-065", {"document.status": None}, "document.status"),
    ("stroke-appointment", "réponse", {"slot.answer": None}, "slot.answer"),
    ("stroke-appointment", "motif d'un refus", {"slot.answer": "refused"}, "slot.reason"),
    ("stroke-appointment", "date et heure", {"slot.start": None}, "slot.start"),
    ("stroke-appointment", "date et heure", {"slot.end": None}, "slot.end"),
    ("stroke-appointment", "lieu", {"slot.place": None}, "slot.place"),
    ("stroke-appointment", "patient prévenu", {"slot.told": None}, "slot.told"),
    ("medication-reconciliation", "moment", {"reconciliation.context": None}, "reconciliation.context"),
    ("medication-reconciliation", "sources consultées", {"reconciliation.source": []}, "reconciliation.source"),
    (
        "medication-reconciliation",
        "observance",
        {"reconciliation.adherence": None, "reconciliation.difficulty": None},
        "reconciliation.adherence",
    ),
    ("medication-reconciliation", "observance", {"reconciliation.difficulty": None}, "reconciliation.difficulty"),
    ("medication-reconciliation", "médicament 1..1", {"line": None}, "line"),
    ("medication-reconciliation", "médicament 1..1", {"line": [{**LINE, "line.medication": None}]}, "line.medication"),
    ("medication-reconciliation", "posologie 1..1", {"line": [{**LINE, "line.dosage": None}]}, "line.dosage"),
    ("medication-reconciliation", "décision", {"line": [LINE]}, "line.change"),
    (
        "medication-reconciliation",
        "nouvelle posologie",
        {"line": [{**LINE, "line.change": "changed", "line.reason": "Interaction"}]},
        "line.new-dosage",
    ),
    (
        "medication-reconciliation",
        "motif d'un changement",
        {"line": [{**LINE, "line.change": "changed", "line.new-dosage": "½"}]},
        "line.reason",
    ),
    ("medication-reconciliation", "motif d'un arrêt", {"line": [{**LINE, "line.change": "stopped"}]}, "line.reason"),
    ("medication-reconciliation", "motif d'un ajout", {"line": [{**LINE, "line.change": "added"}]}, "line.reason"),
    (
        "medication-reconciliation",
        "divergence",
        {"line": [{**LINE, "line.change": "kept", "line.divergence": None}]},
        "line.divergence",
    ),
    (
        "medication-reconciliation",
        "divergence non intentionnelle",
        {"line": [{**LINE, "line.change": "kept", "line.divergence": "unintended"}]},
        "line.divergence-detail",
    ),
    ("medication-reconciliation", "avis, oui ou non", {"opinions.given": None, "opinion": None}, "opinions.given"),
    ("medication-reconciliation", "avis", {"opinion": None}, "opinion"),
    ("medication-reconciliation", "allergies", {"allergy": None}, "allergy"),
    ("nursing", "motif", {"nursing.reason": None}, "nursing.reason"),
    ("nursing", "soins réalisés", {"act": None}, "act"),
    ("nursing", "soins réalisés", {"act": [{"act.what": "Pansement"}]}, "act.date"),
    ("nursing", "à surveiller", {"watch": None}, "watch"),
    ("nursing", "à surveiller", {"watch": [{"watch.what": "Chute"}]}, "watch.signs"),
    ("nursing", "prescriptions", {"order": None}, "order"),
    ("nursing", "prescriptions claires", {"orders.clear": None, "orders.unclear": None}, "orders.clear"),
    ("nursing", "prescriptions claires", {"orders.unclear": None}, "orders.unclear"),
    ("nursing", "autonomie", {"autonomy.level": None}, "autonomy.level"),
    ("nursing", "vit seul", {"autonomy.lives-alone": None}, "autonomy.lives-alone"),
    ("nursing", "dispositifs", {"care-device": None}, "care-device"),
    (
        "nursing",
        "prochain passage",
        {"visit.planned": None, "visit.next": None, "visit.purpose": None},
        "visit.planned",
    ),
    ("nursing", "prochain passage", {"visit.next": None}, "visit.next"),
    ("doctor-search", "raison", {"search.reason": None}, "search.reason"),
    ("doctor-search", "accord du patient", {"search.agreed": None}, "search.agreed"),
    ("doctor-search", "ALD", {"situation.long-term": None}, "situation.long-term"),
    ("doctor-search", "C2S, AME", {"situation.cover": None}, "situation.cover"),
    ("doctor-search", "isolement", {"situation.isolated": None}, "situation.isolated"),
    ("doctor-search", "perte d'autonomie", {"situation.dependent": None}, "situation.dependent"),
    ("doctor-search", "visites à domicile", {"situation.home": None}, "situation.home"),
    ("doctor-search", "médecins contactés, oui ou non", {"contacted.any": None, "contacted": None}, "contacted.any"),
    ("doctor-search", "médecins contactés", {"contacted": None}, "contacted"),
    ("doctor-search", "motif du refus", {"contacted": [{"contacted.name": "Dr Vial"}]}, "contacted.reason"),
    ("doctor-search", "comment joindre", {"preferences.contact-by": None}, "preferences.contact-by"),
    ("doctor-search-answer", "résultat", {"search-answer.outcome": None, **NOT_FOUND}, "search-answer.outcome"),
    (
        "doctor-search-answer",
        "médecin",
        {"found-doctor.name": None, "found-doctor.rpps": None},
        "found-doctor.name",
    ),
    ("doctor-search-answer", "cabinet", {"found-doctor.place": None}, "found-doctor.place"),
    ("doctor-search-answer", "déclaration", {"found-doctor.declares": None}, "found-doctor.declares"),
    (
        "doctor-search-answer",
        "pourquoi aucun",
        {**NOT_FOUND, "search-answer.outcome": "not-found", "search-answer.next": "Médiateur"},
        "search-answer.reason",
    ),
    (
        "doctor-search-answer",
        "suite",
        {**NOT_FOUND, "search-answer.outcome": "not-found", "search-answer.reason": "full"},
        "search-answer.next",
    ),
    (
        "doctor-search-answer",
        "ce qui manque",
        {**NOT_FOUND, "search-answer.outcome": "needs-information", "search-answer.by": "2026-12-01"},
        "search-answer.missing",
    ),
    (
        "doctor-search-answer",
        "pour quand",
        {**NOT_FOUND, "search-answer.outcome": "needs-information", "search-answer.missing": "Téléphone"},
        "search-answer.by",
    ),
    ("doctor-search-answer", "patient prévenu", {"search-answer.told": None}, "search-answer.told"),
    ("reply", "réponse", {"reply.text": None}, "reply.text"),
    ("reply", "suites, oui ou non", {"follow-up.needed": None, "step": None}, "follow-up.needed"),
    ("complement", "ce qui manque", {"missing": None}, "missing"),
    ("complement", "ce qui manque", {"missing": [{"missing.detail": "de moins d'un mois"}]}, "missing.what"),
    ("complement", "pour quand", {"complement.by": None}, "complement.by"),
    ("complement", "bloquant", {"complement.blocking": None}, "complement.blocking"),
]

# form, an explicit "none", or another branch, that is a whole answer
ENOUGH: list[tuple[str, Answers]] = [
    ("oncology", {"tumour": [TUMOUR]}),
    ("oncology", {"discovery.screening": False, "discovery.circumstances": "Hématurie"}),
    ("oncology", {"board.held": False, "board.date": None, "board.opinion": None, "board.planned": "2026-12-03"}),
    ("oncology", {"cancer-treatment": None, "cancer-treatments.none": True}),
    ("oncology", {"prevention.action": None, "prevention.none": True}),
    ("oncology", {"surveillance.step": None, "surveillance.none": True}),
    ("oncology", {"supportive-care.care": None, "supportive-care.none": True}),
    ("oncology", {"social.needed": False, "social.what": None}),
    ("oncology", {"document.handed": False, "document.handed-on": None}),
    ("stroke", {"stroke.cause": None}),
    ("stroke", {"stroke.diagnosis": "I61.9", "stroke.cause": None}),
    ("stroke", {"prescription": None, "prescriptions.none": True}),
    ("stroke-appointment", {"slot.answer": "accepted"}),
    ("stroke-appointment", {"slot.answer": "refused", "slot.reason": "Kinésithérapie ce matin-là"}),
    ("medication-reconciliation", {"line": None, "lines.none": True}),
    ("medication-reconciliation", {"line": [{**LINE, "line.change": "kept"}]}),
    ("medication-reconciliation", {"reconciliation.adherence": "good", "reconciliation.difficulty": None}),
    ("medication-reconciliation", {"opinions.given": False, "opinion": None}),
    ("nursing", {"act": None, "acts.none": True}),
    ("nursing", {"watch": None, "watches.none": True}),
    ("nursing", {"order": None, "orders.none": True, "orders.clear": None, "orders.unclear": None}),
    ("nursing", {"care-device": None, "care-devices.none": True}),
    ("nursing", {"visit.planned": False, "visit.next": None, "visit.purpose": None}),
    ("doctor-search", {"contacted.any": False, "contacted": None}),
    (
        "doctor-search-answer",
        {
            **NOT_FOUND,
            "search-answer.outcome": "not-found",
            "search-answer.reason": "full",
            "search-answer.next": "Nouvelle recherche dans trois mois",
        },
    ),
    ("reply", {"follow-up.needed": False, "step": None}),
]

# form, an answer that another one rules out, its linkId
NOT_ASKED: list[tuple[str, Answers, str]] = [
    ("oncology", {"board.held": False}, "board.date"),
    ("oncology", {"social.needed": False}, "social.what"),
    ("oncology", {"cancer-treatments.none": True}, "cancer-treatment"),
    ("stroke", {"stroke.diagnosis": "G45.9"}, "stroke.cause"),
    ("stroke-appointment", {"slot.reason": "Trop tard"}, "slot.reason"),
    (
        "medication-reconciliation",
        {"line": [{**LINE, "line.change": "kept", "line.reason": "Interaction"}]},
        "line.reason",
    ),
    ("nursing", {"orders.clear": True}, "orders.unclear"),
    ("doctor-search-answer", {"search-answer.outcome": "not-found"}, "found-doctor.name"),
]

# form, an answer out of its limits, its linkId and the reason
OUTSIDE: list[tuple[str, Answers, str, str]] = [
    ("oncology", {"phase.performance": 5}, "phase.performance", "high"),
    ("oncology", {"oncology.wanted": "pardon"}, "oncology.wanted", "option"),
    ("stroke", {"stroke.rankin": 6}, "stroke.rankin", "high"),
    ("stroke", {"stroke.rankin": "2,5"}, "stroke.rankin", "integer"),
    ("stroke", {"stroke.nihss": 43}, "stroke.nihss", "high"),
    ("stroke", {"stroke.nihss": -1}, "stroke.nihss", "low"),
    ("nursing", {"autonomy.gir": 0}, "autonomy.gir", "low"),
    ("medication-reconciliation", {"reconciliation.filtration": "38,555"}, "reconciliation.filtration", "places"),
    ("medication-reconciliation", {"reconciliation.source": ["patient"] * 21}, "reconciliation.source", "too-many"),
]


def _faults(name: str, answers: Answers) -> list[tuple[str, str]]:
    return [(fault.item, fault.reason) for fault in check(by_name(name), answers).faults]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_has_no_fault(name: str) -> None:
    assert _faults(name, example(name)) == []


@pytest.mark.parametrize(("name", "group", "left_out", "missing"), MISSING)
def test_what_is_left_out_is_named(name: str, group: str, left_out: Answers, missing: str) -> None:
    assert (missing, "missing") in _faults(name, {**example(name), **left_out}), group


@pytest.mark.parametrize(("name", "instead"), ENOUGH)
def test_an_explicit_none_is_an_answer(name: str, instead: Answers) -> None:
    assert _faults(name, {**example(name), **instead}) == []


@pytest.mark.parametrize(("name", "answers", "link_id"), NOT_ASKED)
def test_what_is_not_asked_is_not_answered(name: str, answers: Answers, link_id: str) -> None:
    assert (link_id, "not-applicable") in _faults(name, {**example(name), **answers})


@pytest.mark.parametrize(("name", "answers", "link_id", "reason"), OUTSIDE)
def test_what_is_out_of_its_limits_is_refused(name: str, answers: Answers, link_id: str, reason: str) -> None:
    assert _faults(name, {**example(name), **answers}) == [(link_id, reason)]


@pytest.mark.parametrize("name", NAMES)
def test_a_yes_or_no_that_is_asked_has_no_default(name: str) -> None:
    """Three states: what nobody answered is neither yes nor no."""
    asked = [item for item in walk(by_name(name).items) if item.type == "boolean" and item.required]
    answers = {key: value for key, value in example(name).items() if key not in {item.link_id for item in asked}}
    named = {item for item, _reason in _faults(name, answers)}
    assert {item.link_id for item in asked if not _depends(item) and item.link_id not in ROWS} <= named


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_asked_in_two_languages_and_can_be_named_in_a_sentence(name: str) -> None:
    form = by_name(name)
    for item in walk(form.items):
        assert item.text and item.text_en, item.link_id
        if item.type not in ("group", "display"):
            assert item.say.fr and item.say.en, item.link_id
        for option in item.options:
            assert option.display and option.display_en, item.link_id


ROWS = {"tumour.staged"}  # asked in each row


def _depends(item: Item) -> bool:
    return bool(item.conditions)
