Profile: NavetteAllergyIntolerance
Parent: AllergyIntolerance
Id: navette-allergy-intolerance
Title: "An allergy or an intolerance"
Description: "Shape of fr-core-allergy-intolerance. That none is known is the emptyReason of the section."
* code 1..1
* patient only Reference(Patient)
