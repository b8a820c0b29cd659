// The outer face: what the service sees. Privacy is a profile: whatever could describe the patient or the care is 0..0.

Profile: NavetteMessage
Parent: Bundle
Id: navette-message
Title: "A sealed fiche on its way"
Description: "Exactly three entries: who to whom, the handoff, the sealed envelope."
* type = #message
* timestamp 1..1
* entry 3..3
* entry.fullUrl 1..1
* entry.resource 1..1
* entry ^slicing.discriminator[0].type = #type
* entry ^slicing.discriminator[0].path = "resource"
* entry ^slicing.rules = #closed
* entry contains header 1..1 and task 1..1 and sealed 1..1
* entry[header].resource only NavetteMessageHeader
* entry[task].resource only NavetteTask
* entry[sealed].resource only NavetteSealed

Profile: NavetteMessageHeader
Parent: MessageHeader
Id: navette-message-header
Title: "Who writes to whom"
Description: "Its id is the key of idempotency. The event is always a fiche: which one is sealed."
* obeys navette-private-1
* text 0..0
* contained 0..0
* event[x] only Coding
* eventCoding = Event#fiche
* destination 1..1
* destination.target 0..0
* destination.receiver 1..1
* destination.receiver only Reference(PractitionerRole or Organization)
* sender 1..1
* sender only Reference(PractitionerRole or Organization)
* enterer 0..0
* author 0..0
* responsible 0..0
* reason 0..0
* response 0..0
* focus 1..1
* focus only Reference(Task)
* focus.reference 1..1

Profile: NavetteSealed
Parent: Binary
Id: navette-sealed
Title: "The sealed envelope"
Description: "Bytes nobody on the way can read."
* obeys navette-private-1
* contentType = #application/vnd.navette.sealed
* data 1..1

Invariant: navette-private-1
Description: "No words in the clear: neither text nor display nor note nor extension, at any depth"
* severity = #error
* expression = "(extension | modifierExtension | descendants().extension | descendants().modifierExtension | descendants().text | descendants().display).empty()"
