// The sealed document: shape of fr-bundle-document (ANS document-core) and https://hl7.org/fhir/R4/documents.html.
// References that resolve, unique fullUrl and narratives are rules of the check itself, for any document.

Profile: NavetteDocument
Parent: Bundle
Id: navette-document
Title: "A fiche"
Description: "One document about one patient: what a form makes of its answers, with the answers themselves; other programs may not have any."
* type = #document
* identifier 1..1
* timestamp 1..1
* entry 6..*
* entry.fullUrl 1..1
* entry.resource 1..1
* entry ^slicing.discriminator[0].type = #type
* entry ^slicing.discriminator[0].path = "resource"
* entry ^slicing.rules = #open
* entry contains
    composition 1..1 and
    patient 1..1 and
    encounter 1..* and
    role 1..* and
    practitioner 1..* and
    organization 1..* and
    response 0..1 and
    provenance 0..* and
    request 0..* and
    condition 0..* and
    allergy 0..* and
    statement 0..* and
    prescription 0..* and
    observation 0..* and
    plan 0..*
* entry[composition].resource only NavetteComposition
* entry[patient].resource only NavettePatient
* entry[encounter].resource only NavetteEncounter
* entry[role].resource only NavettePractitionerRole
* entry[practitioner].resource only NavettePractitioner
* entry[organization].resource only NavetteOrganization
* entry[response].resource only NavetteQuestionnaireResponse
* entry[provenance].resource only NavetteProvenance
* entry[request].resource only NavetteServiceRequest
* entry[condition].resource only NavetteCondition
* entry[allergy].resource only NavetteAllergyIntolerance
* entry[statement].resource only NavetteMedicationStatement
* entry[prescription].resource only NavetteMedicationRequest
* entry[observation].resource only NavetteObservation
* entry[plan].resource only NavetteCarePlan
