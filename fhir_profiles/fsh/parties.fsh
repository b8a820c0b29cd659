// Who writes, who keeps, who receives: shapes of fr-core-practitioner, fr-core-practitioner-role, fr-core-organization.

Profile: NavettePractitioner
Parent: Practitioner
Id: navette-practitioner
Title: "A professional"
Description: "Known by name, and by RPPS when it is known."
* identifier.system 1..1
* identifier.value 1..1
* name 1..*

Profile: NavettePractitionerRole
Parent: PractitionerRole
Id: navette-practitioner-role
Title: "A professional at a place"
Description: "The author of a fiche."
* practitioner 1..1
* organization 1..1
* code 1..*

Profile: NavetteOrganization
Parent: Organization
Id: navette-organization
Title: "A place"
Description: "A hospital, a ward, a practice, a pharmacy; FINESS when it is known."
* identifier.system 1..1
* identifier.value 1..1
* name 1..1
