Alias: $gender = http://hl7.org/fhir/administrative-gender
Alias: $identifier-type = https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203

RuleSet: Code(code, fr, en)
* #{code} "{fr}"
* #{code} ^designation[0].language = #en
* #{code} ^designation[0].value = "{en}"
