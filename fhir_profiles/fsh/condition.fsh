Profile: NavetteCondition
Parent: Condition
Id: navette-condition
Title: "A problem, a diagnosis, a history"
Description: "Shape of fr-core-condition."
* code 1..1
* subject only Reference(Patient)
