// fr-core-patient and fr-core-patient-ins (FR Core 2.2). Whether a status may carry a matricule, and which status was
// meant by the older generations of its codes, are rules of identity: the check has them, a profile cannot say them.

Profile: NavettePatient
Parent: Patient
Id: navette-patient
Title: "Patient"
Description: "A patient whose identity is provisional, fetched, checked or qualified; shape of fr-core-patient."
* obeys navette-patient-1
* identifier.system 1..1
* identifier.value 1..1
* name 1..*
* name ^slicing.discriminator[0].type = #value
* name ^slicing.discriminator[0].path = "use"
* name ^slicing.rules = #open
* name contains official 1..1
* name[official].use = #official
* name[official].family 1..1
* name[official].given 1..*
* gender 1..1
* gender from NavetteSex (required)
* birthDate 1..1

Profile: NavettePatientINS
Parent: NavettePatient
Id: navette-patient-ins
Title: "Patient with a matricule INS"
Description: "The traits and the matricule of a qualified identity; shape of fr-core-patient-ins."
* obeys navette-ins-1 and navette-ins-2 and navette-ins-3
* identifier 1..*
* identifier ^slicing.discriminator[0].type = #pattern
* identifier ^slicing.discriminator[0].path = "type"
* identifier ^slicing.rules = #open
* identifier contains nir 0..1 and nia 0..1 and test 0..1 and demo 0..1
* identifier[nir].type = $identifier-type#INS-NIR
* identifier[nir].system = "urn:oid:1.2.250.1.213.1.4.8"
* identifier[nia].type = $identifier-type#INS-NIA
* identifier[nia].system = "urn:oid:1.2.250.1.213.1.4.9"
* identifier[test].type = $identifier-type#INS-NIR-TEST
* identifier[test].system = "urn:oid:1.2.250.1.213.1.4.10"
* identifier[demo].type = $identifier-type#INS-NIR-DEMO
* identifier[demo].system = "urn:oid:1.2.250.1.213.1.4.11"

Invariant: navette-patient-1
Description: "How far the identity is trusted is said (RNIV)"
* severity = #error
* expression = "extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability').exists()"

Invariant: navette-ins-1
Description: "There is a matricule INS"
* severity = #error
* expression = "identifier.type.coding.where(system = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203' and code in ('INS-NIR' | 'INS-NIA' | 'INS-NIR-TEST' | 'INS-NIR-DEMO')).exists()"

Invariant: navette-ins-2
Description: "The place of birth, a trait of the INS, is there"
* severity = #error
* expression = "extension.where(url = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace').exists()"

// Documents of the earlier generations name the place without its code: said, and not refused.
Invariant: navette-ins-3
Description: "The place of birth carries its INSEE code"
* severity = #warning
* expression = "extension.where(url = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace').value.extension.where(url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code').exists()"

ValueSet: NavetteSex
Id: sex
Title: "Sex, as the INS knows it"
Description: "The codes fr-core-patient-ins allows."
* $gender#male
* $gender#female
* $gender#unknown
