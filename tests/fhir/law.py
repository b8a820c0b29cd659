"""What the law and the national models ask of each fiche, item by item, and how the refusal names what is missing."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Answers: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One item of a text.

    text: as the law or the model calls it. item: the linkId the refusal names. said: « Il manque … ». instead: what is
    answered otherwise than in the shipped example; nothing when the item alone is left out.
    """

    text: str
    item: str
    said: str
    instead: Answers = field(default_factory=dict)

    @property
    def left_out(self) -> Answers:
        return self.instead or {self.item: None}


# The letter at entry: R. 1112-1-1, « mentionne notamment… », and the compulsory sections of CI-SIS LDL-EES 2022.01.
ENTRY = [
    Case(
        "R. 1112-1-1 : « les motifs de la demande d'hospitalisation » ; LDL-EES 42349-1",
        "referral.reason",
        "le motif de la demande",
    ),
    Case(
        "R. 1112-1-1 : « les traitements en cours » ; LDL-EES 42346-7",
        "current-treatment",
        "les traitements en cours, ou leur absence",
    ),
    Case(
        "R. 1112-1-1 : « les traitements en cours »",
        "current-treatment",
        "les traitements en cours, ou leur absence",
        {"current-treatment": None, "current-treatments.none": False},
    ),
    Case(
        "R. 1112-1-1 : « les allergies connues » ; LDL-EES 48765-2",
        "allergy",
        "les allergies connues, ou leur absence",
    ),
    Case(
        "R. 1112-1-1 : « les allergies connues »",
        "allergy",
        "les allergies connues, ou leur absence",
        {"allergy": [{}]},
    ),
    Case(
        "R. 1112-1-1 : « les allergies connues »",
        "allergy",
        "les allergies connues, ou leur absence",
        {"allergy": None, "allergies.none": False},
    ),
    Case("LDL-EES 55112-7, FR-Commentaire-non-code", "comment.text", "le commentaire, ou son absence"),
]

# The letter at exit: R. 1112-1-2, II, « contient les éléments suivants », and CI-SIS LDL-SES 2022.01.
EXIT = [
    Case("1° « L'identification du patient »", "patient.family", "le nom de naissance"),
    Case("1° « L'identification du patient »", "patient.given", "les prénoms de naissance"),
    Case("1° « L'identification du patient »", "patient.birth-date", "la date de naissance"),
    Case("1° « L'identification du patient »", "patient.sex", "le sexe"),
    Case("1° « L'identification du patient »", "patient.status", "le statut de l'identité"),
    Case(
        "1° « du médecin traitant »",
        "attending-doctor.name",
        "le médecin traitant",
        {"attending-doctor.name": None, "attending-doctor.rpps": None},
    ),
    Case("1° « du médecin de l'établissement »", "hospital-doctor.name", "le médecin de l'établissement"),
    Case("1° « avec les dates d'entrée »", "stay.start", "la date d'entrée"),
    Case("1° « et de sortie »", "stay.end", "la date de sortie"),
    Case("1° « et modalités d'entrée »", "stay.admission", "la modalité d'entrée"),
    Case("1° « et de sortie »", "stay.discharge", "la modalité de sortie"),
    Case("2° « Motif d'hospitalisation » ; LDL-SES 42349-1", "reason.text", "le motif d'hospitalisation"),
    Case("3° « Synthèse médicale du séjour » ; LDL-SES 42545-4", "synthesis.text", "la synthèse médicale"),
    Case("3° « événements indésirables survenus »", "adverse-events", "la réponse sur les événements indésirables"),
    Case(
        "3° « événements indésirables survenus »",
        "adverse-events.what",
        "les événements indésirables",
        {"adverse-events": True},
    ),
    Case(
        "3° « micro-organismes multirésistants ou émergents »",
        "organisms",
        "la réponse sur les micro-organismes multirésistants",
        {"organisms": None, "organisms.found": None},
    ),
    Case(
        "3° « micro-organismes multirésistants ou émergents »",
        "organisms.found",
        "les micro-organismes identifiés",
        {"organisms": True, "organisms.found": None},
    ),
    Case("3° « administration de produits sanguins »", "transfusion", "la réponse sur la transfusion"),
    Case("3° « ou dérivés du sang »", "blood-derivatives", "la réponse sur les dérivés du sang"),
    Case(
        "3° « pose d'un dispositif médical implantable »",
        "devices.implanted",
        "la réponse sur les dispositifs implantables",
    ),
    Case(
        "3° « pose d'un dispositif médical implantable »",
        "device",
        "le dispositif posé",
        {"devices.implanted": True},
    ),
    Case(
        "4° « Traitements prescrits à la sortie » ; LDL-SES 10183-2",
        "prescription",
        "les traitements prescrits, ou leur absence",
    ),
    Case(
        "4° « Traitements prescrits à la sortie »",
        "prescription",
        "les traitements prescrits, ou leur absence",
        {"prescription": [], "prescriptions.none": False},
    ),
    Case(
        "4° « ceux arrêtés durant le séjour et leur motif d'arrêt »",
        "stopped.reason",
        "le motif d'arrêt de « Zopiclone »",
        {"stopped": [{"stopped.medication": "Zopiclone"}]},
    ),
    Case(
        "5° « attente de résultats d'examens »",
        "results.awaited",
        "la réponse sur les résultats attendus",
        {"results.awaited": None, "result": None},
    ),
    Case("5° « attente de résultats d'examens »", "result", "le résultat attendu"),
    Case(
        "6° « Suites à donner »",
        "follow-up.needed",
        "la réponse sur les suites à donner",
        {"follow-up.needed": None, "step": None},
    ),
    Case("6° « Suites à donner »", "step", "la suite à donner"),
    Case("LDL-SES 33557-0, FR-Statut-du-document", "document.status", "le statut du document"),
]

# CI-SIS DLU-EHPAD-DLU 2022.01: the sections of cardinality 1..1; allergies, which a resuscitator asks for first.
FILE = [
    Case(
        "11302-7 Établissement de santé de préférence",
        "preferred-hospital.name",
        "l'établissement de préférence",
        {"preferred-hospital.name": None, "preferred-hospital.phone": None},
    ),
    Case("10160-0 Traitements", "current-treatment", "les traitements au long cours, ou leur absence"),
    Case("48765-2 Allergies", "allergy", "les allergies connues, ou leur absence"),
    Case(
        "42348-3 Directives anticipées",
        "directives.written",
        "la réponse sur les directives anticipées",
        {"directives.written": None, "directives.what": None},
    ),
    Case("42348-3 Directives anticipées", "directives.what", "ce que disent les directives anticipées"),
    Case("42348-3 Soins palliatifs", "palliative", "la réponse sur les soins palliatifs"),
    Case("42348-3 Soins palliatifs", "palliative.what", "la prise en charge palliative", {"palliative": True}),
    Case("42545-4 État psychique", "state.communicates", "la réponse sur la capacité d'alerter"),
    Case("42545-4 État psychique", "state.oriented", "la réponse sur l'orientation"),
    Case("42545-4 État psychique", "state.agitated", "la réponse sur l'agitation"),
    Case("42545-4 État psychique", "state.uncooperative", "la réponse sur l'opposition aux soins"),
    Case("42545-4 État psychique", "state.suicidal", "la réponse sur le risque suicidaire"),
    Case("42545-4 Handicaps, déficits", "state.sight", "la réponse sur la vue"),
    Case("42545-4 Handicaps, déficits", "state.hearing", "la réponse sur l'audition"),
    Case("42545-4 Handicaps, déficits", "state.language", "la réponse sur le langage"),
    Case("42545-4 Déplacements, transferts", "state.falls", "la réponse sur les chutes"),
    Case("42545-4 Déplacements, transferts", "state.wanders", "la réponse sur la déambulation"),
    Case("42545-4 Déplacements, transferts", "state.runs-away", "la réponse sur les fugues"),
    Case("42545-4 Déplacements, transferts", "state.restraint", "la réponse sur la contention"),
    Case("42545-4 Autres risques", "state.pressure-sores", "la réponse sur le risque d'escarre"),
    Case("42545-4 Autres risques", "state.choking", "la réponse sur le risque de fausse route"),
    Case(
        "30954-2 bactérie multirésistante",
        "carrier.known",
        "la réponse sur les bactéries multirésistantes",
        {"carrier.known": None, "carrier.which": None},
    ),
    Case("30954-2 bactérie multirésistante", "carrier.which", "la bactérie portée"),
    Case("55107-7 Documents ajoutés", "document-kind", "les documents joints, ou leur absence"),
]

# CI-SIS DLU-EHPAD-FLUDT 2022.01: every section is compulsory.
OUT = [
    Case("42545-4 Transfert, motif 57277-6", "transfer.reason", "le motif du transfert"),
    Case("42545-4 Transfert 80413-8, date", "transfer.when", "la date et l'heure du transfert"),
    Case("42545-4 Transfert 80413-8, établissement", "transfer.destination", "l'établissement de destination"),
    Case("8716-3 Pouls 8867-4", "vitals.pulse", "le pouls"),
    Case("8716-3 Température 8310-5", "vitals.temperature", "la température"),
    Case("8716-3 Poids 29463-7", "vitals.weight", "le poids"),
    Case("8716-3 Tension artérielle haute 8480-6", "vitals.systolic", "la pression artérielle systolique"),
    Case("8716-3 Tension artérielle basse 8462-4", "vitals.diastolic", "la pression artérielle diastolique"),
    Case("30954-2 Conscient et éveillé, éveillable, non éveillable", "consciousness", "l'état de conscience"),
    Case(
        "30954-2 Douleurs récentes R52.9",
        "pain",
        "la réponse sur les douleurs récentes",
        {"pain": None, "pain.where": None},
    ),
    Case("30954-2 Douleurs récentes R52.9", "pain.where", "la localisation des douleurs"),
    Case(
        "10160-0 dernière prise du traitement habituel",
        "last-intake.when",
        "la dernière prise du traitement habituel",
    ),
    Case("47420-5 dernier repas GEN-244", "last-meal.when", "l'heure du dernier repas"),
    Case("46264-8 Prothèses et objets personnels", "belongings.glasses", "la réponse sur les lunettes"),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.upper-denture",
        "la réponse sur la prothèse dentaire du haut",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.lower-denture",
        "la réponse sur la prothèse dentaire du bas",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.right-hearing-aid",
        "la réponse sur la prothèse auditive droite",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.left-hearing-aid",
        "la réponse sur la prothèse auditive gauche",
    ),
]

# CI-SIS DLU-EHPAD-FLUDR 2022.01: every section is compulsory.
BACK = [
    Case("42545-4 Retour, motif 15515-0", "return.reason", "le motif du retour"),
    Case("42545-4 Retour 80413-8, date", "return.when", "la date et l'heure du retour"),
    Case("42545-4 Retour 80413-8, établissement", "return.destination", "l'établissement de retour"),
    Case("11535-2 Diagnostic de sortie", "diagnosis", "le diagnostic"),
    Case(
        "11535-2 Diagnostic de sortie",
        "diagnosis.name",
        "le nom du diagnostic (ligne 1)",
        {"diagnosis": [{"diagnosis.icd10": "J18.9"}]},
    ),
    Case("10183-2 Traitements à la sortie", "prescription", "les traitements prescrits, ou leur absence"),
    Case("46264-8 Prothèses et objets personnels", "belongings.glasses", "la réponse sur les lunettes"),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.upper-denture",
        "la réponse sur la prothèse dentaire du haut",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.lower-denture",
        "la réponse sur la prothèse dentaire du bas",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.right-hearing-aid",
        "la réponse sur la prothèse auditive droite",
    ),
    Case(
        "46264-8 Prothèses et objets personnels",
        "belongings.left-hearing-aid",
        "la réponse sur la prothèse auditive gauche",
    ),
    Case("55107-7 Documents ajoutés", "document-kind", "les documents joints, ou leur absence"),
]

# What a letter to a colleague cannot go without; no model of the CI-SIS.
ASK = [
    Case("42349-1 motif", "referral.reason", "le motif de la demande"),
    Case("42349-1 ce qui est demandé", "referral.wanted", "ce qui est demandé"),
    Case("42346-7 traitements", "current-treatment", "les traitements en cours, ou leur absence"),
    Case("48765-2 allergies", "allergy", "les allergies connues, ou leur absence"),
]

CASES = {
    "admission": ENTRY,
    "discharge": EXIT,
    "dlu": FILE,
    "fludt": OUT,
    "fludr": BACK,
    "referral": ASK,
}
