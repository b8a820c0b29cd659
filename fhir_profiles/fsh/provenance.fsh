Profile: NavetteProvenance
Parent: Provenance
Id: navette-provenance
Title: "From which answers the document was made"
Description: "Target: the Composition. Source: the QuestionnaireResponse."
* target only Reference(Composition)
* entity 0..1
* entity.role = #source
* entity.what only Reference(QuestionnaireResponse)
