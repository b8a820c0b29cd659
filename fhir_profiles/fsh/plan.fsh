Profile: NavetteCarePlan
Parent: CarePlan
Id: navette-care-plan
Title: "What is to be done"
Description: "The steps after the fiche."
* subject only Reference(Patient)
* author 1..1
* activity 1..*
