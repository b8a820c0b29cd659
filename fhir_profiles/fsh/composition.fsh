Profile: NavetteComposition
Parent: Composition
Id: navette-composition
Title: "Head and sections of a fiche"
Description: "Shape of fr-composition-document (ANS document-core)."
* language 1..1
* identifier 1..1
* type.coding 1..*
* subject 1..1
* subject only Reference(Patient)
* subject.reference 1..1
* encounter 1..1
* author only Reference(PractitionerRole)
* confidentiality 1..1
* attester 1..*
* attester ^slicing.discriminator[0].type = #value
* attester ^slicing.discriminator[0].path = "mode"
* attester ^slicing.rules = #open
* attester contains legal 1..1
* attester[legal].mode = #legal
* attester[legal].time 1..1
* attester[legal].party 1..1
* custodian 1..1
* section 1..*
* section.title 1..1
* section.code 1..1
* section.code.coding 1..*
* section.text 1..1
* section obeys navette-section-1

Invariant: navette-section-1
Description: "A section holds entries or sections, not both (document-core)"
* severity = #error
* expression = "entry.empty() or section.empty()"
