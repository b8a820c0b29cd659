Profile: NavetteEncounter
Parent: Encounter
Id: navette-encounter
Title: "The stay or the visit a fiche is about"
Description: "Shape of fr-core-encounter; the number of a stay is the hospital's to give, and often not known yet."
* class.system 1..1
* class.code 1..1
* subject 1..1
* subject only Reference(Patient)
