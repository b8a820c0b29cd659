Profile: NavetteMedicationStatement
Parent: MedicationStatement
Id: navette-medication-statement
Title: "A treatment taken, or stopped"
Description: "Shape of fr-core-medication-statement."
* subject only Reference(Patient)
* obeys navette-statement-1

Invariant: navette-statement-1
Description: "A stopped treatment says why (CSP R. 1112-1-2)"
* severity = #error
* expression = "status = 'stopped' implies statusReason.exists()"

Profile: NavetteMedicationRequest
Parent: MedicationRequest
Id: navette-medication-request
Title: "A treatment prescribed"
Description: "Shape of fr-core-medication-request."
* subject only Reference(Patient)
* authoredOn 1..1
* requester 1..1
