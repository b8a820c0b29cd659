Profile: NavetteObservation
Parent: Observation
Id: navette-observation
Title: "A measure, a finding, the answer to a coded question"
Description: "Coded, dated, and with something said."
* code.coding 1..*
* subject 1..1
* subject only Reference(Patient)
* effective[x] 1..1
* effective[x] only dateTime or Period
* obeys navette-observation-1

Invariant: navette-observation-1
Description: "An observation says something"
* severity = #error
* expression = "value.exists() or component.exists() or dataAbsentReason.exists()"
